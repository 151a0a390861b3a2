import type { JsonSchema } from "./json-schema.ts";

/** Calls back for a schema and every schema below it, with the place in a value: `spec.ports[*].name`. Junctors are visited at the place they constrain. */
export function walkSchema(
  schema: JsonSchema,
  visit: (schema: JsonSchema, path: string) => void,
  path = "",
): void {
  visit(schema, path);
  for (const [key, property] of Object.entries(schema.properties ?? {}))
    walkSchema(property, visit, path ? `${path}.${key}` : key);
  if (typeof schema.additionalProperties === "object")
    walkSchema(schema.additionalProperties, visit, `${path}[*]`);
  if (schema.items) walkSchema(schema.items, visit, `${path}[*]`);
  for (const inner of [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
    walkSchema(inner, visit, path);
  if (schema.not) walkSchema(schema.not, visit, path);
}
