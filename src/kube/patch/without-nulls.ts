import { isJsonObject, setKey, type JsonObject } from "../../base/json.ts";

/** A value without the fields of its objects that are null; items of null stay. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  const result: JsonObject = {};
  for (const key of Object.keys(value))
    if (value[key] !== null) setKey(result, key, withoutNulls(value[key]));
  return result;
}
