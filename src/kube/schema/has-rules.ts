import type { JsonSchema } from "./json-schema.ts";

/** Whether there are CEL rules in a schema. */
export function hasRules(schema: JsonSchema): boolean {
  const { additionalProperties, items, properties = {} } = schema;
  return (
    (schema["x-kubernetes-validations"]?.length ?? 0) > 0 ||
    Object.values(properties).some(hasRules) ||
    (items !== undefined && hasRules(items)) ||
    (typeof additionalProperties === "object" && hasRules(additionalProperties))
  );
}
