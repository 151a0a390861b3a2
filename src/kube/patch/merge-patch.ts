import { copyJson, equalJson, getKey, isJsonObject, setKey, type JsonObject } from "../../base/json.ts";
import { withoutNulls } from "./without-nulls.ts";

/**
 * The document with a merge patch applied; the document itself is left alone. RFC 7386 as the API server's evanphx/json-patch (v4)
 * applies it: where the patch replaces what is no object, fields of null inside the lists of the patch are dropped too.
 */
export function applyMergePatch(document: unknown, patch: unknown): unknown {
  if (!isJsonObject(document)) return withoutNulls(patch);
  if (!isJsonObject(patch)) return copyJson(patch);
  const result: JsonObject = { ...document };
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === null) Reflect.deleteProperty(result, key);
    else setKey(result, key, applyMergePatch(getKey(result, key), value));
  }
  return result;
}

/**
 * The merge patch that makes `to` of `from`; undefined when they are equal. A value of null in `to` cannot be expressed
 * by a merge patch and becomes a removal.
 */
export function createMergePatch(from: unknown, to: unknown): unknown {
  if (equalJson(from, to)) return undefined;
  if (!isJsonObject(from) || !isJsonObject(to)) return copyJson(to);
  const patch: JsonObject = {};
  for (const key of Object.keys(from)) {
    if (from[key] !== undefined && getKey(to, key) === undefined) setKey(patch, key, null);
  }
  for (const key of Object.keys(to)) {
    const [before, after] = [getKey(from, key), to[key]];
    if (after === undefined || equalJson(before, after)) continue;
    setKey(patch, key, before === undefined ? copyJson(after) : createMergePatch(before, after));
  }
  return patch;
}
