import { labelRequirements, matchesLabels, type LabelSelector } from "../../kube/selector.ts";
import type { OwnerReference } from "../../kube/object.ts";
import { valueAt, type ApiObject } from "../api-object.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import { controllerManager, type Cluster } from "./cluster.ts";

/** Objects of a resource that this owner controls, in the order in which they became its own. */
export function ownedBy(cluster: Cluster, resource: ServedResource, owner: ApiObject): ApiObject[] {
  const { uid } = owner.metadata;
  return cluster.dependents
    .of(uid)
    .filter((location) => location.collection === resource.collection)
    .map(({ collection, key }) => cluster.registry.store.get(collection, key))
    .filter((object) => object !== undefined)
    .filter((object) =>
      object.metadata.ownerReferences?.some((reference) => reference.controller && reference.uid === uid),
    );
}

/**
 * Objects that an owner controls once those that its selector no longer matches are let go, and matching ones that
 * nobody controls are taken. Follows k8s.io/kubernetes/pkg/controller/controller_ref_manager.go.
 */
export function claim(cluster: Cluster, resource: ServedResource, owner: ApiObject): ApiObject[] {
  const matches = selectorOf(owner);
  const { namespace = "" } = owner.metadata;
  const own = ownedBy(cluster, resource, owner).filter(
    (object) => matches(object) || release(cluster, resource, { object, owner }),
  );
  if (owner.metadata.deletionTimestamp) return own;
  const adopted = cluster.dependents
    .orphans(resource.collection, namespace)
    .map((key) => cluster.registry.store.get(resource.collection, key))
    .filter((object) => object !== undefined && !object.metadata.deletionTimestamp && matches(object))
    .map((object) => object && adopt(cluster, resource, { object, owner }))
    .filter((object) => object !== undefined);
  return [...own, ...adopted];
}

/** Whether an object's labels match the selector of an owner; an empty selector matches nothing. */
export function selectorOf(owner: ApiObject): (object: ApiObject) => boolean {
  const selector = (valueAt(owner, ["spec", "selector"]) ?? {}) as LabelSelector;
  const requirements = labelRequirements(selector);
  if (requirements.length === 0) return () => false;
  return (object) => matchesLabels(requirements, object.metadata.labels ?? {});
}

/** The name of the controlling owner, if it is of this kind. */
export function ownerName(object: ApiObject, kind: string): string | undefined {
  return object.metadata.ownerReferences?.find(
    (reference) => reference.controller === true && reference.kind === kind,
  )?.name;
}

/** The controlling owner's uid. */
export function controllerUid(object: ApiObject): string | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller === true)?.uid;
}

/** A controller reference to a stored object. */
export function referenceTo(owner: ApiObject): OwnerReference {
  const { name = "", uid = "" } = owner.metadata;
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

function adopt(
  cluster: Cluster,
  resource: ServedResource,
  options: { object: ApiObject; owner: ApiObject },
): ApiObject | undefined {
  const { object, owner } = options;
  const { namespace, name = "" } = object.metadata;
  return cluster.registry.edit(resource, { namespace, name, manager: controllerManager }, ({ metadata }) => {
    metadata.ownerReferences = [...(metadata.ownerReferences ?? []), referenceTo(owner)];
  });
}

/** Takes the owner away; false, for it is no longer one's own. */
function release(
  cluster: Cluster,
  resource: ServedResource,
  options: { object: ApiObject; owner: ApiObject },
): boolean {
  const { object, owner } = options;
  const { namespace, name = "", deletionTimestamp } = object.metadata;
  if (deletionTimestamp || owner.metadata.deletionTimestamp) return false;
  cluster.registry.edit(resource, { namespace, name, manager: controllerManager }, ({ metadata }) => {
    const left = (metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid);
    if (left.length) metadata.ownerReferences = left;
    else delete metadata.ownerReferences;
  });
  return false;
}
