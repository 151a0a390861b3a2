import type { JsonObject } from "../../base/json.ts";
import type { ServedResource } from "../registry/served-resource.ts";

const text = { type: "string", uniqueItems: true };
const parameter = (name: string, schema: JsonObject = text) => ({ name, in: "query", schema });
const writing = ["dryRun", "fieldManager", "fieldValidation"].map((name) => parameter(name));
const listing = ["continue", "fieldSelector", "labelSelector", "resourceVersion", "resourceVersionMatch"].map(
  (name) => parameter(name),
);

const actions: Readonly<
  Record<string, { method: string; action: string; parameters: readonly JsonObject[]; named: boolean }>
> = {
  get: { method: "get", action: "get", parameters: [], named: true },
  update: { method: "put", action: "put", parameters: writing, named: true },
  patch: {
    method: "patch",
    action: "patch",
    parameters: [...writing, parameter("force", { type: "boolean", uniqueItems: true })],
    named: true,
  },
  delete: {
    method: "delete",
    action: "delete",
    parameters: [parameter("dryRun"), parameter("propagationPolicy")],
    named: true,
  },
  list: { method: "get", action: "list", parameters: listing, named: false },
  create: { method: "post", action: "post", parameters: writing, named: false },
  deletecollection: { method: "delete", action: "deletecollection", parameters: listing, named: false },
};

/**
 * What can be done with a resource, as OpenAPI paths: enough for clients to find a resource's kind (`kubectl explain`)
 * and to see that field validation and dry run are supported.
 */
export function pathsOf(resource: ServedResource, component: string): JsonObject {
  const root = resource.group ? `/apis/${resource.group}/${resource.version}` : `/api/${resource.version}`;
  const collection = `${root}${resource.namespaced ? "/namespaces/{namespace}" : ""}/${resource.plural}`;
  const paths: JsonObject = {
    [collection]: operations(resource, { component, verbs: resource.verbs, named: false }),
    [`${collection}/{name}`]: operations(resource, { component, verbs: resource.verbs, named: true }),
  };
  if (resource.namespaced && resource.verbs.includes("list")) {
    paths[`${root}/${resource.plural}`] = operations(resource, { component, verbs: ["list"], named: false });
  }
  for (const subresource of resource.subresources) {
    if (subresource.missing) continue;
    paths[`${collection}/{name}/${subresource.name}`] = operations(resource, {
      component,
      verbs: subresource.verbs,
      named: true,
      kind: subresource.kind,
    });
  }
  return Object.fromEntries(
    Object.entries(paths).filter(([, item]) => Object.keys(item as JsonObject).length > 0),
  );
}

function operations(
  resource: ServedResource,
  options: {
    component: string;
    verbs: readonly string[];
    named: boolean;
    kind?: { group: string; version: string; kind: string } | undefined;
  },
): JsonObject {
  const { component, verbs, named } = options;
  const { group, version, kind } = options.kind ?? resource;
  const schema = { $ref: `#/components/schemas/${component}` };
  const entries = verbs.flatMap((verb) => {
    const known = actions[verb];
    if (known?.named !== named) return [];
    const { method, action, parameters } = known;
    const operation = {
      parameters,
      responses: { "200": { description: "OK", content: { "application/json": { schema } } } },
      "x-kubernetes-action": action,
      "x-kubernetes-group-version-kind": { group, kind, version },
    };
    return [[method, operation] as const];
  });
  return Object.fromEntries(entries);
}
