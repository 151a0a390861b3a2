import { equalJson, isJsonObject } from "../../base/json.ts";
import { FieldSet } from "./field-set.ts";
import { atomOfValue, fieldType, type Atom, type ListType, type MapType, type Type } from "./topology.ts";
import { itemsOf, leaf } from "./typed-value.ts";

/** What changed from one value to another (compare.go of structured-merge-diff's typed). */
export interface Comparison {
  readonly added: FieldSet;
  readonly removed: FieldSet;
  readonly modified: FieldSet;
}

/** The one that says so where nothing is different. */
const same: Comparison = { added: FieldSet.empty, removed: FieldSet.empty, modified: FieldSet.empty };

/** Compares two values of one type; either may be undefined, which is not to be there. */
export function compareTyped(before: unknown, after: unknown, type: Type): Comparison {
  if (before === after) return same;
  const [old, now] = [atomOfValue(type, before), atomOfValue(type, after)];
  if (after === undefined) return compareAs(old, { before, after });
  if (before === undefined || sameShape(old, now)) return compareAs(now, { before, after });
  return union(compareAs(old, { before, after }), compareAs(now, { before, after }));
}

/** A path element, and what is different below it. */
type Part = readonly [element: string, difference: Comparison];

interface Pair {
  readonly before: unknown;
  readonly after: unknown;
}

function compareAs({ map, scalar, list }: Atom, pair: Pair): Comparison {
  if (map) return compareMaps(map, pair);
  return list && !scalar ? compareLists(list, pair) : compareLeaves(pair);
}

function compareMaps(map: MapType, pair: Pair): Comparison {
  const [before, after] = [mapOf(pair.before), mapOf(pair.after)];
  if (map.atomic || (isEmpty(before) && isEmpty(after))) return compareLeaves(pair);
  return withOwn(pair, compareFields(map, { before, after }));
}

function compareLists(list: ListType, pair: Pair): Comparison {
  const [before, after] = [listOf(pair.before), listOf(pair.after)];
  if (list.atomic || (!before?.length && !after?.length)) return compareLeaves(pair);
  return withOwn(pair, compareItems(list, { before, after }));
}

function compareFields(
  map: MapType,
  { before = {}, after = {} }: Record<"before" | "after", Fields | undefined>,
): Comparison {
  const parts: Part[] = [];
  const compare = (name: string) => {
    const part = compareTyped(own(before, name), own(after, name), fieldType(map, name));
    if (part !== same) parts.push([`f:${name}`, part]);
  };
  for (const name of Object.keys(before)) compare(name);
  for (const name of Object.keys(after)) if (!Object.hasOwn(before, name)) compare(name);
  return gather(parts);
}

/** Items that stand twice are compared whole. */
function compareItems(list: ListType, pair: Pair): Comparison {
  const [old, now] = [groupItems(list, pair.before), groupItems(list, pair.after)];
  const parts: Part[] = [];
  const compare = (element: string, before: unknown[], after: unknown[]) => {
    const part = compareGroups(list, { before, after });
    if (part !== same) parts.push([element, part]);
  };
  for (const [element, items] of old) compare(element, items, now.get(element) ?? []);
  for (const [element, items] of now) if (!old.has(element)) compare(element, [], items);
  return gather(parts);
}

function compareGroups(
  list: ListType,
  { before, after }: { before: unknown[]; after: unknown[] },
): Comparison {
  if (before.length <= 1 && after.length <= 1) return compareTyped(before[0], after[0], list.items);
  if (before.length > 1 && after.length > 1)
    return equalJson(before, after) ? same : { ...same, modified: leaf };
  const single =
    before.length > 1
      ? compareTyped(undefined, after[0], list.items)
      : compareTyped(before[0], undefined, list.items);
  return union(single, before.length > 1 ? { ...same, removed: leaf } : { ...same, added: leaf });
}

function compareLeaves({ before, after }: Pair): Comparison {
  if (before === undefined) return { ...same, added: leaf };
  if (after === undefined) return { ...same, removed: leaf };
  return equalJson(before, after) ? same : { ...same, modified: leaf };
}

/** What is new or gone as a whole is a member itself, beside what is below it. */
function withOwn({ before, after }: Pair, inner: Comparison): Comparison {
  if (before === undefined) return { ...inner, added: FieldSet.of(true, inner.added.children) };
  if (after === undefined) return { ...inner, removed: FieldSet.of(true, inner.removed.children) };
  return inner;
}

function gather(parts: readonly Part[]): Comparison {
  if (parts.length === 0) return same;
  const of = (which: keyof Comparison) => {
    const children: [string, FieldSet][] = [];
    for (const [element, { [which]: set }] of parts) if (!set.isEmpty) children.push([element, set]);
    return FieldSet.of(false, children);
  };
  return { added: of("added"), removed: of("removed"), modified: of("modified") };
}

function union(a: Comparison, b: Comparison): Comparison {
  if (a === same || b === same) return a === same ? b : a;
  return {
    added: a.added.union(b.added),
    removed: a.removed.union(b.removed),
    modified: a.modified.union(b.modified),
  };
}

function sameShape(a: Atom, b: Atom): boolean {
  return !a.map === !b.map && !a.scalar === !b.scalar && !a.list === !b.list;
}

function groupItems(list: ListType, value: unknown): Map<string, unknown[]> {
  const groups = new Map<string, unknown[]>();
  for (const { element, value: item } of itemsOf(list, value)) {
    const group = groups.get(element);
    if (group) group.push(item);
    else groups.set(element, [item]);
  }
  return groups;
}

type Fields = Readonly<Record<string, unknown>>;

function own(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function listOf(value: unknown): unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function mapOf(value: unknown): Fields | undefined {
  return isJsonObject(value) ? value : undefined;
}

function isEmpty(fields: Fields | undefined): boolean {
  return !fields || Object.values(fields).every((value) => value === undefined);
}
