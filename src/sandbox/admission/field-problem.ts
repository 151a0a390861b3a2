import type { InvalidField } from "../status-error.ts";

/*
 * Problems of a field, worded as k8s.io/apimachinery/pkg/util/validation/field words them:
 * the kind of problem, the value where one is shown, the detail.
 */

export function invalidField(field: string, value: unknown, detail: string): InvalidField {
  return { type: "FieldValueInvalid", field, message: join(`Invalid value: ${shown(value)}`, detail) };
}

export function requiredField(field: string, detail = ""): InvalidField {
  return { type: "FieldValueRequired", field, message: join("Required value", detail) };
}

export function forbiddenField(field: string, detail: string): InvalidField {
  return { type: "FieldValueForbidden", field, message: join("Forbidden", detail) };
}

export function duplicateField(field: string, value: unknown): InvalidField {
  return { type: "FieldValueDuplicate", field, message: `Duplicate value: ${shown(value)}` };
}

export function tooLongField(field: string, limit: number): InvalidField {
  return { type: "FieldValueTooLong", field, message: `Too long: may not be more than ${limit} bytes` };
}

export function unsupportedField(field: string, value: unknown, supported: readonly string[]): InvalidField {
  const list = supported.map((item) => JSON.stringify(item)).join(", ");
  return {
    type: "FieldValueNotSupported",
    field,
    message: `Unsupported value: ${shown(value)}: supported values: ${list}`,
  };
}

function join(head: string, detail: string): string {
  return detail ? `${head}: ${detail}` : head;
}

function shown(value: unknown): string {
  return value === undefined ? "null" : JSON.stringify(value);
}
