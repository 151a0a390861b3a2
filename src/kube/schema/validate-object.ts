import { getKey, type JsonObject } from "../../base/json.ts";
import type { FieldError } from "./field-error.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { Outcome, ValidateInner } from "./outcome.ts";

/** Properties, their number, and those that must be there. */
export function validateObject(
  schema: JsonSchema,
  value: JsonObject,
  options: { path: string; validate: ValidateInner },
): Outcome {
  const { path, validate } = options;
  const { properties = {}, additionalProperties, required = [] } = schema;
  const at = (key: string) => (path ? `${path}.${key}` : key);
  const errors = countErrors(schema, Object.keys(value).length, path);
  let checks = 1;
  for (const key of Object.keys(value)) {
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const inner = known ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
    if (!inner || value[key] === undefined) continue;
    const outcome = validate(inner, value[key], at(key));
    errors.push(...outcome.errors);
    checks += outcome.checks;
  }
  for (const key of required) {
    if (getKey(value, key) === undefined)
      errors.push({ type: "FieldValueRequired", field: at(key), message: "Required value" });
  }
  return { errors, checks };
}

function countErrors(
  { minProperties, maxProperties }: JsonSchema,
  count: number,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (minProperties !== undefined && count < minProperties) {
    errors.push({
      type: "FieldValueInvalid",
      field: path,
      message: `Invalid value: ${count}: ${path} in body should have at least ${minProperties} properties`,
    });
  }
  if (maxProperties !== undefined && count > maxProperties) {
    errors.push({
      type: "FieldValueTooMany",
      field: path,
      message: `Too many: ${count}: must have at most ${maxProperties} ${maxProperties === 1 ? "item" : "items"}`,
    });
  }
  return errors;
}
