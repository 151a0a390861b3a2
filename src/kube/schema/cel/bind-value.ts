import { isJsonObject, type JsonObject } from "../../../base/json.ts";
import type { JsonSchema } from "../json-schema.ts";
import { escapeProperty } from "./escape-property.ts";
import { parseCelDuration, parseTimestamp } from "./library/time.ts";
import { withResourceFields } from "./resource-fields.ts";
import { CelError, CelMap, KeyedList, Preserved, SetList, type Value } from "./value.ts";

/**
 * A JSON value as rules see it: integers by schema, instants and spans by format, properties under their escaped names, lists by their type.
 * What has no schema form of its own is dynamic (int-or-string) or only compared as a whole (unknown fields). Follows k8s.io/apiserver/pkg/cel/common
 * (UnstructuredToVal).
 */
export function bindValue(value: unknown, schema: JsonSchema): Value {
  if (value === null || value === undefined) return null;
  if (schema["x-kubernetes-int-or-string"]) return bindIntOrString(value);
  if (schema.type === undefined && schema["x-kubernetes-preserve-unknown-fields"])
    return new Preserved(value);
  if (Array.isArray(value)) return bindList(value, schema);
  if (isJsonObject(value)) return bindObject(value, schema);
  if (typeof value === "number")
    return schema.type === "integer" || (!schema.type && Number.isInteger(value)) ? BigInt(value) : value;
  if (typeof value === "string") return bindString(value, schema.format);
  return value as boolean;
}

/** Nothing looks at what a default of an int-or-string is before its rules do: there, an error stands for it until one reads it. */
function bindIntOrString(value: unknown): Value {
  if (typeof value === "string") return value;
  if (Number.isInteger(value)) return BigInt(value as number);
  const text = "invalid data, expected XIntOrString value to be either a string or integer";
  return new CelError(text);
}

function bindList(value: readonly unknown[], schema: JsonSchema): Value {
  const items = value.map((item) => bindValue(item, schema.items ?? {}));
  if (schema["x-kubernetes-list-type"] === "set") return SetList.from(items);
  if (schema["x-kubernetes-list-type"] !== "map") return items;
  const keys = (schema["x-kubernetes-list-map-keys"] ?? []).map((key) => escapeProperty(key) ?? key);
  return KeyedList.by(keys, items);
}

function bindObject(value: JsonObject, schema: JsonSchema): Value {
  if (typeof schema.additionalProperties === "object" && !schema.properties) {
    const inner = schema.additionalProperties;
    return new CelMap(Object.keys(value).map((key) => [key, bindValue(value[key], inner)] as const));
  }
  const { properties = {} } = schema["x-kubernetes-embedded-resource"] ? withResourceFields(schema) : schema;
  const entries: [Value, Value][] = [];
  const unseen = new Map<string, unknown>();
  const nulls = new Set<string>();
  for (const key of Object.keys(value)) {
    const inner = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const name = inner && escapeProperty(key);
    // a null in an object is as if it were not there
    if (inner && name !== undefined && value[key] !== null)
      entries.push([name, bindValue(value[key], inner)]);
    else if (inner && value[key] === null) nulls.add(name ?? key);
    else unseen.set(key, value[key]);
  }
  return new CelMap(entries, { object: true, unseen, nulls });
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
