import type { OwnerReference } from "../../kube/object.ts";
import type { ApiObject } from "../api-object.ts";
import type { Registry } from "../registry/registry.ts";
import type { ServedResource } from "../registry/served-resource.ts";

/** Objects of a resource that this owner controls, by name. */
export function ownedBy(registry: Registry, resource: ServedResource, owner: ApiObject): ApiObject[] {
  const { namespace, uid } = owner.metadata;
  const list = registry.store.list(resource.collection, { prefix: `${namespace ?? ""}/` });
  return list.filter((object) =>
    object.metadata.ownerReferences?.some((reference) => reference.controller && reference.uid === uid),
  );
}

/** The name of the controlling owner, if it is of this kind. */
export function ownerName(object: ApiObject, kind: string): string | undefined {
  return object.metadata.ownerReferences?.find(
    (reference) => reference.controller === true && reference.kind === kind,
  )?.name;
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
