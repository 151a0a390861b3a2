import { isJsonObject, type JsonObject } from "../../../base/json.ts";

/** The object at a key, made where it is missing. */
export function ensureObject(parent: JsonObject, key: string): JsonObject {
  const value = parent[key];
  if (isJsonObject(value)) return value;
  return (parent[key] = {});
}

/** The object at a key, if it is one. */
export function objectAt(parent: JsonObject | undefined, key: string): JsonObject | undefined {
  const value = parent?.[key];
  return isJsonObject(value) ? value : undefined;
}

/** The objects of a list at a key. */
export function objectsAt(parent: JsonObject | undefined, key: string): JsonObject[] {
  const value = parent?.[key];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** Sets keys that are missing. */
export function fill(target: JsonObject, defaults: JsonObject): void {
  for (const [key, value] of Object.entries(defaults)) target[key] ??= value;
}

/** Sets keys that are missing or empty: what Go's defaulting does for strings. */
export function fillEmpty(target: JsonObject, defaults: JsonObject): void {
  for (const [key, value] of Object.entries(defaults))
    if (target[key] === undefined || target[key] === "") target[key] = value;
}
