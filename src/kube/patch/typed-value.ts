import { copyJson, equalJson, isJsonObject, setKey, type JsonObject } from "../../base/json.ts";
import type { ResolveRef } from "../schema/resolve-schema.ts";
import { FieldSet } from "./field-set.ts";
import { childrenOf, fieldSchema, topologyOf, type TypedValue } from "./topology.ts";

/* What server-side apply does with typed values. Rules of sigs.k8s.io/structured-merge-diff/v6/typed. */

/** The set of fields that a value has (tofieldset.go). */
export function fieldSetOf(typed: TypedValue, resolve: ResolveRef | undefined): FieldSet {
  if (topologyOf(typed).kind === "leaf") return FieldSet.of(true, []);
  const list = Array.isArray(typed.value);
  const children = childrenOf(typed, resolve).map(({ element, named, child }) => {
    const below = fieldSetOf(child, resolve);
    return [
      element,
      list || !named || isEmptyValue(child.value) ? FieldSet.of(true, below.children) : below,
    ] as const;
  });
  return FieldSet.of(false, joinElements(children));
}

/** What changed from one value to another (compare.go). */
export interface Comparison {
  readonly added: FieldSet;
  readonly removed: FieldSet;
  readonly modified: FieldSet;
}

const same: Comparison = { added: FieldSet.empty, removed: FieldSet.empty, modified: FieldSet.empty };

export function compareTyped(
  before: TypedValue,
  after: TypedValue,
  resolve: ResolveRef | undefined,
): Comparison {
  const present = (typed: TypedValue) => typed.value !== undefined && typed.value !== null;
  if (before.value === undefined && after.value === undefined) return same;
  if (isLeafPair(before, after)) return compareLeaves(before.value, after.value);
  const old = new Map(
    (present(before) ? childrenOf(before, resolve) : []).map((entry) => [entry.element, entry.child]),
  );
  const now = new Map(
    (present(after) ? childrenOf(after, resolve) : []).map((entry) => [entry.element, entry.child]),
  );
  const parts = [...new Set([...old.keys(), ...now.keys()])].map((element) => {
    const [a, b] = [old.get(element), now.get(element)];
    const schema = (b ?? a)?.schema;
    return [
      element,
      compareTyped(a ?? { value: undefined, schema }, b ?? { value: undefined, schema }, resolve),
    ] as const;
  });
  const gather = (which: keyof Comparison, member: boolean) =>
    FieldSet.of(
      member,
      parts.map(([element, part]) => [element, part[which]] as const),
    );
  return {
    added: gather("added", before.value === undefined),
    removed: gather("removed", after.value === undefined),
    modified: gather("modified", false),
  };
}

/** The live value with a configuration merged into it (merge.go). */
export function mergeTyped(live: TypedValue, config: TypedValue, resolve: ResolveRef | undefined): unknown {
  if (config.value === undefined) return live.value;
  if (live.value === undefined || live.value === null || isLeafPair(live, config))
    return copyJson(config.value);
  const topology = topologyOf(config);
  if (topology.kind === "leaf" || topologyOf(live).kind !== topology.kind) return copyJson(config.value);
  if (topology.kind === "list") return mergeItems(live, config, resolve);
  const [left, right] = [live.value as JsonObject, config.value as JsonObject];
  const merged: JsonObject = {};
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const { schema } = fieldSchema(topology.schema, key, resolve);
    const at = (object: JsonObject): TypedValue => ({
      value: Object.hasOwn(object, key) ? object[key] : undefined,
      schema,
    });
    setKey(merged, key, mergeTyped(at(left), at(right), resolve));
  }
  return merged;
}

/** The value without the members of a set (remove.go). */
export function removeFields(typed: TypedValue, remove: FieldSet, resolve: ResolveRef | undefined): unknown {
  const { value } = typed;
  if (remove.children.size === 0 || topologyOf(typed).kind === "leaf") return value;
  const kept = childrenOf(typed, resolve)
    .filter(({ element }) => !remove.hasChild(element))
    .map(({ element, key, child }) => [key, removeFields(child, remove.child(element), resolve)] as const);
  if (kept.length === 0) return null;
  if (Array.isArray(value)) return kept.map(([, item]) => item);
  const result: JsonObject = {};
  for (const [key, item] of kept) setKey(result, key, item);
  return result;
}

/** The set with each named field on the way to a member made a member (EnsureNamedFieldsAreMembers of fieldpath/set.go). */
export function withNamedFields(set: FieldSet, typed: TypedValue, resolve: ResolveRef | undefined): FieldSet {
  const children = [...set.children].map(([element, child]) => {
    const isField = element.startsWith("f:");
    const field = isField
      ? fieldSchema(typed.schema, element.slice(2), resolve)
      : { schema: undefined, named: false };
    const schema = isField ? field.schema : typed.schema?.items && resolvedItems(typed, resolve);
    const below = withNamedFields(child, { value: undefined, schema }, resolve);
    return [element, field.named ? FieldSet.of(true, below.children) : below] as const;
  });
  return FieldSet.of(set.member, children);
}

function resolvedItems(typed: TypedValue, resolve: ResolveRef | undefined) {
  const entry = typed.schema?.items;
  return entry && fieldSchema({ properties: { item: entry } }, "item", resolve).schema;
}

/** Either value is owned whole, or both are empty: then they are compared and merged as one. */
function isLeafPair(a: TypedValue, b: TypedValue): boolean {
  const empty = (typed: TypedValue) => typed.value === undefined || isEmptyValue(typed.value);
  if (empty(a) && empty(b)) return true;
  const leaf = (typed: TypedValue) =>
    typed.value !== undefined && typed.value !== null && topologyOf(typed).kind === "leaf";
  return leaf(a) || leaf(b);
}

function compareLeaves(before: unknown, after: unknown): Comparison {
  const leaf = FieldSet.of(true, []);
  if (before === undefined) return { ...same, added: leaf };
  if (after === undefined) return { ...same, removed: leaf };
  return equalJson(before, after) ? same : { ...same, modified: leaf };
}

/**
 * Items of both lists: those of the configuration in its order, those of the live list alone where they stood. An item of both is merged at
 * the place that the configuration gives it, relative to the other items of both.
 */
function mergeItems(live: TypedValue, config: TypedValue, resolve: ResolveRef | undefined): unknown[] {
  const left = childrenOf(live, resolve);
  const right = childrenOf(config, resolve);
  const inLeft = new Map(left.map((entry) => [entry.element, entry.child]));
  const inRight = new Map(right.map((entry) => [entry.element, entry.child]));
  const shared = right.filter(({ element }) => inLeft.has(element)).map(({ element }) => element);
  const merged = new Set<string>();
  const out: unknown[] = [];
  const take = (element: string) => {
    merged.add(element);
    if (shared[0] === element) shared.shift();
    const child = inRight.get(element) ?? { value: undefined, schema: undefined };
    out.push(mergeTyped(inLeft.get(element) ?? { value: undefined, schema: child.schema }, child, resolve));
  };
  for (let l = 0, r = 0; l < left.length || r < right.length;) {
    const [mine, theirs] = [left[l], right[r]];
    if (mine && theirs && mine.element === theirs.element) {
      take(mine.element);
      [l, r] = [l + 1, r + 1];
    } else if (
      mine &&
      theirs &&
      inRight.has(mine.element) &&
      shared[0] !== undefined &&
      shared[0] !== mine.element
    )
      l++;
    else if (mine && !inRight.has(mine.element)) {
      out.push(mine.child.value);
      l++;
    } else {
      if (mine && merged.has(mine.element)) l++;
      if (theirs) {
        take(theirs.element);
        r++;
      }
    }
  }
  return out;
}

/** Duplicate items of a list share one element. */
function joinElements(children: readonly (readonly [string, FieldSet])[]): Map<string, FieldSet> {
  const joined = new Map<string, FieldSet>();
  for (const [element, set] of children)
    joined.set(element, (joined.get(element) ?? FieldSet.empty).union(set));
  return joined;
}

function isEmptyValue(value: unknown): boolean {
  return (
    value === null ||
    (Array.isArray(value) && value.length === 0) ||
    (isJsonObject(value) && Object.keys(value).length === 0)
  );
}
