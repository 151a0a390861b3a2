import type { FieldError } from "./field-error.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { Outcome, ValidateInner } from "./outcome.ts";

/** Items and their number. */
export function validateArray(
  schema: JsonSchema,
  value: readonly unknown[],
  options: { path: string; validate: ValidateInner },
): Outcome {
  const { path, validate } = options;
  const { items, minItems, maxItems } = schema;
  const inner = items ? value.map((item, index) => validate(items, item, `${path}[${index}]`)) : [];
  const errors: FieldError[] = inner.flatMap((outcome) => outcome.errors);
  if (minItems !== undefined && value.length < minItems) {
    errors.push({
      type: "FieldValueInvalid",
      field: path,
      message: `Invalid value: ${value.length}: ${path} in body should have at least ${minItems} items`,
    });
  }
  if (maxItems !== undefined && value.length > maxItems) {
    errors.push({
      type: "FieldValueTooMany",
      field: path,
      message: `Too many: ${value.length}: must have at most ${maxItems} ${maxItems === 1 ? "item" : "items"}`,
    });
  }
  return { errors, checks: inner.reduce((sum, outcome) => sum + outcome.checks, 1) };
}
