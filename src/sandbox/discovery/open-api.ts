import { createHash } from "node:crypto";
import type { BuiltInSchemas } from "../../k8s/built-in.ts";
import { describedSchema } from "../../k8s/described-schema.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { isJsonObject, type JsonObject } from "../../base/json.ts";
import type { ResourceTable } from "../registry/resource-table.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import { pathsOf } from "./open-api-paths.ts";

const prefix = "#/components/schemas/";
const objectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
const listMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";

/** GET /openapi/v3: where the document of each group and version is; the hash changes with its content. */
export function openApiIndex(table: ResourceTable): JsonObject {
  const paths = table.groups().flatMap(({ group, versions }) =>
    versions.map((version) => {
      const path = group ? `apis/${group}/${version}` : `api/${version}`;
      const seed = table
        .of(group, version)
        .map((resource) =>
          resource.strategy.custom ? [resource.plural, resource.strategy.schema] : resource.plural,
        );
      const hash = createHash("sha512").update(JSON.stringify(seed)).digest("hex").toUpperCase();
      return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }] as const;
    }),
  );
  return { paths: Object.fromEntries(paths) };
}

/** GET /openapi/v3/apis/<group>/<version>; undefined when it is not served. */
export function openApiDocument(
  options: { table: ResourceTable; schemas: BuiltInSchemas },
  group: string,
  version: string,
): JsonObject | undefined {
  const { table, schemas } = options;
  const resources = table.of(group, version);
  if (resources.length === 0) return undefined;
  const components = new Map<string, unknown>();
  const paths: JsonObject = {};
  for (const resource of resources) {
    const component = componentName(resource, schemas);
    if (!component) continue;
    Object.assign(paths, pathsOf(resource, component));
    if (resource.strategy.custom) addCustom(resource, { component, components });
    collect(component, { schemas, components });
  }
  collect(objectMeta, { schemas, components });
  collect(listMeta, { schemas, components });
  const sorted = [...components].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: schemas.kubernetesVersion },
    paths,
    components: { schemas: Object.fromEntries(sorted) },
  };
}

function componentName(resource: ServedResource, schemas: BuiltInSchemas): string | undefined {
  if (resource.strategy.custom) {
    return [...resource.group.split(".").reverse(), resource.version, resource.kind].join(".");
  }
  const { group, version, kind } = resource;
  return schemas.resources.find(
    (candidate) => candidate.group === group && candidate.version === version && candidate.kind === kind,
  )?.schema;
}

/** A custom resource's own schema, with what every object has, and its list. */
function addCustom(
  resource: ServedResource,
  options: { component: string; components: Map<string, unknown> },
): void {
  const { component, components } = options;
  const { group, version, kind, listKind } = resource;
  const metadata = { allOf: [{ $ref: `${prefix}${objectMeta}` }] };
  const schema = published(resource.strategy.schema);
  components.set(component, {
    ...schema,
    properties: { ...schema.properties, metadata },
    "x-kubernetes-group-version-kind": [{ group, kind, version }],
  });
  components.set(`${component}List`, {
    type: "object",
    required: ["items"],
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { allOf: [{ $ref: `${prefix}${listMeta}` }] },
      items: { type: "array", items: { $ref: `${prefix}${component}` } },
    },
    "x-kubernetes-group-version-kind": [{ group, kind: listKind, version }],
  });
}

/** Integers or strings are published as such, for clients that do not know the extension. */
function published(schema: JsonSchema): JsonSchema {
  const { properties, items, additionalProperties, ...rest } = schema;
  const either =
    schema["x-kubernetes-int-or-string"] && !schema.anyOf
      ? { anyOf: [{ type: "integer" }, { type: "string" }] }
      : {};
  return {
    ...rest,
    ...(either as JsonSchema),
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, value]) => [key, published(value)]),
          ),
        }
      : {}),
    ...(items ? { items: published(items) } : {}),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties:
            typeof additionalProperties === "boolean"
              ? additionalProperties
              : published(additionalProperties),
        }),
  };
}

/** Adds a component and all that it refers to. */
function collect(
  component: string,
  options: { schemas: BuiltInSchemas; components: Map<string, unknown> },
): void {
  const { schemas, components } = options;
  if (!components.has(component)) {
    if (!schemas.components.includes(component)) return;
    components.set(component, describedSchema(schemas, component));
  }
  for (const reference of referencesOf(components.get(component))) {
    if (!components.has(reference)) collect(reference, options);
  }
}

function referencesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesOf);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" && typeof inner === "string" && inner.startsWith(prefix)
      ? [inner.slice(prefix.length)]
      : referencesOf(inner),
  );
}
