import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { ResolveRef } from "../../kube/schema/resolve-schema.ts";

/**
 * A schema with all that it refers to in it; what refers to itself ends in an object without fields. Follows PopulateRefs of
 * k8s.io/apiserver/pkg/cel/openapi/resolver/refs.go.
 */
export function withoutRefs(
  schema: JsonSchema,
  resolve: ResolveRef | undefined,
  visited: ReadonlySet<string> = new Set(),
): JsonSchema {
  const ref = schema.$ref ?? schema.allOf?.find(({ $ref }) => $ref)?.$ref;
  if (ref !== undefined && visited.has(ref)) return { type: "object" };
  const target = ref === undefined ? schema : (resolve?.(ref) ?? {});
  const below = ref === undefined ? visited : new Set([...visited, ref]);
  const inner = (nested: JsonSchema) => withoutRefs(nested, resolve, below);
  const { properties, items, additionalProperties, format } = target;
  return {
    ...target,
    ...(format === "int-or-string" ? { "x-kubernetes-int-or-string": true } : {}),
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, property]) => [name, inner(property)]),
          ),
        }
      : {}),
    ...(items ? { items: inner(items) } : {}),
    ...(typeof additionalProperties === "object"
      ? { additionalProperties: inner(additionalProperties) }
      : {}),
  };
}
