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
