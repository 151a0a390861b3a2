import { goQuote } from "../../base/go-quote.ts";
import { goJson } from "../../base/go-text.ts";

/** Why a field is wrong: the reasons of the API server's causes. */
export type FieldErrorType =
  | "FieldValueInvalid"
  | "FieldValueRequired"
  | "FieldValueNotSupported"
  | "FieldValueTypeInvalid"
  | "FieldValueForbidden"
  | "FieldValueDuplicate"
  | "FieldValueTooLong"
  | "FieldValueTooMany"
  | "FieldValueNotFound"
  | "InternalError";

/** One wrong field, as a cause of the API server's 422 says it. */
export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.ports[0].name`. */
  readonly field: string;
  /** The server's own words, the kind of problem first: `Required value`, `Invalid value: 11: …`. */
  readonly message: string;
}

/** A value that is not right, as k8s.io/apimachinery/pkg/util/validation/field words it: texts are quoted, other values shown as JSON. */
export function invalidValue(field: string, value: unknown, detail: string): FieldError {
  const shown = typeof value === "string" ? goQuote(value) : goJson(value ?? null);
  return { type: "FieldValueInvalid", field, message: `Invalid value: ${shown}: ${detail}` };
}

export function requiredValue(field: string, detail: string): FieldError {
  return { type: "FieldValueRequired", field, message: `Required value: ${detail}` };
}

export function forbiddenValue(field: string, detail: string): FieldError {
  return { type: "FieldValueForbidden", field, message: `Forbidden: ${detail}` };
}

export function unsupportedValue(field: string, value: string, supported: readonly string[]): FieldError {
  const list = supported.map(goQuote).join(", ");
  const message = `Unsupported value: ${goQuote(value)}: supported values: ${list}`;
  return { type: "FieldValueNotSupported", field, message };
}
