import { getKey, type JsonObject } from "../../base/json.ts";
import type { FieldError } from "./field-error.ts";
import type { JsonSchema } from "./json-schema.ts";
import { fieldOf, mergeOutcomes, type Outcome, type ValidateInner } from "./outcome.ts";

/** Properties, their number, and those that must be there. */
export function validateObject(
  schema: JsonSchema,
  value: JsonObject,
  options: { path: string; validate: ValidateInner },
): Outcome {
  const { path, validate } = options;
  const { properties = {}, additionalProperties, required = [] } = schema;
  const outcomes: Outcome[] = [{ errors: countErrors(schema, Object.keys(value).length, path), checks: 0 }];
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (item === undefined) continue;
    if (Object.hasOwn(properties, key))
      outcomes.push(validate(properties[key] ?? {}, item, path ? `${path}.${key}` : key));
    else if (typeof additionalProperties === "object")
      outcomes.push(validate(additionalProperties, item, `${path}.${key}`));
  }
  const missing = required.filter((key) => getKey(value, key) === undefined);
  const errors = missing.map((key): FieldError => {
    return { type: "FieldValueRequired", field: fieldOf(`${path}.${key}`), message: "Required value" };
  });
  return mergeOutcomes([...outcomes, { errors, checks: 0 }]);
}

function countErrors(
  { minProperties, maxProperties }: JsonSchema,
  count: number,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const field = fieldOf(path);
  if (minProperties !== undefined && count < minProperties) {
    const message = `Invalid value: ${count}: ${path} in body should have at least ${minProperties} properties`;
    errors.push({ type: "FieldValueInvalid", field, message });
  }
  if (maxProperties !== undefined && count > maxProperties) {
    const message = `Too many: ${count}: must have at most ${maxProperties} ${maxProperties === 1 ? "item" : "items"}`;
    errors.push({ type: "FieldValueTooMany", field, message });
  }
  return errors;
}
