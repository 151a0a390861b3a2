import type { CelFunction } from "../function-table.ts";
import { equalValues } from "../equal-values.ts";
import {
  CelDuration,
  CelError,
  CelMap,
  CelOptional,
  CelTimestamp,
  CelUint,
  isList,
  typeName,
  type Value,
} from "../value.ts";
import { arithmetic } from "./arithmetic.ts";
import { compareValues } from "./comparison.ts";

/** Kubernetes' list library, cel-go's sets, and optional values. */
export const collections: Readonly<Record<string, CelFunction>> = {
  ".isSorted": list((items) =>
    items.every((item, index) => index === 0 || (compareValues(items[index - 1] ?? null, item) ?? 1) <= 0),
  ),
  ".sum": ([self], overload) =>
    self !== undefined && isList(self) ? sum(self, overload === "list_duration_sum_duration") : undefined,
  ".min": list((items) => extreme(items, "min")),
  ".max": list((items) => extreme(items, "max")),
  ".flatten": ([self, depth = 1n]) =>
    self !== undefined && isList(self) && typeof depth === "bigint" ? flatten(self, depth) : undefined,
  ".distinct": list((items) => distinct(items)),
  ".sort": list((items) => sortBy(items, items)),
  ".reverse": list((items) => [...items].reverse()),
  ".@sortByAssociatedKeys": ([self, keys]) =>
    self !== undefined && keys !== undefined && isList(self) && isList(keys) ? sortBy(self, keys) : undefined,
  ".first": list((items) => new CelOptional(items[0])),
  ".last": list((items) => new CelOptional(items.at(-1))),
  "lists.range": ([count]) =>
    typeof count === "bigint"
      ? Array.from({ length: Math.max(0, Number(count)) }, (_, index) => BigInt(index))
      : undefined,
  "cel.@mapInsert": ([map, key, value]) => (map instanceof CelMap ? insertInto(map, key, value) : undefined),
  "optional.unwrap": ([items]) => (items !== undefined && isList(items) ? unwrap(items) : undefined),
  ".unwrapOpt": list(unwrap),
  ".slice": ([self, from, to]) => (self !== undefined && isList(self) ? slice(self, from, to) : undefined),
  "sets.contains": lists((a, b) => b.every((item) => includes(a, item))),
  "sets.intersects": lists((a, b) => b.some((item) => includes(a, item))),
  "sets.equivalent": lists(
    (a, b) => a.every((item) => includes(b, item)) && b.every((item) => includes(a, item)),
  ),
  "optional.of": ([value]) => (value === undefined ? undefined : new CelOptional(value)),
  "optional.none": () => new CelOptional(undefined),
  "optional.ofNonZeroValue": ([value]) =>
    value === undefined ? undefined : new CelOptional(isZero(value) ? undefined : value),
  ".hasValue": ([self]) => (self instanceof CelOptional ? self.value !== undefined : undefined),
  ".value": ([self]) => (self instanceof CelOptional ? present(self) : undefined),
  ".or": ([self, other]) =>
    self instanceof CelOptional && other instanceof CelOptional
      ? self.value === undefined
        ? other
        : self
      : undefined,
  ".orValue": ([self, other]) =>
    self instanceof CelOptional ? (self.value ?? (self.value === null ? null : other)) : undefined,
};

/** `indexOf` and `lastIndexOf` of lists, which strings have as well. */
export function listIndexOf(self: readonly Value[], item: Value, last: boolean): bigint {
  const positions = self.flatMap((candidate, index) => (equalValues(candidate, item) ? [index] : []));
  return BigInt((last ? positions.at(-1) : positions[0]) ?? -1);
}

function list(apply: (items: readonly Value[]) => Value): CelFunction {
  return ([self]) => (self !== undefined && isList(self) ? apply(self) : undefined);
}

function lists(apply: (a: readonly Value[], b: readonly Value[]) => Value): CelFunction {
  return ([a, b]) => (a !== undefined && b !== undefined && isList(a) && isList(b) ? apply(a, b) : undefined);
}

function includes(items: readonly Value[], item: Value): boolean {
  return items.some((candidate) => equalValues(candidate, item));
}

function sum(items: readonly Value[], isDuration: boolean): Value {
  const [first, ...rest] = items;
  if (first === undefined) return isDuration ? new CelDuration(0n) : 0n;
  return rest.reduce<Value>(
    (total, item) => arithmetic["_+_"]?.([total, item]) ?? fail("no such overload: sum()"),
    first,
  );
}

function extreme(items: readonly Value[], which: "min" | "max"): Value {
  const [first, ...rest] = items;
  if (first === undefined) throw new CelError(`${which} called on empty list`);
  const wins = (sign: number) => (which === "min" ? sign < 0 : sign > 0);
  return rest.reduce(
    (best, item) => (wins(compareValues(item, best) ?? fail(`no such overload: ${which}()`)) ? item : best),
    first,
  );
}

function sortBy(items: readonly Value[], keys: readonly Value[]): Value[] {
  const [first] = keys;
  if (first === undefined) return [];
  if (keys.some((key) => typeName(key) !== typeName(first)))
    throw new CelError("list elements must have the same type");
  if (compareValues(first, first) === undefined && !Number.isNaN(first))
    throw new CelError("list elements must be comparable");
  const order = items.map((item, index) => ({ item, key: keys[index] ?? null }));
  return order.sort((a, b) => compareValues(a.key, b.key) ?? 0).map(({ item }) => item);
}

/** Adds an entry, or the entries of another map; only a loop's own map comes here. */
function insertInto(map: CelMap, key: Value | undefined, value: Value | undefined): Value | undefined {
  const added = key instanceof CelMap && value === undefined ? key.entries() : undefined;
  const entries = added ?? (key !== undefined && value !== undefined ? [[key, value] as const] : undefined);
  for (const [name, inner] of entries ?? []) {
    if (map.has(name)) throw new CelError(`insert failed: key ${keyText(name)} already exists`);
    map.insert(name, inner);
  }
  return entries && map;
}

function keyText(key: Value): string {
  return key instanceof CelUint ? String(key.uint) : String(key);
}

function unwrap(items: readonly Value[]): Value[] {
  return items.flatMap((item) => {
    if (!(item instanceof CelOptional)) throw new CelError(`value ${typeName(item)} is not optional`);
    return item.value === undefined ? [] : [item.value];
  });
}

function flatten(items: readonly Value[], depth: bigint): Value[] {
  if (depth < 0n) throw new CelError("level must be non-negative");
  return items.flatMap((item) => (isList(item) && depth > 0n ? flatten(item, depth - 1n) : [item]));
}

function distinct(items: readonly Value[]): Value[] {
  return items.filter(
    (item, index) => items.findIndex((candidate) => equalValues(candidate, item)) === index,
  );
}

function slice(items: readonly Value[], from: Value | undefined, to: Value | undefined): Value | undefined {
  if (typeof from !== "bigint" || typeof to !== "bigint") return undefined;
  const refused = (why: string) => new CelError(`cannot slice(${from}, ${to}), ${why}`);
  if (from < 0n || to < 0n) throw refused("negative indexes not supported");
  if (from > to) throw refused("start index must be less than or equal to end index");
  if (to > BigInt(items.length)) throw refused(`list is length ${items.length}`);
  return items.slice(Number(from), Number(to));
}

function isZero(value: Value): boolean {
  if (value instanceof CelUint) return value.uint === 0n;
  if (value instanceof CelDuration) return value.nanos === 0n;
  if (value instanceof CelTimestamp) return value.nanos === -62_135_596_800_000_000_000n;
  if (value instanceof CelMap) return value.size === 0;
  if (isList(value) || value instanceof Uint8Array) return value.length === 0;
  return value === null || value === 0n || value === 0 || value === "" || value === false;
}

function present(optional: CelOptional): Value {
  if (optional.value === undefined) throw new CelError("optional.none() dereference");
  return optional.value;
}

function fail(message: string): never {
  throw new CelError(message);
}
