import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { TagError, checkExact, needed } from "./tag-error.ts";

/** A value in a tag: JSON. For a string it may stand without quotes, and then is taken as it is: `@default 1.20`. */
export function parseValue(schema: JsonSchema, text: string): unknown {
  const isText = schema.type === "string";
  const quoted = needed(text).startsWith('"');
  if (isText && !quoted && !(schema.nullable && text === "null")) return text;
  checkExact(text);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    if (schema["x-kubernetes-int-or-string"] && !quoted) return text;
    throw new TagError(`expected JSON, found "${text}"`);
  }
}
