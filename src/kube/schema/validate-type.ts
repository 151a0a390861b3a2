import { goQuote } from "../../base/go-quote.ts";
import { isKnownFormat } from "./known-formats.ts";
import type { JsonSchema } from "./json-schema.ts";
import { fieldOf, type Outcome } from "./outcome.ts";

type JsonType = "null" | "array" | "object" | "string" | "boolean" | "integer" | "number";

/**
 * A value of another type than the schema's, undefined where the schema has none to ask for. A format may take the place of a type, both in what is asked and in
 * the words. Follows typeValidator of k8s.io/kube-openapi/pkg/validation/validate/type.go.
 */
export function validateType(schema: JsonSchema, value: unknown, path: string): Outcome | undefined {
  const types: readonly string[] = typesOf(schema);
  const format = enforcedFormat(schema);
  if (types.length === 0 && format === "") return undefined;
  const found = typeOf(value);
  const isWhole = found === "number" && isNearlyWhole(value as number) && types.includes("integer");
  const fits = types.includes(found) || isWhole || (found === "integer" && types.includes("number"));
  const isText = found === "string" || found === "array";
  const ownFormat = found === "integer" ? "int64" : found === "number" ? "float64" : "";
  if (!isText && format !== "" && !fits && ownFormat !== format)
    return wrongType(path, { wanted: format, named: ownFormat });
  if (isText && format !== "" && !types.includes("integer") && !types.includes("number")) return right;
  return fits ? right : wrongType(path, { wanted: types.join(","), named: found });
}

/** Of null only the type is asked. */
export function validateNullType(schema: JsonSchema, path: string): Outcome {
  const types = typesOf(schema);
  if (types.length === 0 || schema.nullable) return right;
  return wrongType(path, { wanted: types.join(","), named: "null" });
}

/** The format, where it is one that the server knows for the type: it ignores the others. */
export function enforcedFormat({ type, format }: JsonSchema): string {
  return format && isKnownFormat(type, format) ? format : "";
}

const right: Outcome = { errors: [], checks: 1 };

function wrongType(path: string, { wanted, named }: { wanted: string; named: string }): Outcome {
  const message = `Invalid value: ${goQuote(named)}: ${path} in body must be of type ${wanted}: ${goQuote(named)}`;
  return { errors: [{ type: "FieldValueTypeInvalid", field: fieldOf(path), message }], checks: 0 };
}

function typesOf(schema: JsonSchema): readonly JsonType[] {
  if (schema["x-kubernetes-int-or-string"]) return ["integer", "string"];
  return schema.type ? [schema.type] : [];
}

/** JSON Schema's name of a value's type. */
function typeOf(value: unknown): JsonType {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  // a larger one can only have been written with an exponent or a fraction, which makes it a float64 to the server: digits alone are refused where they are read
  if (typeof value === "number")
    return Number.isInteger(value) && Math.abs(value) <= 2 ** 53 ? "integer" : "number";
  return typeof value as "object" | "string" | "boolean";
}

/** Whether a number is, but for the last digits, an integer that JSON can hold (IsFloat64AJSONInteger of github.com/go-openapi/swag). */
export function isNearlyWhole(value: number): boolean {
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) return false;
  const whole = Math.trunc(value);
  if (value === whole) return true;
  return whole > 0 && (value - whole) / (value + whole) < 1e-9;
}
