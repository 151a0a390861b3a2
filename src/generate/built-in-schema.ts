import type { BuiltInSchemas } from "../k8s/built-in.ts";
import { componentNamed } from "../k8s/component-named.ts";
import { describedSchema } from "../k8s/described-schema.ts";
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

/** A type by its public name. */
export interface BuiltInName {
  /** `kubewright/k8s/<group>/<version>`. */
  readonly module: string;
  readonly name: string;
  /** Whether upstream's documentation is wanted, too: of each field, or of its type, as controller-gen writes it. */
  readonly described?: boolean;
}

/** The schema of a built-in type for a CRD: references followed, topology kept; undefined when there is none. */
export function builtInSchema(
  schemas: BuiltInSchemas,
  { module, name, described = false }: BuiltInName,
): JsonSchema | undefined {
  if (described && !schemas.hasDescriptions)
    throw new Error("descriptions of built-in types are added when the package is built");
  const path = /^kubewright\/k8s\/(.+)$/.exec(module)?.[1];
  const component = path && componentNamed(schemas.components, { module: path, name });
  if (!component) return undefined;
  const lookUp = (ref: string) => (described ? describedSchema(schemas, nameOf(ref)) : schemas.schema(ref));
  return inline({ $ref: `#/components/schemas/${component}` }, { lookUp, open: [] });
}

interface Context {
  readonly lookUp: (ref: string) => JsonSchema;
  /** References on the way here. */
  readonly open: readonly string[];
}

function inline(schema: JsonSchema, context: Context): JsonSchema {
  const { lookUp, open } = context;
  const ref = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]?.$ref : undefined);
  const { description } = schema;
  const own = description === undefined ? {} : { description };
  if (ref && open.includes(ref)) return { ...own, "x-kubernetes-preserve-unknown-fields": true };
  const alias = ref && aliasSchema(ref);
  if (alias) return { ...own, ...alias };
  const inner = ref ? { lookUp, open: [...open, ref] } : context;
  const { properties, items, additionalProperties, ...rest } = resolveSchema(schema, lookUp);
  const resolved: JsonSchema = keywordsOf(rest);
  if (properties) {
    resolved.properties = {};
    for (const name of Object.keys(properties))
      resolved.properties[name] = inline(properties[name] ?? {}, inner);
  }
  if (items) resolved.items = inline(items, inner);
  if (additionalProperties !== undefined)
    resolved.additionalProperties =
      typeof additionalProperties === "object" ? inline(additionalProperties, inner) : additionalProperties;
  if (hasOpenKey(resolved)) {
    delete resolved["x-kubernetes-list-type"];
    delete resolved["x-kubernetes-list-map-keys"];
  }
  return resolved;
}

/** A copy of what a CRD can say of a schema itself. */
function keywordsOf(schema: JsonSchema): JsonSchema {
  const copy = copyJson(schema);
  for (const key of dropped) Reflect.deleteProperty(copy, key);
  // bytes are a list in Go, but a string in JSON
  if (copy.type === "string") delete copy["x-kubernetes-list-type"];
  // controller-gen's order
  copy.required?.sort();
  return copy;
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
  const name = aliases[nameOf(ref)];
  if (name === undefined) return undefined;
  const { description: _description, ...schema } = copyJson(knownType(name) ?? {});
  return schema;
}

function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf("/") + 1);
}
