import { createHash } from "node:crypto";
import type { JsonObject } from "../../base/json.ts";
import type { ResourceTable, ServedGroup } from "../registry/resource-table.ts";
import type { ServedResource, Subresource } from "../registry/served-resource.ts";

/** The API services of the server itself, by priority; see k8s.io/kubernetes/pkg/controlplane/apiserver/aggregator.go. */
const builtInOrder = [
  "",
  "apiregistration.k8s.io",
  "apps",
  "events.k8s.io",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "networking.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "storage.k8s.io",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "scheduling.k8s.io",
  "coordination.k8s.io",
  "node.k8s.io",
  "discovery.k8s.io",
  "resource.k8s.io",
  "flowcontrol.apiserver.k8s.io",
];

/** GET /api: the versions of the core group. */
export function apiVersions(address: string): JsonObject {
  return {
    kind: "APIVersions",
    versions: ["v1"],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: address }],
  };
}

/** GET /apis: the other groups. */
export function apiGroupList(table: ResourceTable): JsonObject {
  const groups = inOrder(table).filter(({ group }) => group !== "");
  return { kind: "APIGroupList", apiVersion: "v1", groups: groups.map(groupEntry) };
}

/** GET /apis/<group>; undefined when it is not served. */
export function apiGroup(table: ResourceTable, group: string): JsonObject | undefined {
  const found = table.groups().find((candidate) => candidate.group === group && group !== "");
  return found && { kind: "APIGroup", apiVersion: "v1", ...groupEntry(found) };
}

/** GET /api/v1 or /apis/<group>/<version>; undefined when it is not served. */
export function apiResourceList(
  table: ResourceTable,
  group: string,
  version: string,
): JsonObject | undefined {
  const resources = table.of(group, version);
  if (resources.length === 0) return undefined;
  const groupVersion = group ? `${group}/${version}` : version;
  return {
    kind: "APIResourceList",
    // the core group's list has never said its own version
    ...(group ? { apiVersion: "v1" } : {}),
    groupVersion,
    resources: resources.flatMap((resource) => [
      resourceEntry(resource),
      ...resource.subresources.map((sub) => subresourceEntry(resource, sub)),
    ]),
  };
}

/** Aggregated discovery, apidiscovery.k8s.io/v2: of the core group or of all others. */
export function aggregatedDiscovery(table: ResourceTable, options: { core: boolean }): JsonObject {
  const groups = inOrder(table).filter(({ group }) => (group === "") === options.core);
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items: groups.map(({ group, versions }) => ({
      metadata: group ? { name: group } : {},
      versions: versions.map((version) => ({
        version,
        resources: table.of(group, version).map(discoveryEntry),
        freshness: "Current",
      })),
    })),
  };
}

/** Groups in the order in which they are listed: by the priorities of the built-in ones, then the others by name. */
function inOrder(table: ResourceTable): ServedGroup[] {
  const rank = (group: string) => {
    const index = builtInOrder.indexOf(group);
    return index < 0 ? builtInOrder.length : index;
  };
  return table
    .groups()
    .sort((a, b) => rank(a.group) - rank(b.group) || (a.group < b.group ? -1 : a.group > b.group ? 1 : 0));
}

function groupEntry({ group, versions }: ServedGroup): JsonObject {
  const entries = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: entries, preferredVersion: entries[0] };
}

function resourceEntry(resource: ServedResource): JsonObject {
  const { plural, singular, namespaced, kind, verbs, shortNames, categories } = resource;
  return {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames.length ? { shortNames } : {}),
    ...(categories.length ? { categories } : {}),
    ...(verbs.includes("list") && plural !== "componentstatuses"
      ? { storageVersionHash: storageHash(resource) }
      : {}),
  };
}

function subresourceEntry(resource: ServedResource, { name, verbs, kind }: Subresource): JsonObject {
  return {
    name: `${resource.plural}/${name}`,
    singularName: "",
    namespaced: resource.namespaced,
    // the group and version of the resource itself go without saying
    ...(kind && (kind.group !== resource.group || kind.version !== resource.version)
      ? { group: kind.group, version: kind.version }
      : {}),
    kind: kind?.kind ?? resource.kind,
    verbs,
  };
}

function discoveryEntry(resource: ServedResource): JsonObject {
  const { plural, singular, namespaced, kind, group, version, verbs, shortNames, categories, subresources } =
    resource;
  // built-in resources leave the group and version of their own kind out
  const own = resource.strategy.custom ? { group, version, kind } : { group: "", version: "", kind };
  return {
    resource: plural,
    responseKind: own,
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs,
    ...(shortNames.length ? { shortNames } : {}),
    ...(categories.length ? { categories } : {}),
    ...(subresources.length
      ? {
          subresources: subresources.map(({ name, verbs, kind }) => ({
            subresource: name,
            // as in a plain list, the group and version of the resource itself go without saying
            responseKind:
              kind && kind.group === group && kind.version === version
                ? { ...own, kind: kind.kind }
                : (kind ?? own),
            verbs,
          })),
        }
      : {}),
  };
}

/** Follows StorageVersionHash of k8s.io/apiserver/pkg/endpoints/discovery: changes with where a resource is stored. */
function storageHash({ group, version, kind, storedIn }: ServedResource): string {
  return createHash("sha256")
    .update(`${storedIn ?? `${group}/${version}`}/${kind}`)
    .digest()
    .subarray(0, 8)
    .toString("base64");
}
