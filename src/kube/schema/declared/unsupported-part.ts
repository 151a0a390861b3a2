import type { JsonSchema } from "../json-schema.ts";
import { itemsOf, type DeclaredSchema } from "./declared-schema.ts";

/**
 * Why a schema cannot be made structural at all; undefined where it can. The server says so only where it has nothing else to say.
 * Follows NewStructural of k8s.io/apiextensions-apiserver/pkg/apiserver/schema/convert.go.
 */
export function unsupportedPart(schema: DeclaredSchema): string | undefined {
  const own = ownPart(schema);
  if (own !== undefined) return own;
  const junctors = [
    ...(schema.not ? [schema.not] : []),
    ...(schema.allOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
  ];
  const found = firstOf(junctors);
  if (found !== undefined) return found;
  if (schema["x-kubernetes-preserve-unknown-fields"] === false)
    return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  if (Array.isArray(schema.items) && schema.items.length > 0)
    return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  const { additionalProperties } = schema;
  return firstOf([
    ...[itemsOf(schema) ?? []].flat(),
    ...Object.values(schema.properties ?? {}),
    ...(typeof additionalProperties === "object" ? [additionalProperties] : []),
  ]);
}

function ownPart(schema: DeclaredSchema): string | undefined {
  const refused: readonly [string, boolean][] = [
    ["id", Boolean(schema.id)],
    ["schema", Boolean(schema.$schema)],
    ["$ref", Boolean(schema.$ref)],
    ["patternProperties", count(schema.patternProperties) > 0],
    ["dependencies", count(schema.dependencies) > 0],
    ["additionalItems", schema.additionalItems !== undefined],
    ["definitions", count(schema.definitions) > 0],
  ];
  const [part] = refused.find(([, there]) => there) ?? [];
  return part === undefined ? undefined : `OpenAPIV3Schema '${part}' is not supported`;
}

function firstOf(schemas: readonly JsonSchema[]): string | undefined {
  for (const schema of schemas) {
    const found = unsupportedPart(schema);
    if (found !== undefined) return found;
  }
  return undefined;
}

function count(parts: object | undefined): number {
  return Object.keys(parts ?? {}).length;
}
