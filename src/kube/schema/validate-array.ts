import type { FieldError } from "./field-error.ts";
import type { JsonSchema } from "./json-schema.ts";
import { fieldOf, mergeOutcomes, type Outcome, type ValidateInner } from "./outcome.ts";

/** Items and their number. */
export function validateArray(
  schema: JsonSchema,
  value: readonly unknown[],
  options: { path: string; validate: ValidateInner },
): Outcome {
  const { path, validate } = options;
  const { items, minItems, maxItems } = schema;
  const inner = items ? value.map((item, index) => validate(items, item, `${path}[${index}]`)) : [];
  const field = fieldOf(path);
  const errors: FieldError[] = [];
  if (minItems !== undefined && value.length < minItems) {
    const message = `Invalid value: ${value.length}: ${path} in body should have at least ${minItems} items`;
    errors.push({ type: "FieldValueInvalid", field, message });
  }
  if (maxItems !== undefined && value.length > maxItems) {
    const message = `Too many: ${value.length}: must have at most ${maxItems} ${maxItems === 1 ? "item" : "items"}`;
    errors.push({ type: "FieldValueTooMany", field, message });
  }
  return mergeOutcomes([...inner, { errors, checks: 1 }]);
}
