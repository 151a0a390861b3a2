import type { JsonSchema, ValidationRule } from "../../kube/schema/json-schema.ts";
import { nearest } from "../../base/nearest.ts";
import { unquote as unquoteText } from "../marker/unquote.ts";
import { escapeProperty } from "../../kube/schema/cel/escape-property.ts";
import { TagError, needed } from "./tag-error.ts";
import type { TagRule } from "./tag-rule.ts";

const keyword = "x-kubernetes-validations";
const keys = ["rule", "message", "messageExpression", "reason", "fieldPath", "optionalOldSelf"] as const;
const reasons = ["FieldValueRequired", "FieldValueInvalid", "FieldValueForbidden", "FieldValueDuplicate"];

/** A CEL rule, alone or with what belongs to it: `@validation rule="self > 1", message="too small"`. */
export const validationRule: TagRule = {
  keyword,
  repeatable: true,
  apply: (schema, text) => addRule(schema, parseRule(needed(text))),
};

/** The value cannot change once it is there. */
export const immutableRule: TagRule = {
  keyword,
  apply(schema, text) {
    if (text !== "") throw new TagError(`expected nothing after it, found "${text.split("\n")[0]}"`);
    addRule(schema, { rule: "self == oldSelf", message: "field is immutable" });
  },
};

/** How many of some properties may be there: `@exactlyOneOf http;grpc`. */
export function oneOfRule(name: "exactlyOneOf" | "atMostOneOf" | "atLeastOneOf"): TagRule {
  return {
    on: "object",
    keyword,
    repeatable: true,
    // in a fixed order after the rules that are written out, as controller-gen has it
    order: { atMostOneOf: 1, exactlyOneOf: 2, atLeastOneOf: 3 }[name],
    apply(schema, text) {
      const fields = needed(text).split(/[;,\s]+/);
      const paths = fields.map((field) => optionalField(schema, field));
      const list = `[${fields.join(" ")}]`;
      const sum = paths.map((path) => `(has(self.${path})?1:0)`).join("+");
      if (name === "atLeastOneOf") {
        const rule = paths.map((path) => `has(self.${path})`).join("||");
        addRule(schema, { rule, message: `at least one of the fields in ${list} must be set` });
      } else if (name === "atMostOneOf")
        addRule(schema, { rule: `${sum} <= 1`, message: `at most one of the fields in ${list} may be set` });
      else
        addRule(schema, { rule: `${sum} == 1`, message: `exactly one of the fields in ${list} must be set` });
    },
  };
}

/** The rules of a field come before those of its type; a rule that is there already is not repeated. */
function addRule(schema: JsonSchema, rule: ValidationRule): void {
  schema[keyword] = [...(schema[keyword] ?? []).filter((known) => known.rule !== rule.rule), rule];
}

function optionalField(schema: JsonSchema, field: string): string {
  const { properties = {}, required = [] } = schema;
  if (!Object.hasOwn(properties, field)) {
    const [outer = ""] = field.split(".");
    if (field.includes(".") && Object.hasOwn(properties, outer))
      throw new TagError(`cannot reach into properties of properties: ${field}`);
    const guess = nearest(field, Object.keys(properties));
    throw new TagError(`there is no property "${field}"${guess ? `; did you mean "${guess}"?` : ""}`);
  }
  if (required.includes(field))
    throw new TagError(`"${field}" is always there: expected optional properties`);
  const name = escapeProperty(field);
  if (!name) throw new TagError(`rules cannot reach a property named "${field}"`);
  return name;
}

function parseRule(text: string): ValidationRule {
  const named = new RegExp(`^(${keys.join("|")})\\s*=(?!=)`).test(text);
  const rule = named ? parseArguments(text) : { rule: text };
  if (typeof rule.rule !== "string") throw new TagError('expected rule="…" or a CEL expression');
  if (rule.reason !== undefined && !reasons.includes(String(rule.reason)))
    throw new TagError(`expected a reason of ${reasons.join(", ")}, found "${String(rule.reason)}"`);
  return rule as unknown as ValidationRule;
}

/** `rule="…", message="…"` as in kubebuilder; each part must be understood. */
function parseArguments(text: string): Partial<Record<(typeof keys)[number], string | boolean>> {
  const found: Partial<Record<string, string | boolean>> = {};
  let rest = text;
  while (rest !== "") {
    const match = /^(\w+)\s*=\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[^\s,]+)\s*,?\s*/.exec(rest);
    const [whole = "", key = "", value = ""] = match ?? [];
    if (!match || !(keys as readonly string[]).includes(key))
      throw new TagError(`expected ${keys.join("=, ")}=, found "${rest}"`);
    found[key] = argument(value);
    rest = rest.slice(whole.length);
  }
  return found;
}

function argument(text: string): string | boolean {
  if (text === "true" || text === "false") return text === "true";
  return /^["'`]/.test(text) ? unquoteText(text) : text;
}
