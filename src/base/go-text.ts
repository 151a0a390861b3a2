import { isJsonObject } from "./json.ts";

/** JSON as Go's encoding/json writes it: `<`, `>`, `&` and the line separators are escaped, nothing is indented. */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, unicodeEscape);
}

/** A JSON value with its maps in the order in which Go writes them: by keys. Structs have an order of their own. */
export function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, inKeyOrder(value[key])] as const),
  );
}

function unicodeEscape(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
