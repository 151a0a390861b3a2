import { isJsonObject, setKey, type JsonObject } from "../../base/json.ts";

/** A value of a strategic merge patch without the objects that hold a `$patch` directive; undefined when it is one itself. */
export function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isJsonObject(value)) return value;
  if (Object.hasOwn(value, "$patch")) return undefined;
  const result: JsonObject = {};
  for (const key of Object.keys(value)) {
    const field = withoutDirectives(value[key]);
    if (field !== undefined) setKey(result, key, field);
  }
  return result;
}
