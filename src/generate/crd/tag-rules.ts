import { compilePattern } from "../../kube/schema/pattern.ts";
import type { JsonSchema, ValidationRule } from "../../kube/schema/json-schema.ts";
import { parse } from "../../kube/schema/cel/parse.ts";
import { CelSyntaxError } from "../../kube/schema/cel/syntax-error.ts";

/** What a tag does to a schema. Throws {@link TagError} for a wrong argument. */
export interface TagRule {
  /** What it may stand on; undefined: anything. */
  readonly on?: "number" | "string" | "array" | "object";
  readonly apply: (schema: JsonSchema, text: string) => void;
}

/** A tag's argument is wrong; the message says what was expected. */
export class TagError extends Error {}

const number = (key: "minimum" | "maximum" | "multipleOf"): TagRule => ({
  on: "number",
  apply: (schema, text) => void (schema[key] = readNumber(schema, text)),
});

const exclusive = (key: "minimum" | "maximum", flag: "exclusiveMinimum" | "exclusiveMaximum"): TagRule => ({
  on: "number",
  apply(schema, text) {
    schema[key] = readNumber(schema, text);
    schema[flag] = true;
  },
});

const count = (
  key: "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties",
  on: TagRule["on"],
): TagRule => ({
  ...(on ? { on } : {}),
  apply(schema, text) {
    if (!/^\d+$/.test(text)) throw new TagError(`expected a whole number, found "${text}"`);
    schema[key] = Number(text);
  },
});

const choice = (
  key: "x-kubernetes-list-type" | "x-kubernetes-map-type",
  on: "array" | "object",
  values: readonly string[],
): TagRule => ({
  on,
  apply(schema, text) {
    if (!values.includes(text)) throw new TagError(`expected ${values.join(" or ")}, found "${text}"`);
    (schema as Record<string, unknown>)[key] = text;
  },
});

const flag = (apply: (schema: JsonSchema) => void): TagRule => ({
  apply(schema, text) {
    if (text !== "") throw new TagError(`expected nothing after it, found "${text}"`);
    apply(schema);
  },
});

const atomicOrGranular = choice("x-kubernetes-map-type", "object", ["atomic", "granular"]);

/** Tags by name, with the names that JSON Schema and Kubernetes use. */
export const tagRules: Readonly<Record<string, TagRule>> = {
  minimum: number("minimum"),
  maximum: number("maximum"),
  multipleOf: number("multipleOf"),
  exclusiveMinimum: exclusive("minimum", "exclusiveMinimum"),
  exclusiveMaximum: exclusive("maximum", "exclusiveMaximum"),
  minLength: count("minLength", "string"),
  maxLength: count("maxLength", "string"),
  minItems: count("minItems", "array"),
  maxItems: count("maxItems", "array"),
  minProperties: count("minProperties", "object"),
  maxProperties: count("maxProperties", "object"),
  pattern: {
    on: "string",
    apply(schema, text) {
      const compiled = compilePattern(text);
      if (text === "" || typeof compiled === "string")
        throw new TagError(`expected an RE2 pattern, found "${text}"${text ? `: ${String(compiled)}` : ""}`);
      schema.pattern = text;
    },
  },
  format: { apply: (schema, text) => void (schema.format = required(text)) },
  title: { apply: (schema, text) => void (schema.title = required(text)) },
  default: { apply: (schema, text) => void (schema.default = readValue(schema, text)) },
  example: { apply: (schema, text) => void (schema.example = readValue(schema, text)) },
  enum: {
    apply: (schema, text) =>
      void (schema.enum = required(text)
        .split(/[;,]/)
        .map((value) => readValue(schema, value.trim()))),
  },
  nullable: flag((schema) => (schema.nullable = true)),
  preserveUnknownFields: flag((schema) => (schema["x-kubernetes-preserve-unknown-fields"] = true)),
  embeddedResource: flag((schema) => (schema["x-kubernetes-embedded-resource"] = true)),
  immutable: flag((schema) => addRule(schema, { rule: "self == oldSelf", message: "Value is immutable" })),
  listType: choice("x-kubernetes-list-type", "array", ["atomic", "set", "map"]),
  listMapKey: {
    on: "array",
    apply: (schema, text) =>
      void (schema["x-kubernetes-list-map-keys"] = [
        ...(schema["x-kubernetes-list-map-keys"] ?? []),
        required(text),
      ]),
  },
  mapType: atomicOrGranular,
  structType: atomicOrGranular,
  validation: { apply: (schema, text) => addRule(schema, readRule(text)) },
  // says nothing to the schema: values of such fields are masked wherever they would be shown
  sensitive: flag(() => {}),
};

function addRule(schema: JsonSchema, rule: ValidationRule): void {
  schema["x-kubernetes-validations"] = [...(schema["x-kubernetes-validations"] ?? []), rule];
}

/** `rule="…", message="…"` as in kubebuilder, or the rule alone. */
function readRule(text: string): ValidationRule {
  const pairs = [
    ...text.matchAll(
      /(rule|message|messageExpression|reason|fieldPath|optionalOldSelf)\s*=\s*("(?:[^"\\]|\\.)*"|`[^`]*`|true|false|[A-Za-z]+)/g,
    ),
  ];
  const named = /^\s*(rule|message|messageExpression|reason|fieldPath|optionalOldSelf)\s*=(?!=)/.test(text);
  const rule = named
    ? Object.fromEntries(pairs.map(([, key = "", value = ""]) => [key, unquote(value)]))
    : { rule: required(text) };
  if (typeof rule.rule !== "string") throw new TagError('expected rule="…" or a CEL expression');
  try {
    parse(rule.rule);
  } catch (error) {
    if (!(error instanceof CelSyntaxError)) throw error;
    throw new TagError(
      `expected a CEL expression: ${error.message} at column ${error.offset + 1} of "${rule.rule}"`,
    );
  }
  return rule as unknown as ValidationRule;
}

function unquote(text: string): string | boolean {
  if (text === "true" || text === "false") return text === "true";
  if (text.startsWith("`")) return text.slice(1, -1);
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}

function readNumber(schema: JsonSchema, text: string): number {
  const value = Number(text);
  if (text === "" || Number.isNaN(value)) throw new TagError(`expected a number, found "${text}"`);
  if (schema.type === "integer" && !Number.isInteger(value))
    throw new TagError(`expected a whole number, found "${text}"`);
  return value;
}

/** JSON; a text may stand without quotes. */
function readValue(schema: JsonSchema, text: string): unknown {
  try {
    return JSON.parse(required(text)) as unknown;
  } catch {
    if (schema.type === "string" || (schema["x-kubernetes-int-or-string"] && text !== "")) return text;
    throw new TagError(`expected JSON, found "${text}"`);
  }
}

function required(text: string): string {
  if (text === "") throw new TagError("expected an argument, found nothing");
  return text;
}
