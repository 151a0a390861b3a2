import type { JsonSchema } from "../json-schema.ts";

/** The schema of a resource with what rules always see at its root: apiVersion, kind, and the names in metadata, unless it says more itself (model/schemas.go). */
export function withResourceFields(schema: JsonSchema): JsonSchema {
  const { kind, apiVersion, metadata } = schema.properties ?? {};
  const { name, generateName } = metadata?.properties ?? {};
  const texts = [kind, apiVersion, name, generateName];
  if (metadata?.type === "object" && texts.every((field) => field?.type === "string")) return schema;
  const text: JsonSchema = { type: "string" };
  return {
    ...schema,
    properties: {
      ...schema.properties,
      apiVersion: text,
      kind: text,
      metadata: { type: "object", properties: { name: text, generateName: text } },
    },
  };
}
