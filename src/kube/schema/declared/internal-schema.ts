import { inKeyOrder } from "../../../base/go-text.ts";
import { isJsonObject, type JsonObject } from "../../../base/json.ts";
import { shownRule } from "../cel/rule-problem.ts";
import type { JsonSchema, ValidationRule } from "../json-schema.ts";

/** Go's name of a field of the server's internal schemas, the key that it has in a definition, and how its value is shown. */
type Field = readonly [name: string, key: string, shown: (value: unknown) => unknown];

const text = (value: unknown) => value ?? "";
const flag = (value: unknown) => value ?? false;
const pointer = (value: unknown) => value ?? null;
const json = (value: unknown) => (value === undefined ? null : inKeyOrder(value));
const schema = (value: unknown) => (isJsonObject(value) ? internalSchema(value) : null);
const list = (value: unknown) => (Array.isArray(value) ? value.map(schema) : null);
const map = (value: unknown, shown = schema) =>
  isJsonObject(value)
    ? Object.fromEntries(sortedKeys(value).map((key) => [key, shown(value[key])] as const))
    : null;
const orBool = (value: unknown) =>
  value === undefined ? null : { Allows: value !== false, Schema: schema(value) };
const orTexts = (value: unknown) => ({
  Schema: schema(value),
  Property: Array.isArray(value) ? value : null,
});

/** JSONSchemaProps of k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/types_jsonschema.go, in order. */
const fields: readonly Field[] = [
  ["ID", "id", text],
  ["Schema", "$schema", text],
  ["Ref", "$ref", pointer],
  ["Description", "description", text],
  ["Type", "type", text],
  ["Nullable", "nullable", flag],
  ["Format", "format", text],
  ["Title", "title", text],
  ["Default", "default", json],
  ["Maximum", "maximum", pointer],
  ["ExclusiveMaximum", "exclusiveMaximum", flag],
  ["Minimum", "minimum", pointer],
  ["ExclusiveMinimum", "exclusiveMinimum", flag],
  ["MaxLength", "maxLength", pointer],
  ["MinLength", "minLength", pointer],
  ["Pattern", "pattern", text],
  ["MaxItems", "maxItems", pointer],
  ["MinItems", "minItems", pointer],
  ["UniqueItems", "uniqueItems", flag],
  ["MultipleOf", "multipleOf", pointer],
  ["Enum", "enum", (value) => (Array.isArray(value) ? value.map(json) : null)],
  ["MaxProperties", "maxProperties", pointer],
  ["MinProperties", "minProperties", pointer],
  ["Required", "required", pointer],
  ["Items", "items", (value) => (value === undefined ? null : internalItems(value))],
  ["AllOf", "allOf", list],
  ["OneOf", "oneOf", list],
  ["AnyOf", "anyOf", list],
  ["Not", "not", schema],
  ["Properties", "properties", (value) => map(value)],
  ["AdditionalProperties", "additionalProperties", orBool],
  ["PatternProperties", "patternProperties", (value) => map(value)],
  ["Dependencies", "dependencies", (value) => map(value, orTexts)],
  ["AdditionalItems", "additionalItems", orBool],
  ["Definitions", "definitions", (value) => map(value)],
  [
    "ExternalDocs",
    "externalDocs",
    (value) => (isJsonObject(value) ? { Description: text(value.description), URL: text(value.url) } : null),
  ],
  ["Example", "example", json],
  ["XPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields", pointer],
  ["XEmbeddedResource", "x-kubernetes-embedded-resource", flag],
  ["XIntOrString", "x-kubernetes-int-or-string", flag],
  ["XListMapKeys", "x-kubernetes-list-map-keys", pointer],
  ["XListType", "x-kubernetes-list-type", pointer],
  ["XMapType", "x-kubernetes-map-type", pointer],
  [
    "XValidations",
    "x-kubernetes-validations",
    (value) => (Array.isArray(value) ? value.map((rule) => shownRule(rule as ValidationRule)) : null),
  ],
];

/** A schema as the server's messages show it: all fields of its internal form. */
export function internalSchema(shown: JsonSchema): Record<string, unknown> {
  const source = shown as JsonObject;
  return Object.fromEntries(fields.map(([name, key, show]) => [name, show(source[key])]));
}

/** The `items` of a schema, which may be a schema for each. */
export function internalItems(items: unknown): unknown {
  return { Schema: schema(items), JSONSchemas: list(items) };
}

/** The Go names of the fields that say something, in order. */
export function fieldsSaid(shown: JsonSchema): string[] {
  const source = shown as JsonObject;
  const saysNothing = (value: unknown, show: Field[2]) =>
    value === undefined || ((show === text || show === flag) && !value);
  return fields.filter(([, key, show]) => !saysNothing(source[key], show)).map(([name]) => name);
}

function sortedKeys(value: JsonObject): string[] {
  return Object.keys(value).sort();
}
