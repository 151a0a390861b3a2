import { copyJson, equalJson, getKey, isJsonObject, setKey, type JsonObject } from "../../base/json.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { propertySchema, resolveSchema, type ResolveRef } from "../schema/resolve-schema.ts";
import { badType, checkElementOrder, keyOf, orderItems, sameItem } from "./element-order.ts";
import { goText } from "./go-text.ts";
import { PatchError } from "./patch-error.ts";
import { withoutDirectives } from "./without-directives.ts";
import { withoutNulls } from "./without-nulls.ts";

const deleteFromList = "$deleteFromPrimitiveList";
const elementOrder = "$setElementOrder";

interface Context {
  readonly schema: JsonSchema | undefined;
  readonly resolve: ResolveRef | undefined;
}

/** How a field is patched. */
interface Field {
  readonly replace: boolean;
  readonly merge: boolean;
  readonly mergeKey: string | undefined;
  /** Of the value, or of the items of a list. */
  readonly inner: Context;
}

/**
 * The document with a strategic merge patch applied; the document itself is left alone. Lists merge where the schema's
 * `x-kubernetes-patch-strategy` says so. Follows k8s.io/apimachinery/pkg/util/strategicpatch, with its directives `$patch`, `$retainKeys`,
 * `$deleteFromPrimitiveList` and `$setElementOrder`, and as there: a value that is replaced and an item that is new keep what the patch
 * wrote, nulls and directives included.
 *
 * @throws PatchError
 */
export function applyStrategicMergePatch(
  document: unknown,
  patch: unknown,
  schema: JsonSchema,
  options: { resolve?: ResolveRef } = {},
): unknown {
  if (!isJsonObject(patch)) throw new PatchError("malformed", "a strategic merge patch must be an object");
  const original = isJsonObject(document) ? copyJson(document) : {};
  const { resolve } = options;
  return mergeMap(original, copyJson(patch), { schema: resolveSchema(schema, resolve), resolve });
}

function mergeMap(original: JsonObject, patch: JsonObject, context: Context): JsonObject {
  if (Object.hasOwn(patch, "$patch")) return applyDirective(patch);
  retainKeys(original, patch);
  applyElementOrders(original, patch, context);
  for (const key of Object.keys(patch)) {
    if (key.startsWith(deleteFromList)) deleteFromPrimitives(original, key, patch[key]);
    else mergeField(original, key, { value: patch[key], context });
  }
  return original;
}

function applyDirective(patch: JsonObject): JsonObject {
  const { $patch: directive, ...rest } = patch;
  if (directive === "delete") return {};
  if (directive === "replace") return rest;
  throw badDirective(patch);
}

/** `$retainKeys`: of the original, only these keys stay; the patch may set no other. */
function retainKeys(original: JsonObject, patch: JsonObject): void {
  if (!Object.hasOwn(patch, "$retainKeys")) return;
  const { $retainKeys: retained } = patch;
  Reflect.deleteProperty(patch, "$retainKeys");
  const malformed = () => new PatchError("malformed", "invalid patch format of retainKeys");
  if (!Array.isArray(retained)) throw malformed();
  for (const [key, value] of Object.entries(patch)) {
    const directive = key.startsWith(deleteFromList) || key.startsWith(elementOrder);
    if (value !== null && !directive && !retained.includes(key)) throw malformed();
  }
  for (const key of Object.keys(original)) if (!retained.includes(key)) Reflect.deleteProperty(original, key);
}

/** `$setElementOrder/<list>`: merges that list first, then sorts it; items of the server alone keep their place as well as they can. */
function applyElementOrders(original: JsonObject, patch: JsonObject, context: Context): void {
  for (const directive of Object.keys(patch).filter((key) => key.startsWith(elementOrder))) {
    const order = patch[directive];
    Reflect.deleteProperty(patch, directive);
    if (!Array.isArray(order)) throw badType("[]interface {}", order);
    const key = listName(directive, elementOrder, "setElementOrder list");
    const [live, change] = [listAt(original, key), listAt(patch, key)];
    const field = fieldOf(key, context);
    checkElementOrder(change ?? [], order, field.mergeKey);
    if (!live && !change) continue;
    if (!live?.length && !change?.length)
      throw new PatchError("unexpected", "no elements in any of the given slices");
    const merged =
      live && change ? changeList(live, change, field) : (live ?? (withoutDirectives(change) as unknown[]));
    const remembered = live && change && field.merge ? orderAfterMerge(live, change, field.mergeKey) : live;
    setKey(original, key, orderItems(merged, { order, live: remembered ?? [], mergeKey: field.mergeKey }));
    Reflect.deleteProperty(patch, key);
  }
}

function deleteFromPrimitives(original: JsonObject, directive: string, values: unknown): void {
  const key = listName(directive, deleteFromList, "primitive list");
  const live = getKey(original, key);
  if (values === null) Reflect.deleteProperty(original, key);
  if (!Array.isArray(live) || !Array.isArray(values)) return;
  setKey(
    original,
    key,
    live.filter((item) => !values.some((value) => equalJson(item, value))),
  );
}

function mergeField(original: JsonObject, key: string, options: { value: unknown; context: Context }): void {
  const { value, context } = options;
  const live = getKey(original, key);
  if (value === null) Reflect.deleteProperty(original, key);
  else if (isJsonObject(live) && isJsonObject(value)) {
    const { replace, inner } = fieldOf(key, context);
    setKey(original, key, replace ? value : mergeMap(live, value, inner));
  } else if (Array.isArray(live) && Array.isArray(value)) {
    setKey(original, key, changeList(live, value, fieldOf(key, context)));
  } else {
    const set = withoutDirectives(withoutNulls(value));
    if (set === undefined) Reflect.deleteProperty(original, key);
    else setKey(original, key, set);
  }
}

function changeList(live: readonly unknown[], patch: readonly unknown[], field: Field): readonly unknown[] {
  return field.merge ? mergeList(live, patch, field) : patch;
}

function mergeList(live: readonly unknown[], patch: readonly unknown[], field: Field): readonly unknown[] {
  if (live.length === 0 && patch.length === 0) return live;
  if (!haveObjects(live, patch)) {
    const union = [...live, ...patch].filter(
      (item, index, all) => all.findIndex((other) => equalJson(item, other)) === index,
    );
    return orderItems(union, { order: patch, live, mergeKey: undefined });
  }
  const { mergeKey } = field;
  if (!mergeKey) throw new PatchError("unexpected", "cannot merge lists without merge key");
  const { kept, plain } = applySpecialItems(live as JsonObject[], patch as JsonObject[], mergeKey);
  const merged = mergeItems(kept, plain, { mergeKey, inner: field.inner });
  return orderItems(merged, { order: plain, live: kept, mergeKey });
}

/** Deletes and replaces what items with a `$patch` say; what is left of both lists. */
function applySpecialItems(
  live: readonly JsonObject[],
  patch: readonly JsonObject[],
  mergeKey: string,
): { kept: JsonObject[]; plain: JsonObject[] } {
  let kept = [...live];
  let replace = false;
  for (const item of patch.filter((candidate) => Object.hasOwn(candidate, "$patch"))) {
    if (item.$patch === "delete") {
      keyOf(item, mergeKey);
      kept = kept.filter((other) => !sameItem(other, item, mergeKey));
    } else if (item.$patch === "replace") replace = true;
    else if (item.$patch === "merge")
      throw new PatchError("unexpected", "merging lists cannot yet be specified in the patch");
    else throw badDirective(item);
  }
  const plain = patch.filter((item) => !Object.hasOwn(item, "$patch"));
  return replace ? { kept: plain, plain: [] } : { kept, plain };
}

/**
 * The live order as the merge leaves it upstream, where it works in place: what is deleted closes the gap, and what is added
 * fills the places that became free at the end.
 */
function orderAfterMerge(
  live: readonly unknown[],
  patch: readonly unknown[],
  mergeKey: string | undefined,
): unknown[] {
  const places = [...live];
  const items = patch.filter(isJsonObject);
  if (mergeKey === undefined) return places;
  let used = places.length;
  const find = (item: JsonObject) =>
    places.slice(0, used).findIndex((other) => sameItem(other, item, mergeKey));
  for (const item of items.filter(({ $patch }) => $patch === "delete")) {
    for (let at = find(item); at >= 0; at = find(item)) places.copyWithin(at, at + 1, used--);
  }
  if (items.some(({ $patch }) => $patch === "replace")) return places;
  for (const item of items.filter(({ $patch }) => $patch === undefined)) {
    if (find(item) < 0 && used < places.length) places[used++] = item;
  }
  return places;
}

function mergeItems(
  live: readonly JsonObject[],
  patch: readonly JsonObject[],
  by: { mergeKey: string; inner: Context },
): JsonObject[] {
  const { mergeKey, inner } = by;
  const merged = [...live];
  for (const item of patch) {
    keyOf(item, mergeKey);
    const at = merged.findIndex((candidate) => sameItem(candidate, item, mergeKey));
    const found = merged[at];
    if (found) merged[at] = mergeMap(found, item, inner);
    else merged.push(item);
  }
  return merged;
}

function fieldOf(key: string, { schema, resolve }: Context): Field {
  const field = propertySchema(schema, key, resolve);
  const strategies = field?.["x-kubernetes-patch-strategy"]?.split(",") ?? [];
  const items = field?.items && resolveSchema(field.items, resolve);
  return {
    replace: strategies.includes("replace"),
    merge: strategies.includes("merge"),
    mergeKey: field?.["x-kubernetes-patch-merge-key"],
    inner: { schema: items ?? field, resolve },
  };
}

/** Whether a list is of objects rather than scalars. Its items must all be of one kind, and no lists. */
function haveObjects(live: readonly unknown[], patch: readonly unknown[]): boolean {
  const items = [...live, ...patch];
  if (Array.isArray(items[0])) throw new PatchError("unprocessable", "lists of lists are not supported");
  const objects = items.filter(isJsonObject).length;
  if (objects !== 0 && objects !== items.length)
    throw new PatchError("unexpected", `list element types are not identical: ${goText([live, patch])}`);
  return objects > 0;
}

function listAt(object: JsonObject, key: string): unknown[] | undefined {
  const value = getKey(object, key);
  if (value !== undefined && !Array.isArray(value)) throw badType("[]interface {}", value);
  return value;
}

function listName(directive: string, prefix: string, what: string): string {
  if (!directive.startsWith(`${prefix}/`))
    throw new PatchError("malformed", `invalid patch format of ${what}`);
  return directive.slice(prefix.length + 1);
}

function badDirective(patch: JsonObject): PatchError {
  return new PatchError("unexpected", `unknown patch type: ${String(patch.$patch)} in map: ${goText(patch)}`);
}
