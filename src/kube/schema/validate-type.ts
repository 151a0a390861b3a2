import type { FieldError } from "./field-error.ts";
import type { JsonSchema } from "./json-schema.ts";

/** A value of another type than the schema's. An integer's format takes the place of its type in the words. */
export function typeErrors(schema: JsonSchema, value: unknown, path: string): FieldError[] {
  const allowed = schema["x-kubernetes-int-or-string"]
    ? ["integer", "string"]
    : schema.type
      ? [schema.type]
      : [];
  const found = typeOf(value);
  if (allowed.length === 0 || allowed.includes(found) || (found === "integer" && allowed.includes("number")))
    return [];
  const sized = found === "number" && schema.type === "integer" && schema.format;
  const [wanted, named] = sized ? [schema.format, "float64"] : [allowed.join(","), found];
  return [
    {
      type: "FieldValueTypeInvalid",
      field: path,
      message: `Invalid value: "${named}": ${path} in body must be of type ${wanted}: "${named}"`,
    },
  ];
}

/** JSON Schema's name of a value's type. */
export function typeOf(
  value: unknown,
): "null" | "array" | "object" | "string" | "boolean" | "integer" | "number" {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number")
    return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? "integer" : "number";
  return typeof value as "object" | "string" | "boolean";
}
