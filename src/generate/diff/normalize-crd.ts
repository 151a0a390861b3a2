import { copyJson } from "../../base/json.ts";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { mapSchema } from "../../kube/schema/map-schema.ts";

/** Flags that are the same when they are false and when they are not there. */
const flags = [
  "nullable",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "uniqueItems",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-embedded-resource",
  "x-kubernetes-int-or-string",
] as const;
/** Lists that are the same when they are empty and when they are not there. */
const lists = ["required", "allOf", "anyOf", "oneOf", "x-kubernetes-validations"] as const;

/** A copy with the server's defaults written out, so that a file and what a cluster has of it are the same. */
export function normalizeCrd(crd: CustomResourceDefinition): CustomResourceDefinition {
  const copy = copyJson(crd);
  const { names, versions } = copy.spec;
  names.listKind ??= `${names.kind}List`;
  names.singular ??= names.kind.toLowerCase();
  copy.spec.conversion ??= { strategy: "None" };
  for (const version of versions)
    if (version.schema?.openAPIV3Schema)
      version.schema.openAPIV3Schema = mapSchema(version.schema.openAPIV3Schema, plain);
  return copy;
}

function plain(schema: JsonSchema): JsonSchema {
  for (const flag of flags) if (schema[flag] === false) Reflect.deleteProperty(schema, flag);
  for (const list of lists) if (schema[list]?.length === 0) Reflect.deleteProperty(schema, list);
  if (schema.enum?.length === 0) delete schema.enum;
  if (schema.properties && Object.keys(schema.properties).length === 0) delete schema.properties;
  return schema;
}
