import { copyJson, getKey, isJsonObject, setKey } from "../../base/json.ts";
import type { JsonSchema } from "./json-schema.ts";
import { propertySchema, type ResolveRef } from "./resolve-schema.ts";

/**
 * Fills in defaults, in place. A null where null is not allowed counts as missing: it gets the default, and without one it goes, unless `keepNulls`.
 * Follows k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting.
 */
export function applyDefaults(
  schema: JsonSchema,
  value: unknown,
  options: { resolve?: ResolveRef; keepNulls?: boolean } = {},
): void {
  const { resolve, keepNulls = false } = options;
  if (Array.isArray(value)) {
    const items = schema.items && propertySchema({ properties: { item: schema.items } }, "item", resolve);
    if (items) defaultItems(items, value, options);
  } else if (isJsonObject(value)) {
    for (const [key, property] of Object.entries(schema.properties ?? {})) {
      const resolved = propertySchema({ properties: { [key]: property } }, key, resolve);
      const missing = getKey(value, key) === undefined || (value[key] === null && !resolved?.nullable);
      if (resolved?.default !== undefined && missing) setKey(value, key, copyJson(resolved.default));
      else if (!keepNulls && Object.hasOwn(value, key) && value[key] === null && !resolved?.nullable)
        Reflect.deleteProperty(value, key);
    }
    for (const key of Object.keys(value)) {
      const inner = propertySchema(schema, key, resolve);
      const additional = !Object.hasOwn(schema.properties ?? {}, key);
      if (!inner) continue;
      if (additional && value[key] === null && !inner.nullable) {
        if (inner.default === undefined) {
          if (!keepNulls) Reflect.deleteProperty(value, key);
        } else setKey(value, key, copyJson(inner.default));
      }
      applyDefaults(inner, value[key], options);
    }
  }
}

function defaultItems(
  items: JsonSchema,
  value: unknown[],
  options: { resolve?: ResolveRef; keepNulls?: boolean },
): void {
  for (const [index, item] of value.entries()) {
    if (item === null && !items.nullable && items.default !== undefined)
      value[index] = copyJson(items.default);
    applyDefaults(items, value[index], options);
  }
}
