import type { BuiltInSchemas } from "../k8s/built-in.ts";
import { copyJson } from "../base/json.ts";
import type { JsonSchema } from "../kube/schema/json-schema.ts";
import { resolveSchema } from "../kube/schema/resolve-schema.ts";
import { knownType } from "./read/known-types.ts";

/** What a CRD cannot say. */
const dropped = [
  "x-kubernetes-patch-strategy",
  "x-kubernetes-patch-merge-key",
  "x-kubernetes-group-version-kind",
  "x-kubernetes-unions",
] as const;

const machinery = "io.k8s.apimachinery.pkg";

/** Components that are published in a form which no CRD may have, or that a CRD says more or less about: as the aliases of these names. */
const aliases: Readonly<Record<string, string>> = {
  [`${machinery}.api.resource.Quantity`]: "Quantity",
  [`${machinery}.util.intstr.IntOrString`]: "IntOrString",
  [`${machinery}.runtime.RawExtension`]: "RawExtension",
  [`${machinery}.apis.meta.v1.ObjectMeta`]: "ObjectMeta",
  [`${machinery}.apis.meta.v1.Condition`]: "Condition",
};

/** The schema of a type of `kubewright/k8s/<group>/<version>` for a CRD: references followed, topology kept; undefined when there is none. */
export function builtInSchema(schemas: BuiltInSchemas, module: string, name: string): JsonSchema | undefined {
  const [, group = "", version = ""] = /^kubewright\/k8s\/(.+)\/([^/]+)$/.exec(module) ?? [];
  // Go packages are named after the first label of a group
  const end = `.${group.split(".")[0]}.${version}.${name}`;
  const component = schemas.components.find((candidate) => candidate.endsWith(end));
  return component === undefined
    ? undefined
    : inline({ $ref: `#/components/schemas/${component}` }, { schemas, open: [] });
}

function inline(
  schema: JsonSchema,
  context: { schemas: BuiltInSchemas; open: readonly string[] },
): JsonSchema {
  const { schemas, open } = context;
  const ref = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]?.$ref : undefined);
  if (ref && open.includes(ref)) return { "x-kubernetes-preserve-unknown-fields": true };
  const alias = ref && aliasSchema(ref);
  if (alias) return alias;
  const inner = ref ? { schemas, open: [...open, ref] } : context;
  const resolved = copyJson(resolveSchema(schema, (target) => schemas.schema(target)));
  for (const key of dropped) Reflect.deleteProperty(resolved, key);
  // bytes are a list in Go, but a string in JSON
  if (resolved.type === "string") delete resolved["x-kubernetes-list-type"];
  // controller-gen's order
  if (resolved.required) resolved.required.sort();
  if (resolved.properties)
    resolved.properties = Object.fromEntries(
      Object.entries(resolved.properties).map(([key, property]) => [key, inline(property, inner)]),
    );
  if (resolved.items) resolved.items = inline(resolved.items, inner);
  if (hasOpenKey(resolved)) {
    delete resolved["x-kubernetes-list-type"];
    delete resolved["x-kubernetes-list-map-keys"];
  }
  if (typeof resolved.additionalProperties === "object")
    resolved.additionalProperties = inline(resolved.additionalProperties, inner);
  return resolved;
}

/**
 * Whether items may lack what they are merged by, as secrets of a ServiceAccount may: the server merges them itself nevertheless, but refuses
 * a CRD that says so.
 */
function hasOpenKey({ items, "x-kubernetes-list-map-keys": keys = [] }: JsonSchema): boolean {
  return keys.some(
    (key) => !items?.required?.includes(key) && items?.properties?.[key]?.default === undefined,
  );
}

function aliasSchema(ref: string): JsonSchema | undefined {
  const name = aliases[ref.slice(ref.lastIndexOf("/") + 1)];
  if (name === undefined) return undefined;
  const { description: _description, ...schema } = copyJson(knownType(name) ?? {});
  return schema;
}
