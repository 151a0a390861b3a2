import { goNumber } from "../go-number.ts";
import type { FieldError } from "./field-error.ts";
import type { JsonSchema } from "./json-schema.ts";
import { fieldOf, mergeOutcomes, type Outcome } from "./outcome.ts";
import { isNearlyWhole } from "./validate-type.ts";

/** What a bound is called where it does not fit the type itself. */
type Role = "Checked" | "MultipleOf" | "Maximum boundary" | "Minimum boundary";

interface Place {
  readonly schema: JsonSchema;
  readonly path: string;
}

/**
 * Range of the format, multiple and bounds of a number. A number without fraction is compared as an integer, with what is left of the bounds then, unless a
 * bound does not fit the type. Follows numberValidator of k8s.io/kube-openapi/pkg/validation/validate/validator.go, and values.go there.
 */
export function validateNumber(schema: JsonSchema, value: number, path: string): Outcome {
  const place = { schema, path };
  const { multipleOf, maximum, minimum } = schema;
  const errors = [
    ...rangeErrors(place, value, "Checked"),
    ...(multipleOf === undefined ? [] : multipleErrors(place, { value, multipleOf })),
    ...(minimum === undefined ? [] : boundErrors(place, { value, bound: minimum, role: "Minimum boundary" })),
    ...(maximum === undefined ? [] : boundErrors(place, { value, bound: maximum, role: "Maximum boundary" })),
  ];
  return errors.length === 0 ? fine : mergeOutcomes([{ errors, checks: 1 }]);
}

const fine: Outcome = { errors: [], checks: 1 };

function multipleErrors(
  place: Place,
  { value, multipleOf }: { value: number; multipleOf: number },
): FieldError[] {
  const range = rangeErrors(place, multipleOf, "MultipleOf");
  const asInteger = range.length === 0 && isInteger(value);
  const factor = asInteger ? Math.trunc(multipleOf) : multipleOf;
  if (factor <= 0) {
    const text = `factor MultipleOf declared for ${place.path} must be positive: ${goNumber(factor)}`;
    return [...range, invalid(place.path, factor, text)];
  }
  const quotient = factor < 1 ? (1 / factor) * value : value / factor;
  if (asInteger ? value % factor === 0 : isNearlyWhole(quotient)) return range;
  const text = `${place.path} in body should be a multiple of ${goNumber(factor)}`;
  return [...range, invalid(place.path, value, text)];
}

function boundErrors(
  place: Place,
  { value, bound, role }: { value: number; bound: number; role: Role },
): FieldError[] {
  const range = rangeErrors(place, bound, role);
  const limit = range.length === 0 && isInteger(value) ? Math.trunc(bound) : bound;
  const isMaximum = role === "Maximum boundary";
  const { exclusiveMaximum = false, exclusiveMinimum = false } = place.schema;
  const exclusive = isMaximum ? exclusiveMaximum : exclusiveMinimum;
  const isBeyond = isMaximum ? value > limit : value < limit;
  if (!isBeyond && !(exclusive && value === limit)) return range;
  const text = `should be ${isMaximum ? "less" : "greater"} than ${exclusive ? "" : "or equal to "}${goNumber(limit)}`;
  return [...range, invalid(place.path, value, `${place.path} in body ${text}`)];
}

/** Where a number does not fit the type and the format (IsValueValidAgainstRange): that is told of no field. */
function rangeErrors({ schema, path }: Place, value: number, role: Role): FieldError[] {
  if (fits(schema, value)) return [];
  const { type, format } = schema;
  const named = isSized(schema) ? `with format ${format}` : "(default format)";
  const text = `${role} value must be of type ${type} ${named} in ${path}`;
  return [{ type: "FieldValueInvalid", field: "<nil>", message: `Invalid value: "": ${text}` }];
}

function fits(schema: JsonSchema, value: number): boolean {
  if (schema["x-kubernetes-int-or-string"]) return true;
  if (schema.type === "number")
    return schema.format !== "float" || Number.isFinite(Math.fround(value)) || !Number.isFinite(value);
  if (schema.type !== "integer") return true;
  const limit = schema.format === "int32" ? 2 ** 31 : 2 ** 63;
  return Number.isInteger(value) && value >= -limit && value < limit;
}

function isSized({ type, format }: JsonSchema): boolean {
  const known = type === "integer" ? ["int32", "int64"] : ["float", "double"];
  return format !== undefined && known.includes(format);
}

/** Whether the server has it as an integer. */
function isInteger(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63;
}

function invalid(path: string, value: number, text: string): FieldError {
  const message = `Invalid value: ${goNumber(value)}: ${text}`;
  return { type: "FieldValueInvalid", field: fieldOf(path), message };
}
