import type { KubernetesObject, Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";

/** What a request of a kind says it accepts. A server that cannot leave the rest out sends whole objects. */
export function acceptOf({ metadataOnly }: Resource, what: "object" | "list"): { accept?: string } {
  if (!metadataOnly) return {};
  const as = what === "list" ? "PartialObjectMetadataList" : "PartialObjectMetadata";
  return { accept: `application/json;as=${as};g=meta.k8s.io;v=v1,application/json` };
}

/** An object as onlyMetadata promises it: under its own kind rather than PartialObjectMetadata, and nothing else of it, whatever the server sent. */
export function onlyMetadataOf({ apiVersion, kind }: Resource, object: KubernetesObject): KubernetesObject {
  return { apiVersion, kind, ...(object.metadata ? { metadata: object.metadata } : {}) };
}

/** What a read of an object brings. */
export function observedAs<T extends KubernetesObject>(
  resource: Resource<T>,
  object: Observed<T>,
): Observed<T> {
  return resource.metadataOnly
    ? (onlyMetadataOf(resource, object as KubernetesObject) as Observed<T>)
    : object;
}
