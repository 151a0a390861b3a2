import type { OwnerReference } from "../../kube/object.ts";
import type { ApiObject } from "../api-object.ts";
import { parseApiVersion } from "../../kube/gvk.ts";
import type { Registry } from "../registry/registry.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import type { Cluster } from "./cluster.ts";
import type { Dependents, Location } from "./dependents.ts";
import { WorkLoop } from "./work-loop.ts";

const manager = "kube-controller-manager";

/**
 * Deletes what has lost its owners, and carries out foreground deletion and orphaning.
 * Follows k8s.io/kubernetes/pkg/controller/garbagecollector. Returns how to stop.
 */
export function startGarbageCollector(cluster: Cluster): () => void {
  const { registry, dependents, logger } = cluster;
  const loop = new WorkLoop<Location>({
    clock: registry.clock,
    logger,
    keyOf: ({ collection, key }) => `${collection} ${key}`,
    work: (location) => collect(registry, { location, dependents }),
  });
  const stop = dependents.follow(registry.store, (event, before) => {
    if (event.type === "DELETED") {
      for (const location of before) loop.add(location);
      // an owner in foreground deletion waits for this one
      for (const owner of event.object.metadata.ownerReferences ?? []) {
        const location = locate(registry, { owner, namespace: event.object.metadata.namespace });
        if (location) loop.add(location);
      }
    } else if (event.object.metadata.deletionTimestamp || event.object.metadata.ownerReferences?.length) {
      loop.add({ collection: event.collection, key: event.key });
    }
  });
  return () => {
    stop();
    loop.stop();
  };
}

function collect(registry: Registry, options: { location: Location; dependents: Dependents }): void {
  const { location, dependents } = options;
  const object = registry.store.get(location.collection, location.key);
  const resource = resourceOf(registry, location.collection);
  if (!object || !resource) return;
  const { finalizers = [], deletionTimestamp } = object.metadata;
  if (deletionTimestamp && finalizers.includes("orphan"))
    return orphan(registry, { object, resource, dependents });
  if (deletionTimestamp && finalizers.includes("foregroundDeletion"))
    return deleteForeground(registry, { object, resource, dependents });
  if (!deletionTimestamp) checkOwners(registry, { object, resource, dependents });
}

interface Case {
  readonly object: ApiObject;
  readonly resource: ServedResource;
  readonly dependents: Dependents;
}

/** Dependents lose the reference and live on. */
function orphan(registry: Registry, { object, resource, dependents }: Case): void {
  for (const { collection, key } of dependents.of(object.metadata.uid)) {
    const dependent = registry.store.get(collection, key);
    const kind = resourceOf(registry, collection);
    if (dependent && kind)
      dropOwners(registry, {
        object: dependent,
        resource: kind,
        gone: (owner) => owner.uid === object.metadata.uid,
      });
  }
  dropFinalizer(registry, { object, resource, finalizer: "orphan" });
}

/** The owner goes last: when nothing is left that blocks it. */
function deleteForeground(registry: Registry, { object, resource, dependents }: Case): void {
  let blocked = false;
  for (const { collection, key } of dependents.of(object.metadata.uid)) {
    const dependent = registry.store.get(collection, key);
    const kind = resourceOf(registry, collection);
    if (!dependent || !kind) continue;
    const reference = dependent.metadata.ownerReferences?.find((owner) => owner.uid === object.metadata.uid);
    if (!dependent.metadata.deletionTimestamp)
      remove(registry, { object: dependent, resource: kind, policy: "Foreground" });
    if (reference?.blockOwnerDeletion && registry.store.get(collection, key)) blocked = true;
  }
  if (!blocked) dropFinalizer(registry, { object, resource, finalizer: "foregroundDeletion" });
}

/** An object with owners needs one that is there. */
function checkOwners(registry: Registry, { object, resource, dependents }: Case): void {
  const owners = object.metadata.ownerReferences ?? [];
  const gone = owners.filter((owner) => !dependents.exists(owner.uid) && !isUnknownKind(registry, owner));
  if (gone.length === 0) return;
  if (gone.length === owners.length) remove(registry, { object, resource, policy: "Background" });
  else dropOwners(registry, { object, resource, gone: (owner) => gone.includes(owner) });
}

/** Owners of kinds that are not served cannot be judged. */
function isUnknownKind(registry: Registry, owner: OwnerReference): boolean {
  const { group, version } = parseApiVersion(owner.apiVersion);
  return !registry.table.findKind(group, owner.kind, version);
}

function remove(
  registry: Registry,
  options: { object: ApiObject; resource: ServedResource; policy: "Background" | "Foreground" },
): void {
  const { object, resource, policy } = options;
  const { namespace, name = "", uid } = object.metadata;
  const preconditions = uid ? { preconditions: { uid } } : {};
  const keep = policy === "Foreground" ? { propagationPolicy: policy } : {};
  registry.delete(resource, { namespace, name, options: { dryRun: false, ...preconditions, ...keep } });
}

function dropOwners(
  registry: Registry,
  options: { object: ApiObject; resource: ServedResource; gone: (owner: OwnerReference) => boolean },
): void {
  const { object, resource, gone } = options;
  const { namespace, name = "" } = object.metadata;
  registry.edit(resource, { namespace, name, manager }, ({ metadata }) => {
    const left = (metadata.ownerReferences ?? []).filter(
      (owner) => !object.metadata.ownerReferences?.some((known) => known.uid === owner.uid && gone(known)),
    );
    if (left.length) metadata.ownerReferences = left;
    else delete metadata.ownerReferences;
  });
}

function dropFinalizer(
  registry: Registry,
  options: { object: ApiObject; resource: ServedResource; finalizer: string },
): void {
  const { object, resource, finalizer } = options;
  const { namespace, name = "" } = object.metadata;
  registry.edit(resource, { namespace, name, manager }, ({ metadata }) => {
    metadata.finalizers = (metadata.finalizers ?? []).filter((candidate) => candidate !== finalizer);
  });
}

function locate(
  registry: Registry,
  options: { owner: OwnerReference; namespace: string | undefined },
): Location | undefined {
  const { owner, namespace } = options;
  const { group, version } = parseApiVersion(owner.apiVersion);
  const resource = registry.table.findKind(group, owner.kind, version);
  if (!resource) return undefined;
  return {
    collection: resource.collection,
    key: resource.namespaced ? `${namespace ?? ""}/${owner.name}` : owner.name,
  };
}

/** A resource that stores into a collection. */
function resourceOf(registry: Registry, collection: string): ServedResource | undefined {
  return registry.table.all().find((resource) => resource.collection === collection && !resource.missing);
}
