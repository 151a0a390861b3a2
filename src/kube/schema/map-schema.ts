import type { JsonSchema } from "./json-schema.ts";

/** A copy of a schema in which it and every schema below it is what `change` makes of it; what is below has been changed before. */
export function mapSchema(schema: JsonSchema, change: (schema: JsonSchema) => JsonSchema): JsonSchema {
  const copy = { ...schema };
  const inner = (below: JsonSchema) => mapSchema(below, change);
  if (copy.properties)
    copy.properties = Object.fromEntries(
      Object.entries(copy.properties).map(([name, property]) => [name, inner(property)]),
    );
  if (typeof copy.additionalProperties === "object")
    copy.additionalProperties = inner(copy.additionalProperties);
  for (const one of ["items", "not"] as const) if (copy[one]) copy[one] = inner(copy[one]);
  for (const many of ["allOf", "anyOf", "oneOf"] as const) if (copy[many]) copy[many] = copy[many].map(inner);
  return change(copy);
}
