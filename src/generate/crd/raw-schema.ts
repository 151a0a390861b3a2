import { isJsonObject } from "../../base/json.ts";
import { nearest } from "../../base/nearest.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { TagError, checkExact, needed } from "./tag-error.ts";
import type { TagRule } from "./tag-rule.ts";

/** What may stand in a schema of a CRD. */
const keywords: Readonly<Record<Exclude<keyof JsonSchema, "x-kubernetes-unions"> | "id" | "$schema", true>> =
  {
    $ref: true,
    $schema: true,
    id: true,
    description: true,
    type: true,
    format: true,
    title: true,
    default: true,
    example: true,
    externalDocs: true,
    nullable: true,
    enum: true,
    minimum: true,
    maximum: true,
    exclusiveMinimum: true,
    exclusiveMaximum: true,
    multipleOf: true,
    minLength: true,
    maxLength: true,
    pattern: true,
    minItems: true,
    maxItems: true,
    uniqueItems: true,
    minProperties: true,
    maxProperties: true,
    required: true,
    items: true,
    properties: true,
    additionalProperties: true,
    allOf: true,
    anyOf: true,
    oneOf: true,
    not: true,
    "x-kubernetes-preserve-unknown-fields": true,
    "x-kubernetes-embedded-resource": true,
    "x-kubernetes-int-or-string": true,
    "x-kubernetes-list-type": true,
    "x-kubernetes-list-map-keys": true,
    "x-kubernetes-map-type": true,
    "x-kubernetes-validations": true,
    "x-kubernetes-patch-strategy": true,
    "x-kubernetes-patch-merge-key": true,
    "x-kubernetes-group-version-kind": true,
  };

/**
 * `@schema {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}`: keywords as they are to stand in the schema, for what no other tag and no type
 * says. They replace those that are there; null takes one away.
 */
export const rawSchema: TagRule = {
  order: 10,
  keyword: undefined,
  apply(schema, text) {
    for (const [key, value] of Object.entries(parseKeywords(needed(text)))) {
      if (value === null) Reflect.deleteProperty(schema, key);
      else Object.assign(schema, { [key]: value });
    }
  },
};

function parseKeywords(text: string): Record<string, unknown> {
  const parsed = parseJson(text);
  if (!isJsonObject(parsed)) throw new TagError(`expected a JSON object, found "${text}"`);
  const unknown = Object.keys(parsed).find((key) => !Object.hasOwn(keywords, key));
  if (unknown === undefined) return parsed;
  const guess = nearest(unknown, Object.keys(keywords));
  throw new TagError(`a schema has no keyword "${unknown}"${guess ? `; did you mean "${guess}"?` : ""}`);
}

function parseJson(text: string): unknown {
  checkExact(text);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new TagError(`expected a JSON object, found "${text}"`);
  }
}
