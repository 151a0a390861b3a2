import { equalJson } from "../../base/json.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { compilePattern } from "../../kube/schema/pattern.ts";
import { atomicOrGranular, listMapKey, listType } from "./topology-rules.ts";
import { boundRule, countRule, multipleRule } from "./number-rules.ts";
import { immutableRule, oneOfRule, validationRule } from "./cel-rules.ts";
import { TagError, needed } from "./tag-error.ts";
import type { TagRule } from "./tag-rule.ts";
import { rawSchema } from "./raw-schema.ts";
import { parseValue } from "./tag-value.ts";

const flag = (keyword: keyof JsonSchema | undefined, apply: (schema: JsonSchema) => void): TagRule => ({
  keyword,
  apply(schema, text) {
    if (text !== "") throw new TagError(`expected nothing after it, found "${text.split("\n")[0]}"`);
    apply(schema);
  },
});

/** What is read where it belongs: a tag that comes here stands somewhere else. */
const onlyOn = (place: string): TagRule => ({
  keyword: undefined,
  apply() {
    throw new TagError(`it needs ${place}`);
  },
});

const pattern: TagRule = {
  on: "string",
  keyword: "pattern",
  apply(schema, text) {
    if (needed(text).includes("\n")) throw new TagError("expected a pattern on one line");
    const compiled = compilePattern(text);
    if (typeof compiled === "string")
      throw new TagError(`expected an RE2 pattern, found "${text}": ${compiled}`);
    schema.pattern = text;
  },
};

const format: TagRule = {
  keyword: "format",
  apply(schema, text) {
    if (schema.format !== undefined && schema.format !== needed(text))
      throw new TagError(`the type has the format "${schema.format}" already`);
    schema.format = needed(text);
  },
};

const enumeration: TagRule = {
  keyword: "enum",
  apply(schema, text) {
    const list = needed(text).startsWith("[") ? parseValue({}, text) : undefined;
    const values = Array.isArray(list)
      ? (list as unknown[])
      : text.split(/[;,]/).map((value) => parseValue(schema, value.trim()));
    const { enum: known } = schema;
    const foreign = values.find((value) => known && !known.some((allowed) => equalJson(allowed, value)));
    if (foreign !== undefined)
      throw new TagError(`the type allows ${JSON.stringify(known)} only, found ${JSON.stringify(foreign)}`);
    const wrong = values.find((value) => !isOfType(value, schema));
    if (wrong !== undefined)
      throw new TagError(`expected values of the type, found ${JSON.stringify(wrong)}`);
    schema.enum = values;
  },
};

/** A choice that no value of the type can be is a mistake; what the values of a schema without a type are cannot be said. */
function isOfType(value: unknown, schema: JsonSchema): boolean {
  if (value === null) return schema.nullable === true || schema.type === undefined;
  if (schema["x-kubernetes-int-or-string"]) return typeof value === "string" || Number.isInteger(value);
  if (schema.type === "integer") return Number.isInteger(value);
  if (schema.type === "array") return Array.isArray(value);
  return schema.type === undefined || (typeof value === schema.type && !Array.isArray(value));
}

const externalDocs: TagRule = {
  keyword: "externalDocs",
  apply(schema, text) {
    const [, url = "", description] = /^(\S+)(?:\s+([^]*))?$/.exec(needed(text)) ?? [];
    if (!URL.canParse(url)) throw new TagError(`expected an address, found "${url}"`);
    schema.externalDocs = { ...(description ? { description } : {}), url };
  },
};

/** For a type that writes itself in another form than its properties say. */
const replaceType: TagRule = {
  order: -1,
  keyword: "type",
  apply(schema, text) {
    const types = ["string", "integer", "number", "boolean", "object"] as const;
    const type = types.find((name) => name === text);
    if (!type) throw new TagError(`expected ${types.join(", ")}, found "${text}"`);
    clear(schema);
    schema.type = type;
  },
};

/** Tags by name, with the names that JSON Schema and Kubernetes use. */
export const tagRules: Readonly<Record<string, TagRule>> = {
  type: replaceType,
  schemaless: { ...flag("type", clear), order: -1 },
  intOrString: {
    ...flag("x-kubernetes-int-or-string", (schema) => {
      clear(schema);
      schema.anyOf = [{ type: "integer" }, { type: "string" }];
      schema["x-kubernetes-int-or-string"] = true;
    }),
    order: -1,
  },
  minimum: boundRule("minimum", false),
  maximum: boundRule("maximum", false),
  exclusiveMinimum: boundRule("minimum", true),
  exclusiveMaximum: boundRule("maximum", true),
  multipleOf: multipleRule,
  minLength: countRule("minLength", "string"),
  maxLength: countRule("maxLength", "string"),
  minItems: countRule("minItems", "array"),
  maxItems: countRule("maxItems", "array"),
  minProperties: countRule("minProperties", "object"),
  maxProperties: countRule("maxProperties", "object"),
  pattern,
  format,
  enum: enumeration,
  title: { keyword: "title", apply: (schema, text) => void (schema.title = needed(text)) },
  default: { keyword: "default", apply: (schema, text) => void (schema.default = parseValue(schema, text)) },
  example: { keyword: "example", apply: (schema, text) => void (schema.example = parseValue(schema, text)) },
  externalDocs,
  nullable: { ...flag("nullable", (schema) => (schema.nullable = true)), order: -1 },
  preserveUnknownFields: flag(
    "x-kubernetes-preserve-unknown-fields",
    (schema) => (schema["x-kubernetes-preserve-unknown-fields"] = true),
  ),
  embeddedResource: {
    ...flag("x-kubernetes-embedded-resource", (schema) => (schema["x-kubernetes-embedded-resource"] = true)),
    on: "object",
  },
  listType,
  listMapKey,
  mapType: atomicOrGranular,
  structType: atomicOrGranular,
  validation: validationRule,
  immutable: immutableRule,
  exactlyOneOf: oneOfRule("exactlyOneOf"),
  atMostOneOf: oneOfRule("atMostOneOf"),
  atLeastOneOf: oneOfRule("atLeastOneOf"),
  description: {
    keyword: "description",
    apply(schema, text) {
      const description = needed(text).startsWith('"') ? String(parseValue({}, text)) : text;
      if (description === "") delete schema.description;
      else schema.description = description;
    },
  },
  schema: rawSchema,
  union: onlyOn("a union of objects"),
  maxDepth: onlyOn("a type that contains itself, or a property of one"),
  // says nothing to the schema, but to who shows objects: sensitivePaths writes it into an annotation
  sensitive: flag(undefined, () => {}),
};

function clear(schema: JsonSchema): void {
  for (const key of Object.keys(schema)) {
    if (key !== "description" && key !== "nullable") Reflect.deleteProperty(schema, key);
  }
}
