import type { JsonSchema } from "../../kube/schema/json-schema.ts";

const step = String.raw`\.([A-Za-z_][A-Za-z0-9_-]*)|\['((?:[^'\\]|\\.)*)'\]`;

/**
 * What a path such as `.spec['some-key'].size` leads to; undefined when it leads nowhere. Items of lists have no path. As ValidFieldPath of
 * k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go.
 */
export function schemaAt(root: JsonSchema, path: string): JsonSchema | undefined {
  if (!new RegExp(`^(${step})+$`).test(path)) return undefined;
  let schema: JsonSchema | undefined = root;
  for (const [, plain, quoted] of path.matchAll(new RegExp(step, "g"))) {
    const name = plain ?? quoted?.replaceAll(/\\(.)/g, "$1") ?? "";
    schema = below(schema, name);
    if (!schema) return undefined;
  }
  return schema;
}

function below({ properties, additionalProperties }: JsonSchema, name: string): JsonSchema | undefined {
  if (properties && Object.hasOwn(properties, name)) return properties[name];
  return typeof additionalProperties === "object" ? additionalProperties : undefined;
}
