import { isJsonObject } from "../../base/json.ts";
import type { JsonSchema } from "./json-schema.ts";

/**
 * Removes nulls that may not be there and that no default would replace, in place. Follows PruneNonNullableNullsWithoutDefaults of
 * k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting/prunenulls.go.
 */
export function pruneNulls(schema: JsonSchema, value: unknown): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items) for (const item of value) pruneNulls(items, item);
  } else if (isJsonObject(value)) {
    const { properties = {}, additionalProperties } = schema;
    for (const key of Object.keys(value)) {
      const named = Object.hasOwn(properties, key) ? properties[key] : undefined;
      const inner = named ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
      if (!inner) continue;
      if (value[key] === null && !inner.nullable && inner.default === undefined)
        Reflect.deleteProperty(value, key);
      else pruneNulls(inner, value[key]);
    }
  }
}
