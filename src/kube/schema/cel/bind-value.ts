import { getKey, isJsonObject } from "../../../base/json.ts";
import type { JsonSchema } from "../json-schema.ts";
import { parseCelDuration, parseTimestamp } from "./library/time.ts";
import { CelError, CelMap, type Value } from "./value.ts";

/** CEL's keywords; a property of such a name is reached as `__name__`. */
const keywords = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

/**
 * A JSON value as rules see it: integers by schema, instants and spans by format, properties under their escaped names.
 * What has no schema form of its own (int-or-string, unknown fields) is left out or dynamic, as in
 * k8s.io/apiserver/pkg/cel/common (UnstructuredToVal).
 */
export function bindValue(value: unknown, schema: JsonSchema): Value {
  if (value === null || value === undefined) return null;
  if (schema["x-kubernetes-int-or-string"]) return dynamic(value);
  if (Array.isArray(value)) return value.map((item) => bindValue(item, schema.items ?? {}));
  if (isJsonObject(value)) return bindObject(value, schema);
  if (typeof value === "number")
    return schema.type === "integer" || (!schema.type && Number.isInteger(value)) ? BigInt(value) : value;
  if (typeof value === "string") return bindString(value, schema.format);
  return value as boolean;
}

/** Name of a property in a rule: `__dot__`, `__dash__`, `__slash__` and `__underscores__` stand for what an identifier cannot hold. */
export function escapeProperty(name: string): string | undefined {
  if (keywords.has(name)) return `__${name}__`;
  const escaped = name
    .replaceAll("__", "__underscores__")
    .replaceAll(".", "__dot__")
    .replaceAll("-", "__dash__")
    .replaceAll("/", "__slash__");
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(escaped) ? escaped : undefined;
}

function bindObject(value: Record<string, unknown>, schema: JsonSchema): Value {
  if (schema.additionalProperties !== undefined && schema.additionalProperties !== false) {
    const items = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
    return new CelMap(Object.keys(value).map((key) => [key, bindValue(value[key], items)] as const));
  }
  const entries: [Value, Value][] = [];
  for (const [key, inner] of Object.entries(withEmbeddedFields(schema))) {
    const name = escapeProperty(key);
    if (name !== undefined && Object.hasOwn(value, key))
      entries.push([name, bindValue(getKey(value, key), inner)]);
  }
  return new CelMap(entries, { object: true });
}

/** In a resource, rules also see apiVersion, kind and the names in metadata. */
function withEmbeddedFields(schema: JsonSchema): Record<string, JsonSchema> {
  if (!schema["x-kubernetes-embedded-resource"]) return schema.properties ?? {};
  const text: JsonSchema = { type: "string" };
  return {
    ...schema.properties,
    apiVersion: text,
    kind: text,
    metadata: { type: "object", properties: { name: text, generateName: text } },
  };
}

function bindString(value: string, format: string | undefined): Value {
  try {
    if (format === "date-time") return parseTimestamp(value);
    if (format === "date") return parseTimestamp(`${value}T00:00:00Z`);
    if (format === "duration") return parseCelDuration(value);
    if (format === "byte") return Uint8Array.from(Buffer.from(value, "base64"));
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
  }
  return value;
}

function dynamic(value: unknown): Value {
  return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : (value as Value);
}
