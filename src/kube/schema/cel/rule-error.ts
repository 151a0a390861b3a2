import type { FieldError } from "../field-error.ts";
import type { JsonSchema, ValidationRule } from "../json-schema.ts";

/** How messages call a rule: by its own message if it has one. */
export function ruleText(rule: ValidationRule): string {
  return rule.message ? rule.message.trim() : rule.rule.trim();
}

/** An error about a rule that could not be evaluated; in place of the value stands its type. */
export function invalidRule(field: string, schema: JsonSchema, text: string): FieldError {
  const type = schema.type ?? "";
  return {
    type: "FieldValueInvalid",
    field: field || "<nil>",
    message: `Invalid value: ${JSON.stringify(type)}: ${text}`,
  };
}

/** Wording of a failed rule; objects and arrays are not shown, other values are. */
export function failedRule(
  rule: ValidationRule,
  at: { field: string; schema: JsonSchema; text: string; value: unknown },
): FieldError {
  const { text, value, schema } = at;
  const field = at.field || "<nil>";
  const type = rule.reason ?? "FieldValueInvalid";
  const shown = schema.type === "object" || schema.type === "array" ? "" : JSON.stringify(value);
  switch (type) {
    case "FieldValueRequired":
      return { type, field, message: `Required value: ${text}` };
    case "FieldValueForbidden":
      return { type, field, message: `Forbidden: ${text}` };
    case "FieldValueDuplicate":
      return { type, field, message: shown ? `Duplicate value: ${shown}` : "Duplicate value" };
    case "FieldValueInvalid":
      return { type, field, message: `Invalid value: ${shown && `${shown}: `}${text}` };
  }
}
