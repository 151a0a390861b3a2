import type { DeepReadonly, KubernetesObject, OwnerReference } from "./object.ts";

/** The reference that marks the managing controller, if any. */
export function controllerOf(object: DeepReadonly<KubernetesObject>): OwnerReference | undefined {
  return object.metadata?.ownerReferences?.find((reference) => reference.controller === true);
}

/** A controller reference to `owner`, which must have been read from the server (it needs its uid). An object has at most one. */
export function controllerReference(owner: DeepReadonly<KubernetesObject>): OwnerReference {
  return { ...ownerReference(owner), controller: true, blockOwnerDeletion: true };
}

/** A reference to one of several owners: the object goes when all of them have gone. As {@link controllerReference}, the owner needs its uid. */
export function ownerReference(owner: DeepReadonly<KubernetesObject>): OwnerReference {
  const { apiVersion, kind, metadata } = owner;
  if (!apiVersion || !kind || !metadata?.name || !metadata.uid) {
    throw new TypeError("cannot refer to an owner without apiVersion, kind, metadata.name and metadata.uid");
  }
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid };
}
