import type { FieldError } from "./field-error.ts";
import { matchesFormat } from "./format.ts";
import type { JsonSchema } from "./json-schema.ts";
import { compilePattern, type Pattern } from "./pattern.ts";

const patterns = new WeakMap<JsonSchema, Pattern | string>();

/** Length, pattern and format of a string. Lengths count code points. */
export function validateString(schema: JsonSchema, value: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { maxLength, minLength, pattern, format } = schema;
  const invalid = (text: string) =>
    errors.push({
      type: "FieldValueInvalid",
      field: path,
      message: `Invalid value: ${JSON.stringify(value)}: ${path} in body ${text}`,
    });
  const length = maxLength === undefined && minLength === undefined ? 0 : [...value].length;
  if (maxLength !== undefined && length > maxLength) {
    errors.push({
      type: "FieldValueTooLong",
      field: path,
      message: `Too long: may not be more than ${maxLength} bytes`,
    });
  }
  if (minLength !== undefined && length < minLength) invalid(`should be at least ${minLength} chars long`);
  if (pattern !== undefined && !matchesPattern(schema, pattern, value)) invalid(`should match '${pattern}'`);
  if (format !== undefined && schema.type === "string" && !matchesFormat(value, format)) {
    const text = JSON.stringify(value);
    errors.push({
      type: "FieldValueTypeInvalid",
      field: path,
      message: `Invalid value: ${text}: ${path} in body must be of type ${format}: ${text}`,
    });
  }
  return errors;
}

/** Patterns are compiled once a schema; one that is not RE2 matches nothing. */
function matchesPattern(schema: JsonSchema, source: string, value: string): boolean {
  let pattern = patterns.get(schema);
  if (pattern === undefined) patterns.set(schema, (pattern = compilePattern(source)));
  return typeof pattern !== "string" && pattern.test(value);
}
