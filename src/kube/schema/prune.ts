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
  const pruned: string[] = [];
  prune(resolveSchema(schema, options.resolve), value, {
    ...options,
    isRoot: options.isRoot ?? false,
    path: "",
    pruned,
    preserve: false,
  });
  return pruned;
}

interface Place {
  readonly isRoot: boolean;
  readonly path: string;
  readonly pruned: string[];
  readonly preserve: boolean;
  readonly resolve?: ResolveRef;
}

function prune(schema: JsonSchema | undefined, value: unknown, place: Place): void {
  const preserve =
    schema?.["x-kubernetes-preserve-unknown-fields"] ?? (place.preserve && schema === undefined);
  if (Array.isArray(value)) {
    const items = schema?.items && resolveSchema(schema.items, place.resolve);
    for (const [index, item] of value.entries())
      prune(items, item, { ...place, isRoot: false, preserve, path: `${place.path}[${index}]` });
    return;
  }
  if (!isJsonObject(value)) return;
  const resource = place.isRoot || schema?.["x-kubernetes-embedded-resource"];
  for (const key of Object.keys(value))
    pruneKey(value, key, {
      schema,
      place: { ...place, isRoot: false, preserve },
      resource: resource ?? false,
    });
}

const resourceFields = ["apiVersion", "kind", "metadata"];

function pruneKey(
  value: JsonObject,
  key: string,
  options: { schema: JsonSchema | undefined; place: Place; resource: boolean },
): void {
  const { schema, place, resource } = options;
  if (resource && resourceFields.includes(key)) return;
  const path = place.path ? `${place.path}.${key}` : key;
  const known =
    declaredSchema(schema, key) ??
    (typeof schema?.additionalProperties === "object" ? schema.additionalProperties : undefined);
  if (known) prune(resolveSchema(known, place.resolve), value[key], { ...place, path, preserve: false });
  // an entry that may be anything has no fields that are known
  else if (schema?.additionalProperties === true)
    prune(undefined, value[key], { ...place, path, preserve: false });
  else if (place.preserve) prune(undefined, value[key], { ...place, path, preserve: true });
  else {
    Reflect.deleteProperty(value, key);
    place.pruned.push(path);
  }
}
