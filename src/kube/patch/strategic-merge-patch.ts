import { copyJson, equalJson, getKey, isJsonObject, setKey, type JsonObject } from "../../base/json.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { propertySchema, resolveSchema, type ResolveRef } from "../schema/resolve-schema.ts";
import { PatchError } from "./patch-error.ts";

const deleteFromList = "$deleteFromPrimitiveList/";
const elementOrder = "$setElementOrder/";

interface ListRules {
  readonly mergeKey: string | undefined;
  readonly items: JsonSchema | undefined;
  readonly resolve: ResolveRef | undefined;
}

/**
 * The document with a strategic merge patch applied; the document itself is left alone. Lists merge where the schema's
 * `x-kubernetes-patch-strategy` says so. Follows k8s.io/apimachinery/pkg/util/strategicpatch, with its directives `$patch`, `$retainKeys`,
 * `$deleteFromPrimitiveList` and `$setElementOrder`.
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
  return mergeMap(original, copyJson(patch), {
    schema: resolveSchema(schema, options.resolve),
    resolve: options.resolve,
  });
}

interface Context {
  readonly schema: JsonSchema | undefined;
  readonly resolve: ResolveRef | undefined;
}

function mergeMap(original: JsonObject, patch: JsonObject, context: Context): JsonObject {
  const directive = getKey(patch, "$patch");
  if (directive !== undefined) return applyDirective(directive, patch);
  retainKeys(original, patch);
  applyElementOrders(original, patch, context);
  for (const key of Object.keys(patch)) {
    if (key.startsWith(deleteFromList))
      deleteFromPrimitives(original, key.slice(deleteFromList.length), patch[key]);
    else mergeKey(original, key, { value: patch[key], context });
  }
  return original;
}

function mergeKey(original: JsonObject, key: string, options: { value: unknown; context: Context }): void {
  const { value, context } = options;
  if (value === null) {
    Reflect.deleteProperty(original, key);
    return;
  }
  const before = getKey(original, key);
  const field = fieldOf(key, context);
  if (isJsonObject(before) && isJsonObject(value)) {
    const replace = field.strategies.includes("replace");
    setKey(
      original,
      key,
      replace
        ? dropDirectives(value)
        : mergeMap(before, value, { schema: field.schema, resolve: context.resolve }),
    );
  } else if (Array.isArray(before) && Array.isArray(value)) {
    setKey(
      original,
      key,
      field.strategies.includes("merge") ? mergeList(before, value, field.list) : dropDirectives(value),
    );
  } else setKey(original, key, dropDirectives(value));
}

function fieldOf(
  key: string,
  { schema, resolve }: Context,
): { schema: JsonSchema | undefined; strategies: string[]; list: ListRules } {
  const field = propertySchema(schema, key, resolve);
  return {
    schema: field,
    strategies: field?.["x-kubernetes-patch-strategy"]?.split(",") ?? [],
    list: {
      mergeKey: field?.["x-kubernetes-patch-merge-key"],
      items: field?.items && resolveSchema(field.items, resolve),
      resolve,
    },
  };
}

function applyDirective(directive: unknown, patch: JsonObject): JsonObject {
  if (directive === "delete") return {};
  if (directive !== "replace" && directive !== "merge") {
    throw new PatchError(
      "malformed",
      `unknown patch type: ${String(directive)} found in the directive marker`,
    );
  }
  const { $patch: _directive, ...rest } = patch;
  return rest;
}

/** `$retainKeys`: of the original, only these keys stay. */
function retainKeys(original: JsonObject, patch: JsonObject): void {
  const retained = getKey(patch, "$retainKeys");
  if (retained === undefined) return;
  if (!Array.isArray(retained)) throw new PatchError("malformed", "$retainKeys must be a list");
  for (const key of Object.keys(original)) if (!retained.includes(key)) Reflect.deleteProperty(original, key);
  Reflect.deleteProperty(patch, "$retainKeys");
}

/** `$setElementOrder/<list>`: merges that list first, then sorts it; items of the server alone keep their place as well as they can. */
function applyElementOrders(original: JsonObject, patch: JsonObject, context: Context): void {
  for (const directive of Object.keys(patch).filter((key) => key.startsWith(elementOrder))) {
    const key = directive.slice(elementOrder.length);
    const order = patch[directive];
    if (!Array.isArray(order)) throw new PatchError("malformed", `${directive} must be a list`);
    Reflect.deleteProperty(patch, directive);
    const [before, change] = [getKey(original, key), getKey(patch, key)];
    const { list, strategies } = fieldOf(key, context);
    if (!Array.isArray(before) && !Array.isArray(change)) continue;
    const live = Array.isArray(before) ? (before as unknown[]) : [];
    const merging = Array.isArray(change) && (before === undefined || strategies.includes("merge"));
    const merged = merging ? mergeList(live, change as unknown[], list) : live;
    setKey(original, key, sortItems(merged, { order, live, mergeKey: list.mergeKey }));
    Reflect.deleteProperty(patch, key);
  }
}

function deleteFromPrimitives(original: JsonObject, key: string, values: unknown): void {
  const before = getKey(original, key);
  if (Array.isArray(before) && Array.isArray(values)) {
    setKey(
      original,
      key,
      before.filter((item) => !values.some((value) => equalJson(item, value))),
    );
  }
}

function mergeList(original: readonly unknown[], patch: readonly unknown[], rules: ListRules): unknown[] {
  const { mergeKey } = rules;
  const maps = patch.some(isJsonObject) || original.some(isJsonObject);
  if (!maps) {
    const union = [...original, ...patch].filter(
      (item, index, all) => all.findIndex((other) => equalJson(item, other)) === index,
    );
    return sortItems(union, { order: patch, live: original, mergeKey: undefined });
  }
  if (!mergeKey) throw new PatchError("malformed", "cannot merge lists of objects without merge key");
  const plain = patch.filter((item) => !isJsonObject(item) || item.$patch === undefined);
  const special = patch.filter((item): item is JsonObject => isJsonObject(item) && item.$patch !== undefined);
  if (special.some((item) => item.$patch === "replace")) return plain.map(dropDirectives);
  let merged = [...original];
  for (const item of special) merged = applySpecial(merged, item, mergeKey);
  for (const item of plain) mergeItem(merged, item, { ...rules, mergeKey });
  return sortItems(merged, { order: plain, live: original, mergeKey });
}

function applySpecial(items: readonly unknown[], special: JsonObject, mergeKey: string): unknown[] {
  if (special.$patch !== "delete")
    throw new PatchError(
      "malformed",
      `unknown patch type: ${String(special.$patch)} found in the directive marker`,
    );
  if (special[mergeKey] === undefined)
    throw new PatchError("malformed", `delete patch type with no merge key defined: ${mergeKey}`);
  return items.filter((item) => !sameItem(item, special, mergeKey));
}

function mergeItem(items: unknown[], item: unknown, rules: ListRules & { mergeKey: string }): void {
  const { mergeKey, resolve } = rules;
  if (!isJsonObject(item) || item[mergeKey] === undefined) {
    throw new PatchError(
      "malformed",
      `map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`,
    );
  }
  const at = items.findIndex((candidate) => sameItem(candidate, item, mergeKey));
  const found = items[at];
  if (!isJsonObject(found)) items.push(dropDirectives(item));
  else items[at] = mergeMap(found, item, { schema: rules.items, resolve });
}

/**
 * Items that `order` names in its order, and the others woven in by their place in the live list: the patch's order and the server's
 * both hold, and win over the live order where these disagree (mergeSortedSlice upstream).
 */
function sortItems(
  items: readonly unknown[],
  by: { order: readonly unknown[]; live: readonly unknown[]; mergeKey: string | undefined },
): unknown[] {
  const { order, live, mergeKey } = by;
  const rank = (list: readonly unknown[], item: unknown) =>
    list.findIndex((candidate) => sameItem(candidate, item, mergeKey));
  const sorted = (list: readonly unknown[], part: unknown[]) =>
    part.sort((a, b) => rank(list, a) - rank(list, b));
  const named = sorted(
    order,
    items.filter((item) => rank(order, item) >= 0),
  );
  const others = sorted(
    live,
    items.filter((item) => rank(order, item) < 0),
  );
  const result: unknown[] = [];
  while (named.length > 0 && others.length > 0) {
    const [other, next] = [rank(live, others[0]), rank(live, named[0])];
    result.push(other >= 0 && next >= 0 && other < next ? others.shift() : named.shift());
  }
  return [...result, ...named, ...others];
}

function sameItem(a: unknown, b: unknown, mergeKey: string | undefined): boolean {
  if (mergeKey === undefined) return equalJson(a, b);
  return (
    isJsonObject(a) && isJsonObject(b) && a[mergeKey] !== undefined && equalJson(a[mergeKey], b[mergeKey])
  );
}

/** A value as it is stored: nulls and directives of a patch mean nothing where there was nothing before. */
function dropDirectives(value: unknown): unknown {
  if (Array.isArray(value))
    return value.filter((item) => !isJsonObject(item) || item.$patch !== "delete").map(dropDirectives);
  if (!isJsonObject(value)) return value;
  const result: JsonObject = {};
  for (const key of Object.keys(value)) {
    const directive =
      key === "$patch" ||
      key === "$retainKeys" ||
      key.startsWith(deleteFromList) ||
      key.startsWith(elementOrder);
    if (!directive && value[key] !== null) setKey(result, key, dropDirectives(value[key]));
  }
  return result;
}
