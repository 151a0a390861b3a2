import { goQuote } from "../../base/go-quote.ts";
import type { FieldError } from "./field-error.ts";
import { matchesFormat } from "./format.ts";
import type { JsonSchema } from "./json-schema.ts";
import { fieldOf, type Outcome } from "./outcome.ts";
import { compilePattern, type Pattern } from "./pattern.ts";
import { enforcedFormat } from "./validate-type.ts";

const patterns = new WeakMap<JsonSchema, Pattern | string>();

/**
 * Length and pattern of a string, of which the first that is wrong is told. Lengths count code points. Follows stringValidator of
 * k8s.io/kube-openapi/pkg/validation/validate/validator.go.
 */
export function validateString(schema: JsonSchema, value: string, path: string): Outcome {
  const { maxLength, minLength, pattern } = schema;
  const field = fieldOf(path);
  const invalid = (text: string): Outcome => {
    const message = `Invalid value: ${goQuote(value)}: ${path} in body ${text}`;
    return wrong({ type: "FieldValueInvalid", field, message });
  };
  const length = maxLength === undefined && minLength === undefined ? 0 : codePoints(value);
  if (maxLength !== undefined && length > maxLength) {
    const message = `Too long: may not be more than ${maxLength} ${maxLength === 1 ? "byte" : "bytes"}`;
    return wrong({ type: "FieldValueTooLong", field, message });
  }
  if (minLength !== undefined && length < minLength)
    return invalid(`should be at least ${minLength} chars long`);
  if (pattern && !matchesPattern(schema, pattern, value)) return invalid(`should match '${pattern}'`);
  return fine;
}

/** The format of a string, undefined where the server knows none to ask for: whatever type the schema has. */
export function validateFormat(schema: JsonSchema, value: string, path: string): Outcome | undefined {
  const format = schema.format === undefined ? "" : enforcedFormat(schema);
  if (format === "") return undefined;
  if (matchesFormat(value, format)) return fine;
  const text = goQuote(value);
  const message = `Invalid value: ${text}: ${path} in body must be of type ${format}: ${text}`;
  return wrong({ type: "FieldValueTypeInvalid", field: fieldOf(path), message });
}

const fine: Outcome = { errors: [], checks: 0 };

function wrong(error: FieldError): Outcome {
  return { errors: [error], checks: 0 };
}

function codePoints(text: string): number {
  return /[\ud800-\udfff]/.test(text) ? [...text].length : text.length;
}

/** Patterns are compiled once a schema; one that is not RE2 matches nothing. */
function matchesPattern(schema: JsonSchema, source: string, value: string): boolean {
  let pattern = patterns.get(schema);
  if (pattern === undefined) patterns.set(schema, (pattern = compilePattern(source)));
  return typeof pattern !== "string" && pattern.test(value);
}
