import type { KubernetesObject } from "./object.ts";
import type { Resource } from "./resource.ts";

/** An object of which only the metadata is known (meta/v1 PartialObjectMetadata), under its own apiVersion and kind. */
export interface PartialObjectMetadata extends KubernetesObject {
  /** Never there at run time: what else the object has is not known. */
  readonly spec?: never;
}

/**
 * The handle of a kind whose objects are read without anything but their metadata: the server leaves the rest out, so that neither the
 * connection nor the memory carries it. Watches and the cache keep it apart from the whole objects of the kind; `get`, `list`, `patch` and
 * `delete` take it, and what would send a whole object refuses it.
 *
 * @example
 * const secrets = await client.list(onlyMetadata(Secret), { namespace: "default" }); // no data in them
 */
export function onlyMetadata(resource: Resource): Resource<PartialObjectMetadata> {
  return Object.freeze({ ...resource, metadataOnly: true });
}
