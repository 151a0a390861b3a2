import { isJsonObject, type JsonObject } from "../../base/json.ts";
import type { JsonSchema } from "./json-schema.ts";
import { declaredSchema, resolveSchema, type ResolveRef } from "./resolve-schema.ts";

/**
 * Removes fields that the schema does not know, in place, and returns their paths (`spec.extra`, `spec.ports[0].x`).
 * At the root of a resource apiVersion, kind and metadata stay. Follows k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning.
 */
export function pruneUnknown(
  schema: JsonSchema,
  value: unknown,
  options: { isRoot?: boolean; resolve?: ResolveRef } = {},
): string[] {
  const { isRoot = false, resolve } = options;
  const pruned: string[] = [];
  const root = resolveSchema(schema, resolve);
  prune(isRoot ? { ...root, "x-kubernetes-embedded-resource": true } : root, value, {
    path: "",
    pruned,
    resolve,
  });
  return pruned;
}

interface Place {
  readonly path: string;
  readonly pruned: string[];
  readonly resolve: ResolveRef | undefined;
}

/** `schema` is undefined where nothing is known: no field is. */
function prune(schema: JsonSchema | undefined, value: unknown, place: Place): void {
  if (schema?.["x-kubernetes-preserve-unknown-fields"]) return keep(schema, value, place);
  if (Array.isArray(value)) {
    const items = itemsOf(schema, place);
    for (const [index, item] of value.entries())
      prune(items, item, { ...place, path: `${place.path}[${index}]` });
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value)) {
      if (isResourceField(schema, key)) continue;
      const path = below(place, key);
      const known = fieldOf(schema, key, place);
      if (known) prune(known.schema, value[key], { ...place, path });
      else {
        Reflect.deleteProperty(value, key);
        place.pruned.push(path);
      }
    }
  }
}

/** What unknown fields hold is kept too; items of lists are as the list. */
function keep(schema: JsonSchema | undefined, value: unknown, place: Place): void {
  if (!schema) return;
  if (Array.isArray(value)) {
    const items = itemsOf(schema, place);
    for (const [index, item] of value.entries())
      keep(items, item, { ...place, path: `${place.path}[${index}]` });
  } else if (isJsonObject(value)) keepFields(schema, value, place);
}

function keepFields(schema: JsonSchema, value: JsonObject, place: Place): void {
  for (const key of Object.keys(value)) {
    const known = isResourceField(schema, key) ? undefined : fieldOf(schema, key, place);
    if (known) prune(known.schema, value[key], { ...place, path: below(place, key) });
  }
}

function itemsOf(schema: JsonSchema | undefined, { resolve }: Place): JsonSchema | undefined {
  return schema?.items && resolveSchema(schema.items, resolve);
}

/** The schema of a field that is known; one that may be anything has none. */
function fieldOf(
  schema: JsonSchema | undefined,
  key: string,
  { resolve }: Place,
): { schema: JsonSchema | undefined } | undefined {
  const declared = declaredSchema(schema, key);
  if (declared) return { schema: resolveSchema(declared, resolve) };
  const additional = schema?.additionalProperties;
  if (!additional) return undefined;
  return { schema: typeof additional === "object" ? resolveSchema(additional, resolve) : undefined };
}

const resourceFields = ["apiVersion", "kind", "metadata"];

function isResourceField(schema: JsonSchema | undefined, key: string): boolean {
  return schema?.["x-kubernetes-embedded-resource"] === true && resourceFields.includes(key);
}

function below({ path }: Place, key: string): string {
  return path ? `${path}.${key}` : key;
}
