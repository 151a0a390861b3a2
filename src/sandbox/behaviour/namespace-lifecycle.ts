import { timeText } from "../../kube/condition.ts";
import type { JsonObject } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import type { Registry } from "../registry/registry.ts";
import { controllerManager, type Cluster } from "./cluster.ts";
import { objectAt, objectsAt } from "./read.ts";
import { runController } from "./run-controller.ts";

/** Objects with finalizers are looked at again after this time. */
const recheck = 500;

/**
 * Empties namespaces that are being deleted, says in their conditions what is left, then lets them go.
 * Follows k8s.io/kubernetes/pkg/controller/namespace/deletion. Returns how to stop.
 */
export function startNamespaceLifecycle(cluster: Cluster): () => void {
  const { registry } = cluster;
  const namespaces = registry.resource("", "v1", "namespaces");
  return runController(cluster, {
    watch: [
      [
        namespaces,
        ({ type, key, object }, enqueue) => {
          if (type !== "DELETED" && object.metadata.deletionTimestamp) enqueue(key);
        },
      ],
    ],
    work: (name, enqueue) => {
      const namespace = registry.find(namespaces, undefined, name);
      if (!namespace?.metadata.deletionTimestamp) return;
      const left = empty(registry, name);
      report(registry, name, left);
      if (left.length === 0) finalize(registry, name);
      else enqueue(name, recheck);
    },
  });
}

/** An object that is still there, and of which resource it is, as conditions name it. */
interface Left {
  readonly resource: string;
  readonly object: ApiObject;
}

/** Deletes what is in a namespace; returns what is left. */
function empty(registry: Registry, namespace: string): Left[] {
  const left: Left[] = [];
  const seen = new Set<string>();
  for (const resource of registry.table.all()) {
    if (!resource.namespaced || resource.missing || seen.has(resource.collection)) continue;
    seen.add(resource.collection);
    for (const { metadata } of registry.store.list(resource.collection, { prefix: `${namespace}/` })) {
      const { name = "", deletionTimestamp } = metadata;
      const options = { dryRun: false, propagationPolicy: "Background" as const };
      if (!deletionTimestamp) registry.delete(resource, { namespace, name, options });
      const object = registry.store.get(resource.collection, `${namespace}/${name}`);
      if (object) left.push({ resource: `${resource.plural}.${resource.group}`, object });
    }
  }
  return left;
}

/** Writes the conditions of a namespace that goes. */
function report(registry: Registry, name: string, left: readonly Left[]): void {
  const namespaces = registry.resource("", "v1", "namespaces");
  const target = { namespace: undefined, name, subresource: "status", manager: controllerManager };
  const resources = countBy(left.map(({ resource }) => resource));
  const finalizers = countBy(left.flatMap(({ object }) => object.metadata.finalizers ?? []));
  const time = timeText(new Date(registry.clock.now()));
  const remaining = resources.map(([key, count]) => `${key} has ${count} resource instances`).join(", ");
  const held = finalizers.map(([key, count]) => `${key} in ${count} resource instances`).join(", ");
  const said: [type: string, reason: string, message: string, bad?: boolean][] = [
    ["NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"],
    [
      "NamespaceDeletionGroupVersionParsingFailure",
      "ParsedGroupVersions",
      "All legacy kube types successfully parsed",
    ],
    [
      "NamespaceDeletionContentFailure",
      "ContentDeleted",
      "All content successfully deleted, may be waiting on finalization",
    ],
    remaining
      ? [
          "NamespaceContentRemaining",
          "SomeResourcesRemain",
          `Some resources are remaining: ${remaining}`,
          true,
        ]
      : ["NamespaceContentRemaining", "ContentRemoved", "All content successfully removed"],
    held
      ? [
          "NamespaceFinalizersRemaining",
          "SomeFinalizersRemain",
          `Some content in the namespace has finalizers remaining: ${held}`,
          true,
        ]
      : [
          "NamespaceFinalizersRemaining",
          "ContentHasNoFinalizers",
          "All content-preserving finalizers finished",
        ],
  ];
  registry.edit(namespaces, target, (object) => {
    const before = objectsAt(object, "status.conditions");
    const conditions = said.map(([type, reason, message, bad = false]) => {
      const status = bad ? "True" : "False";
      const known: JsonObject | undefined = before.find((condition) => condition.type === type);
      const lastTransitionTime = known?.status === status ? known.lastTransitionTime : time;
      return { type, status, lastTransitionTime, reason, message };
    });
    object.status = { ...objectAt(object, "status"), conditions };
  });
}

/** How often each text occurs, sorted by text. */
function countBy(texts: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

function finalize(registry: Registry, name: string): void {
  const namespaces = registry.resource("", "v1", "namespaces");
  const target = { namespace: undefined, name, subresource: "finalize", manager: controllerManager };
  registry.edit(namespaces, target, (object) => {
    const spec = (object.spec ?? {}) as { finalizers?: string[] };
    object.spec = {
      ...spec,
      finalizers: (spec.finalizers ?? []).filter((finalizer) => finalizer !== "kubernetes"),
    };
  });
}
