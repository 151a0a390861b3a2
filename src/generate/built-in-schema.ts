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
] as const;

/**
 * The schema of a type of `kubewright/k8s/<group>/<version>` for a CRD: references followed, topology kept. Components are found by the last part of
 * their name among those of the group's version, then among the shared ones.
 */
export function builtInSchema(schemas: BuiltInSchemas, module: string, name: string): JsonSchema | undefined {
  const path = /^kubewright\/k8s\/(.+)\/([^/]+)$/.exec(module);
  if (!path) return undefined;
  const [, group = "", version = ""] = path;
  const first = group.split(".")[0] ?? "";
  const candidates = schemas.components.filter((component) => component.endsWith(`.${version}.${name}`));
  const component =
    candidates.find((candidate) => candidate.includes(`.${first}.${version}.`)) ??
    candidates.find((candidate) => candidate.includes(".meta."));
  return component === undefined
    ? undefined
    : inline(schemas.schema(component), { schemas, open: [component] });
}

/** Types that are published in a form which no CRD may have, or that a CRD says less about: as the aliases of the same names. */
function namedSchema(ref: string): JsonSchema | undefined {
  const name = ref.slice(ref.lastIndexOf(".") + 1);
  const schema = ["Quantity", "IntOrString", "ObjectMeta", "RawExtension"].includes(name)
    ? knownType(name)
    : undefined;
  return schema && copyJson(schema);
}

function inline(
  schema: JsonSchema,
  context: { schemas: BuiltInSchemas; open: readonly string[] },
): JsonSchema {
  const { schemas, open } = context;
  const ref = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]?.$ref : undefined);
  if (ref && open.includes(ref)) return { "x-kubernetes-preserve-unknown-fields": true };
  const named = ref && namedSchema(ref);
  if (named) return named;
  const inner = ref ? { schemas, open: [...open, ref] } : context;
  const resolved = copyJson(resolveSchema(schema, (target) => schemas.schema(target)));
  for (const key of dropped) Reflect.deleteProperty(resolved, key);
  if (resolved.properties)
    resolved.properties = Object.fromEntries(
      Object.entries(resolved.properties).map(([key, property]) => [key, inline(property, inner)]),
    );
  if (resolved.items) resolved.items = inline(resolved.items, inner);
  if (typeof resolved.additionalProperties === "object")
    resolved.additionalProperties = inline(resolved.additionalProperties, inner);
  if (resolved.format === "int-or-string")
    return { anyOf: [{ type: "integer" }, { type: "string" }], "x-kubernetes-int-or-string": true };
  return resolved;
}
