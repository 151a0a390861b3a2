import type { FieldError } from "./field-error.ts";
import type { JsonSchema } from "./json-schema.ts";

const ranges: Readonly<Record<string, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63 - 1024],
  uint32: [0, 2 ** 32 - 1],
  uint64: [0, 2 ** 64 - 2048],
  float: [-3.4028234663852886e38, 3.4028234663852886e38],
};

/**
 * Range of the format, multiple and bounds of a number. A number without fraction is compared as an integer, with what is left of the bounds then
 * (MultipleOfNativeType, MaximumNativeType and MinimumNativeType of k8s.io/kube-openapi/pkg/validation/validate/values.go).
 */
export function validateNumber(schema: JsonSchema, value: number, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const invalid = (text: string) =>
    errors.push({
      type: "FieldValueInvalid",
      field: path,
      message: `Invalid value: ${value}: ${path} in body ${text}`,
    });
  if (!fitsFormat(schema, value)) {
    const format = schema.format ? `with format ${schema.format}` : "(default format)";
    const text = `Checked value must be of type ${schema.type} ${format} in ${path}`;
    errors.push({ type: "FieldValueInvalid", field: "<nil>", message: `Invalid value: "": ${text}` });
  }
  const { exclusiveMaximum, exclusiveMinimum } = schema;
  const [multipleOf, maximum, minimum] = [schema.multipleOf, schema.maximum, schema.minimum].map((bound) =>
    bound === undefined || !Number.isInteger(value) ? bound : Math.trunc(bound),
  );
  if (multipleOf !== undefined && multipleOf <= 0) {
    const text = `Invalid value: 0: factor MultipleOf declared for ${path} must be positive: ${multipleOf}`;
    errors.push({ type: "FieldValueInvalid", field: path, message: text });
  } else if (multipleOf !== undefined && !isMultiple(value, multipleOf))
    invalid(`should be a multiple of ${multipleOf}`);
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum)) {
    invalid(`should be less than ${exclusiveMaximum ? "" : "or equal to "}${maximum}`);
  }
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)) {
    invalid(`should be greater than ${exclusiveMinimum ? "" : "or equal to "}${minimum}`);
  }
  return errors;
}

function fitsFormat({ type, format }: JsonSchema, value: number): boolean {
  if (type === "integer" && format === undefined) return Number.isInteger(value);
  const range = format === undefined ? undefined : ranges[format];
  if (!range || !type || (type === "integer") === (format === "float")) return true;
  return value >= range[0] && value <= range[1] && (type !== "integer" || Number.isInteger(value));
}

function isMultiple(value: number, factor: number): boolean {
  const quotient = value / factor;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9 * Math.max(1, Math.abs(quotient));
}
