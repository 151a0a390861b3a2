import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";

/**
 * By component, the fields that are structs in Go rather than pointers to them: they are there even when nothing is set, which the
 * published schema shows by a default of `{}`. Field management starts a new object from them.
 */
export function structFields(
  documents: readonly Readonly<Record<string, JsonSchema>>[],
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [component, schema] of documents.flatMap((document) => Object.entries(document))) {
    const fields = Object.entries(schema.properties ?? {})
      .filter(([, property]) => JSON.stringify(property.default) === "{}" && property.allOf?.length === 1)
      .map(([name]) => name);
    if (fields.length > 0) found.set(component, fields);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
