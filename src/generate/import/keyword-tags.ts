import type { JsonSchema, ValidationRule } from "../../kube/schema/json-schema.ts";
import { jsonText, type ImportTag } from "./import-tag.ts";

type On = "number" | "string" | "array" | "object";

/** A keyword that has a tag, in the order in which tags are written. */
interface Keyword {
  readonly tag: string;
  readonly on?: On;
  /** Arguments, one a tag; undefined where the tag cannot say it. */
  readonly say: (value: unknown, schema: JsonSchema) => readonly string[] | undefined;
}

const json = (value: unknown) => [jsonText(value)];
/** A text may stand in a tag without quotes: what is no text would be read as one. */
const valueOf = (value: unknown, { type }: JsonSchema) =>
  type === "string" && value !== null && typeof value !== "string" ? undefined : json(value);
const flag = (value: unknown) => (value === true ? [""] : undefined);
const count = (value: unknown) => (isCount(value) ? [String(value)] : undefined);
const line = (value: unknown) => (typeof value === "string" && isPlainLine(value) ? [value] : undefined);
const choice = (value: unknown) => [String(value)];

const keywords: Readonly<Partial<Record<keyof JsonSchema, Keyword>>> = {
  title: { tag: "title", say: line },
  minimum: { tag: "minimum", on: "number", say: bound },
  maximum: { tag: "maximum", on: "number", say: bound },
  multipleOf: {
    tag: "multipleOf",
    on: "number",
    say: (value, schema) => (Number(value) > 0 ? bound(value, schema) : undefined),
  },
  minLength: { tag: "minLength", on: "string", say: count },
  maxLength: { tag: "maxLength", on: "string", say: count },
  pattern: { tag: "pattern", on: "string", say: line },
  format: { tag: "format", say: line },
  enum: { tag: "enum", say: json },
  minItems: { tag: "minItems", on: "array", say: count },
  maxItems: { tag: "maxItems", on: "array", say: count },
  minProperties: { tag: "minProperties", on: "object", say: count },
  maxProperties: { tag: "maxProperties", on: "object", say: count },
  "x-kubernetes-list-type": { tag: "listType", on: "array", say: choice },
  "x-kubernetes-list-map-keys": {
    tag: "listMapKey",
    on: "array",
    say: (value) => {
      const keys = value as string[];
      return new Set(keys).size === keys.length && keys.length > 0 && keys.every(isPlainLine)
        ? keys
        : undefined;
    },
  },
  "x-kubernetes-map-type": { tag: "mapType", on: "object", say: choice },
  "x-kubernetes-preserve-unknown-fields": { tag: "preserveUnknownFields", say: flag },
  "x-kubernetes-embedded-resource": { tag: "embeddedResource", on: "object", say: flag },
  "x-kubernetes-validations": { tag: "validation", say: rules },
  nullable: { tag: "nullable", say: flag },
  default: { tag: "default", say: valueOf },
  example: { tag: "example", say: valueOf },
};

interface TagOptions {
  /** What the type itself says, which decides where a tag may stand. */
  readonly on: JsonSchema;
  /** What the type says and the schema does not. */
  readonly absent?: readonly (keyof JsonSchema)[];
  /** From the comment to what is spoken of: `items.`. */
  readonly path?: string;
  /** Whether no tag but `@schema` is wanted. */
  readonly literal?: boolean;
}

/**
 * Tags for keywords that the type does not say. What no tag can say goes as it is
 * into `@schema`, with null for what the type says and the schema does not.
 */
export function keywordTags(
  rest: JsonSchema,
  { on, absent = [], path = "", literal = false }: TagOptions,
): ImportTag[] {
  const tags: ImportTag[] = [];
  const left: Record<string, unknown> = { ...rest };
  const take = (keyword: keyof JsonSchema) => Reflect.deleteProperty(left, keyword);
  for (const [key, { tag, on: needed, say }] of Object.entries(keywords)) {
    const keyword = key as keyof JsonSchema;
    const value = rest[keyword];
    if (literal || value === undefined || (needed && !fits(on, needed))) continue;
    const texts = say(value, on);
    if (!texts) continue;
    const exclusive = exclusiveOf(keyword, rest);
    if (exclusive) take(exclusive);
    tags.push(...texts.map((text) => ({ name: path + (exclusive ?? tag), text })));
    take(keyword);
  }
  for (const keyword of absent) left[keyword] = null;
  if (Object.keys(left).length > 0) tags.push({ name: `${path}schema`, text: jsonText(left) });
  return tags;
}

/** Tags that set a schema letter for letter, whatever its type says. */
export function rawTags(schema: JsonSchema, path = ""): ImportTag[] {
  return [
    { name: `${path}schemaless`, text: "" },
    { name: `${path}schema`, text: jsonText(schema) },
  ];
}

function exclusiveOf(keyword: keyof JsonSchema, rest: JsonSchema) {
  if (keyword === "minimum" && rest.exclusiveMinimum === true) return "exclusiveMinimum";
  if (keyword === "maximum" && rest.exclusiveMaximum === true) return "exclusiveMaximum";
  return undefined;
}

function fits(schema: JsonSchema, on: On): boolean {
  if (schema["x-kubernetes-int-or-string"]) return on === "number" || on === "string";
  return schema.type === on || (on === "number" && schema.type === "integer");
}

function bound(value: unknown, schema: JsonSchema): string[] | undefined {
  if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
  return schema.type === "integer" && !Number.isInteger(value) ? undefined : [String(value)];
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Whether a text survives as it is on the line of a tag. */
function isPlainLine(text: string): boolean {
  return (
    text !== "" && text === text.trim() && !/[\p{Cc}\u2028\u2029]|\*\\\/|[\s{]@[A-Za-z]|^@|^"/u.test(text)
  );
}

function rules(value: unknown): string[] | undefined {
  const texts = (value as ValidationRule[]).map(ruleText);
  const unique = new Set((value as ValidationRule[]).map(({ rule }) => rule)).size === texts.length;
  return unique && texts.every((text) => text !== undefined) ? texts : undefined;
}

const ruleKeys = ["rule", "message", "messageExpression", "reason", "fieldPath", "optionalOldSelf"] as const;

function ruleText(rule: ValidationRule): string | undefined {
  if (Object.keys(rule).some((key) => !(ruleKeys as readonly string[]).includes(key))) return undefined;
  const alone = Object.keys(rule).length === 1;
  if (alone && isPlainLine(rule.rule) && !/^\w+\s*=(?!=)/.test(rule.rule)) return rule.rule;
  const parts = ruleKeys.flatMap((key) => {
    const value = rule[key];
    if (value === undefined) return [];
    return typeof value === "boolean" ? [`${key}=${String(value)}`] : [`${key}=${quote(value)}`];
  });
  return parts.some((part) => /[^\P{Cc}]|\*\\\//u.test(part)) ? undefined : parts.join(", ");
}

/** In the form that needs the fewest backslashes. */
function quote(text: string): string {
  if (!/["\\\n]/.test(text)) return `"${text}"`;
  if (!/[`\n]|\s@[A-Za-z]/.test(text)) return `\`${text}\``;
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
