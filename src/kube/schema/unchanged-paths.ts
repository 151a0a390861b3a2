import { equalJson, isJsonObject, type JsonObject } from "../../base/json.ts";
import type { JsonSchema } from "./json-schema.ts";
import { propertySchema, resolveSchema, type ResolveRef } from "./resolve-schema.ts";

/** How the place in a value is looked at. */
interface Place {
  readonly path: string;
  readonly resolve: ResolveRef | undefined;
  readonly found: Set<string>;
}

/**
 * The places of a value where it is the same as before, as far as old and new can be told to be the same: properties and entries by name, items of a list only by
 * its keys; a list without keys is one with all its items. Follows CorrelatedObject of k8s.io/apiserver/pkg/cel/common/equality.go: what no schema names is
 * never the same, and neither is what holds it.
 */
export function unchangedPaths(
  schema: JsonSchema,
  values: { readonly value: unknown; readonly old: unknown },
  { path, resolve }: { path: string; resolve: ResolveRef | undefined },
): ReadonlySet<string> {
  const found = new Set<string>();
  const { value, old } = values;
  if (old !== undefined) compare(schema, { value, old }, { path, resolve, found });
  // versions of a kind are converted to one another: that these two changed cannot be seen
  if (path === "") for (const name of ["apiVersion", "kind"]) found.delete(name);
  return found;
}

function compare(
  schema: JsonSchema,
  { value, old }: { value: unknown; old: unknown },
  place: Place,
): boolean {
  const same =
    Array.isArray(value) && Array.isArray(old)
      ? compareItems(schema, { value, old }, place)
      : isJsonObject(value) && isJsonObject(old)
        ? compareFields(schema, { value, old }, place)
        : equalJson(value, old);
  if (same) place.found.add(place.path);
  return same;
}

function compareFields(
  schema: JsonSchema,
  { value, old }: { value: JsonObject; old: JsonObject },
  place: Place,
): boolean {
  const names = Object.keys(value);
  const same = names.map((name) => {
    const inner = propertySchema(schema, name, place.resolve);
    if (!inner || !Object.hasOwn(old, name)) return false;
    const path = place.path ? `${place.path}.${name}` : name;
    return compare(inner, { value: value[name], old: old[name] }, { ...place, path });
  });
  return names.length === Object.keys(old).length && same.every(Boolean);
}

function compareItems(
  schema: JsonSchema,
  { value, old }: { value: unknown[]; old: unknown[] },
  place: Place,
): boolean {
  const items = schema.items && resolveSchema(schema.items, place.resolve);
  if (!items || schema["x-kubernetes-list-type"] !== "map") return equalJson(value, old);
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  const same = value.map((item, index) => {
    const before = old.find((other) => haveSameKeys(item, other, keys));
    const path = `${place.path}[${index}]`;
    return before !== undefined && compare(items, { value: item, old: before }, { ...place, path });
  });
  return value.length === old.length && same.every(Boolean);
}

/** Items are told apart by keys that are there, and scalars: others are never the same (CompositeKeyFor of maplist.go). */
function haveSameKeys(a: unknown, b: unknown, keys: readonly string[]): boolean {
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  return keys.every((key) => ["string", "number", "boolean"].includes(typeof a[key]) && a[key] === b[key]);
}
