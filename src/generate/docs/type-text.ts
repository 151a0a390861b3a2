import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { knownType } from "../read/known-types.ts";

/** The type of a field in a few words: `[]string (date-time)`, `map[string]object`, `integer or string`. */
export function typeText(schema: JsonSchema): string {
  const { type, items, additionalProperties, format } = schema;
  const name = wellKnownType(schema);
  if (name !== undefined) return name;
  if (schema["x-kubernetes-int-or-string"]) return "integer or string";
  if (type === "array") return `[]${items ? typeText(items) : "any"}`;
  if (type === "object" && additionalProperties)
    return `map[string]${typeof additionalProperties === "object" ? typeText(additionalProperties) : "any"}`;
  if (type === undefined) return "any";
  return format === undefined ? type : `${type} (${format})`;
}

/** A type that readers know by name, and whose pattern says less to them. */
export function wellKnownType({ pattern }: JsonSchema): string | undefined {
  if (pattern === undefined) return undefined;
  return ["Quantity", "Duration"].find((name) => knownType(name)?.pattern === pattern)?.toLowerCase();
}

/** What a list or map holds, however deep, and what that adds to a path: `[]` for an item, `.*` for an entry. */
export function innerSchema(schema: JsonSchema): { schema: JsonSchema; suffix: string } {
  const { items, additionalProperties } = schema;
  const entries = typeof additionalProperties === "object" ? additionalProperties : undefined;
  const inner = items ?? entries;
  if (!inner) return { schema, suffix: "" };
  const below = innerSchema(inner);
  return { schema: below.schema, suffix: `${items ? "[]" : ".*"}${below.suffix}` };
}
