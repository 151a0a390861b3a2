import { goNumber } from "../../kube/go-number.ts";
import type { InvalidField } from "../status-error.ts";
import { goQuote } from "../../base/go-quote.ts";
import { goJson } from "./go-text.ts";

/*
 * Problems of a field, worded as k8s.io/apimachinery/pkg/util/validation/field words them:
 * the kind of problem, the value where one is shown, the detail.
 */

/** Texts are shown as Go quotes them, other values as JSON: put a value in the order of its Go struct. */
export function invalidField(field: string, value: unknown, detail: string): InvalidField {
  return { type: "FieldValueInvalid", field, message: join(`Invalid value: ${plain(value)}`, detail) };
}

/** As {@link invalidField}, for a text of a type of its own (an enum) or behind a pointer: JSON shows it. */
export function invalidTyped(field: string, value: unknown, detail: string): InvalidField {
  return { type: "FieldValueInvalid", field, message: join(`Invalid value: ${shown(value)}`, detail) };
}

export function requiredField(field: string, detail = ""): InvalidField {
  return { type: "FieldValueRequired", field, message: join("Required value", detail) };
}

export function forbiddenField(field: string, detail: string): InvalidField {
  return { type: "FieldValueForbidden", field, message: join("Forbidden", detail) };
}

export function duplicateField(field: string, value: unknown): InvalidField {
  return { type: "FieldValueDuplicate", field, message: `Duplicate value: ${plain(value)}` };
}

export function notFoundField(field: string, value: unknown): InvalidField {
  return { type: "FieldValueNotFound", field, message: `Not found: ${plain(value)}` };
}

/** A negative limit is not named. */
export function tooLongField(field: string, limit: number): InvalidField {
  const detail = limit < 0 ? "value is too long" : `may not be more than ${counted(limit, "byte")}`;
  return { type: "FieldValueTooLong", field, message: `Too long: ${detail}` };
}

export function tooLongCharactersField(field: string, limit: number): InvalidField {
  const detail = `may not be more than ${counted(limit, "character")}`;
  return { type: "FieldValueTooLong", field, message: `Too long: ${detail}` };
}

export function tooManyField(field: string, options: { found: number; limit: number }): InvalidField {
  const { found, limit } = options;
  const detail = `must have at most ${counted(limit, "item")}`;
  return { type: "FieldValueTooMany", field, message: `Too many: ${found}: ${detail}` };
}

export function tooFewField(field: string, options: { found: number; limit: number }): InvalidField {
  const { found, limit } = options;
  const detail = `must have at least ${counted(limit, "item")}`;
  return { type: "FieldValueTooFew", field, message: `Too few: ${found}: ${detail}` };
}

export function internalErrorField(field: string, detail: string): InvalidField {
  return { type: "InternalError", field, message: `Internal error: ${detail}` };
}

/** The value is of a type of its own, as enumerations are. */
export function unsupportedField(field: string, value: unknown, supported: readonly string[]): InvalidField {
  return unsupported(field, shown(value), supported);
}

/** As {@link unsupportedField}, for a plain text. */
export function unsupportedText(field: string, value: string, supported: readonly string[]): InvalidField {
  return unsupported(field, goQuote(value), supported);
}

function unsupported(field: string, value: string, supported: readonly string[]): InvalidField {
  const list = supported.map((item) => goQuote(item)).join(", ");
  const detail = supported.length ? `: supported values: ${list}` : "";
  return { type: "FieldValueNotSupported", field, message: `Unsupported value: ${value}${detail}` };
}

/** A value that is not one of those, an empty one included. */
export function supported(field: string, value: unknown, values: readonly string[]): InvalidField[] {
  return values.includes(String(value ?? "")) ? [] : [unsupportedField(field, value ?? "", values)];
}

/** As {@link supported}, but an empty value is missing rather than wrong. */
export function requiredOneOf(field: string, value: unknown, values: readonly string[]): InvalidField[] {
  return value ? supported(field, value, values) : [requiredField(field)];
}

/** "field is immutable": what an update may not change. */
export function immutableField(field: string, value: unknown): InvalidField {
  return invalidField(field, value, "field is immutable");
}

/** Numbers below zero. */
export function nonNegative(field: string, value: unknown): InvalidField[] {
  return Number(value ?? 0) < 0 ? [invalidField(field, value, "must be greater than or equal to 0")] : [];
}

/** Numbers below one. */
export function positive(field: string, value: unknown): InvalidField[] {
  return Number(value ?? 0) <= 0 ? [invalidField(field, value ?? 0, "must be greater than zero")] : [];
}

/** A problem where a text is empty or absent. */
export function required(field: string, value: unknown): InvalidField[] {
  return value ? [] : [requiredField(field)];
}

/** The problems of each item of a list; an absent one has none. */
export function eachItem<T>(
  list: readonly T[] | undefined,
  field: string,
  problems: (item: T, field: string, index: number) => InvalidField[],
): InvalidField[] {
  return (list ?? []).flatMap((item, index) => problems(item, `${field}[${index}]`, index));
}

/** One problem a text, of the same value. */
export function invalidEach(field: string, value: string, problems: readonly string[]): InvalidField[] {
  return problems.map((problem) => invalidField(field, value, problem));
}

function join(head: string, detail: string): string {
  return detail ? `${head}: ${detail}` : head;
}

function counted(count: number, unit: string): string {
  return `${count} ${count === 1 ? unit : `${unit}s`}`;
}

/** Texts in quotes, other values as JSON. */
function plain(value: unknown): string {
  return typeof value === "string" ? goQuote(value) : shown(value);
}

function shown(value: unknown): string {
  if (typeof value === "number") return goNumber(value);
  return value === undefined ? "null" : goJson(value);
}
