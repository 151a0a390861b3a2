import type { BuiltInSchemas } from "../k8s/built-in.ts";
import { copyJson } from "../base/json.ts";
import type { JsonSchema } from "../kube/schema/json-schema.ts";
import { resolveSchema } from "../kube/schema/resolve-schema.ts";

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

function inline(
  schema: JsonSchema,
  context: { schemas: BuiltInSchemas; open: readonly string[] },
): JsonSchema {
  const { schemas, open } = context;
  const ref = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]?.$ref : undefined);
  if (ref && open.includes(ref)) return { "x-kubernetes-preserve-unknown-fields": true };
  const inner = ref ? { schemas, open: [...open, ref] } : context;
  const resolved = copyJson(resolveSchema(schema, (target) => schemas.schema(target)));
  for (const key of dropped) Reflect.deleteProperty(resolved, key);
  // the server knows what metadata of an embedded template is; a CRD says only that it is an object
  if (ref?.endsWith(".ObjectMeta")) return { type: "object" };
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
