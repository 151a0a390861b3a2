import { equalJson, getKey, isJsonObject, type JsonObject } from "../../base/json.ts";
import type { FieldError } from "./field-error.ts";
import type { JsonSchema } from "./json-schema.ts";
import { declaredSchema, propertySchema, resolveSchema, type ResolveRef } from "./resolve-schema.ts";
import { showValue } from "./show-value.ts";

interface Place {
  readonly path: string;
  readonly resolve: ResolveRef | undefined;
}

/** Items that a `listType` of set or map holds twice (apiextensions-apiserver/pkg/apiserver/schema/listtype). */
export function listErrors(schema: JsonSchema, value: unknown, place: Place): FieldError[] {
  if (!place.resolve && !hasIdentities(schema)) return [];
  const own = Array.isArray(value) ? duplicates(schema, value, place) : [];
  return [
    ...own,
    ...below(schema, value, place).flatMap(([inner, item, path]) =>
      listErrors(inner, item, { ...place, path }),
    ),
  ];
}

const withIdentities = new WeakMap<JsonSchema, boolean>();

/** Whether there are lists of type set or map in a schema without references. */
function hasIdentities(schema: JsonSchema): boolean {
  let known = withIdentities.get(schema);
  if (known === undefined) {
    const { items, properties = {}, additionalProperties } = schema;
    const type = schema["x-kubernetes-list-type"];
    known =
      type === "set" ||
      type === "map" ||
      (items !== undefined && hasIdentities(items)) ||
      (typeof additionalProperties === "object" && hasIdentities(additionalProperties)) ||
      Object.values(properties).some(hasIdentities);
    withIdentities.set(schema, known);
  }
  return known;
}

/** What every embedded resource must say of itself (apiextensions-apiserver/pkg/apiserver/schema/objectmeta). */
export function embeddedResourceErrors(schema: JsonSchema, value: unknown, place: Place): FieldError[] {
  const own: FieldError[] = [];
  if (schema["x-kubernetes-embedded-resource"] && isJsonObject(value)) {
    for (const key of ["apiVersion", "kind"]) {
      if (!getKey(value, key))
        own.push({ type: "FieldValueRequired", field: `${place.path}.${key}`, message: "Required value" });
    }
  }
  return [
    ...own,
    ...below(schema, value, place).flatMap(([inner, item, path]) =>
      embeddedResourceErrors(inner, item, { ...place, path }),
    ),
  ];
}

/** Of what is there more than once, the second is told. */
function duplicates(schema: JsonSchema, items: readonly unknown[], { path, resolve }: Place): FieldError[] {
  const type = schema["x-kubernetes-list-type"];
  if (type !== "set" && type !== "map") return [];
  const odd = type === "map" ? items.findIndex((item) => item !== null && !isJsonObject(item)) : -1;
  if (odd >= 0) {
    const message = `Invalid value: ${showValue(items[odd])}: must be an object for an array of list-type map`;
    return [{ type: "FieldValueInvalid", field: `${path}[${odd}]`, message }];
  }
  const itemSchema = schema.items && resolveSchema(schema.items, resolve);
  const identity = (item: unknown) => (type === "set" ? item : keysOf(item, schema, itemSchema));
  const seen: { id: unknown; told: boolean }[] = [];
  return items.flatMap((item, index): FieldError[] => {
    const id = identity(item);
    const known = seen.find((other) => equalJson(other.id, id));
    if (!known) seen.push({ id, told: false });
    // the third of a kind is not told
    if (!known || known.told) return [];
    known.told = true;
    const message = `Duplicate value: ${showValue(id)}`;
    return [{ type: "FieldValueDuplicate", field: `${path}[${index}]`, message }];
  });
}

function keysOf(item: unknown, schema: JsonSchema, itemSchema: JsonSchema | undefined): JsonObject {
  const keys = (schema["x-kubernetes-list-map-keys"] ?? []).map((key) => [
    key,
    (isJsonObject(item) ? getKey(item, key) : undefined) ?? itemSchema?.properties?.[key]?.default,
  ]);
  return Object.fromEntries(keys.filter(([, value]) => value !== undefined).sort()) as JsonObject;
}

function below(
  schema: JsonSchema,
  value: unknown,
  { path, resolve }: Place,
): [JsonSchema, unknown, string][] {
  if (Array.isArray(value)) {
    const items = schema.items && resolveSchema(schema.items, resolve);
    return items ? value.map((item, index) => [items, item, `${path}[${index}]`]) : [];
  }
  if (!isJsonObject(value)) return [];
  return Object.keys(value).flatMap((key): [JsonSchema, unknown, string][] => {
    const inner = propertySchema(schema, key, resolve);
    const isDeclared = declaredSchema(schema, key) !== undefined;
    const at = isDeclared ? (path ? `${path}.${key}` : key) : `${path}[${key}]`;
    return inner ? [[inner, value[key], at]] : [];
  });
}
