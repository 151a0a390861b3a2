import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";

/** How the text of a type gets at the names of other types. */
export interface Names {
  /** The name of a component's type in this module. */
  component(component: string): string;
  /** The name of an alias in src/kube/scalar.ts. */
  scalar(name: string): string;
}

/** The TypeScript type of a schema, as JSON has it on the wire. */
export function typeText(schema: JsonSchema, names: Names): string {
  const reference = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]?.$ref : undefined);
  if (reference) return names.component(reference.slice("#/components/schemas/".length));
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  switch (schema.type) {
    case "string":
      return schema.format === "byte" ? names.scalar("Base64") : "string";
    case "integer":
      return names.scalar(
        schema.format === "int32" ? "Int32" : schema.format === "int64" ? "Int64" : "Integer",
      );
    case "number":
      return schema.format === "double" ? names.scalar("Double") : "number";
    case "boolean":
      return "boolean";
    case "array":
      return `${grouped(typeText(schema.items ?? {}, names))}[]`;
    case "object":
      return typeof schema.additionalProperties === "object"
        ? `Record<string, ${typeText(schema.additionalProperties, names)}>`
        : "Record<string, unknown>";
    default:
      throw new Error(`cannot write a type for ${JSON.stringify(schema)}`);
  }
}

function grouped(text: string): string {
  return text.includes(" | ") ? `(${text})` : text;
}
