import type { BuiltInResource } from "../../src/k8s/built-in.ts";
import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";
import type { DiscoveryGroup, DiscoveryResource, GroupVersionKind } from "./read-server.ts";
import { componentsOfKind } from "./components-of-kind.ts";

/** What discovery says about each resource, sorted by group, version and plural, with the component of its kind. */
export function readResources(
  groups: readonly DiscoveryGroup[],
  components: ReadonlyMap<string, JsonSchema>,
): BuiltInResource[] {
  const resources = groups.flatMap((group) =>
    group.versions.flatMap(({ version, resources = [] }) =>
      resources.map((resource) =>
        readResource(resource, { group: group.metadata?.name ?? "", version }, components),
      ),
    ),
  );
  const sortKey = ({ group, version, plural }: BuiltInResource) => `${group}/${version}/${plural}`;
  return resources.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function readResource(
  resource: DiscoveryResource,
  home: { group: string; version: string },
  components: ReadonlyMap<string, JsonSchema>,
): BuiltInResource {
  const { kind } = complete(resource.responseKind, home);
  const [schema, ...others] = componentsOfKind(components, { ...home, kind });
  if (!schema || others.length > 0)
    throw new Error(`${resource.resource}: not exactly one component is ${kind}`);
  const subresources = [...(resource.subresources ?? [])].sort((a, b) =>
    a.subresource < b.subresource ? -1 : 1,
  );
  return {
    ...home,
    kind,
    plural: resource.resource,
    singular: resource.singularResource,
    shortNames: [...(resource.shortNames ?? [])],
    categories: [...(resource.categories ?? [])],
    scope: resource.scope,
    verbs: [...resource.verbs],
    subresources: subresources.map(({ subresource }) => subresource),
    subresourceKinds: Object.fromEntries(
      subresources.map(({ subresource, responseKind, verbs }) => [
        subresource,
        { ...complete(responseKind, home), verbs: [...verbs] },
      ]),
    ),
    schema,
  };
}

function complete(
  kind: GroupVersionKind | undefined,
  home: { group: string; version: string },
): GroupVersionKind {
  if (!kind) throw new Error("discovery names no kind");
  return kind.version === ""
    ? { ...home, kind: kind.kind }
    : { group: kind.group, version: kind.version, kind: kind.kind };
}
