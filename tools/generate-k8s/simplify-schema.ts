import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";

const apiextensions = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1";

/** Components that keep what they are given, which the published schema does not say. */
const open = [
  "io.k8s.apimachinery.pkg.runtime.RawExtension",
  "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1",
  `${apiextensions}.JSON`,
  `${apiextensions}.JSONSchemaPropsOrArray`,
  `${apiextensions}.JSONSchemaPropsOrBool`,
  `${apiextensions}.JSONSchemaPropsOrStringArray`,
  "io.k8s.apimachinery.pkg.apis.meta.v1.Patch",
];

/**
 * The structure of a published schema: no descriptions, and none of the defaults that kube-openapi adds for Go's zero
 * values, which no server applies: `{}` of structs, and `""`, `0`, `false` of required fields, list items and map values
 * (those of optional fields go once it is known which Go always writes). `allOf` around a single reference goes when
 * nothing stands beside it.
 */
export function simplifySchema(schema: JsonSchema, component?: string): JsonSchema {
  const { allOf, properties, items, additionalProperties, required = [], ...rest } = schema;
  const own: JsonSchema = { ...rest };
  delete own.description;
  if (isEmptyObject(own.default)) delete own.default;
  if (component && open.includes(component)) own["x-kubernetes-preserve-unknown-fields"] = true;
  const result: JsonSchema = {
    ...own,
    ...(schema.required ? { required } : {}),
    ...(items ? { items: withoutZero(simplifySchema(items)) } : {}),
    ...(typeof additionalProperties === "object"
      ? { additionalProperties: withoutZero(simplifySchema(additionalProperties)) }
      : additionalProperties === undefined
        ? {}
        : { additionalProperties }),
  };
  if (properties) {
    result.properties = {};
    for (const [name, property] of Object.entries(properties)) {
      const simple = simplifySchema(property);
      result.properties[name] = required.includes(name) ? withoutZero(simple) : simple;
    }
  }
  const [only] = allOf ?? [];
  if (allOf?.length === 1 && only?.$ref && Object.keys(result).length === 0) return { $ref: only.$ref };
  return allOf ? { ...result, allOf: allOf.map((part) => simplifySchema(part)) } : result;
}

/** The schema without a default that is a Go scalar's zero value. */
export function withoutZero(schema: JsonSchema): JsonSchema {
  const { default: value, ...rest } = schema;
  return value === "" || value === 0 || value === false ? rest : schema;
}

function isEmptyObject(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  );
}
