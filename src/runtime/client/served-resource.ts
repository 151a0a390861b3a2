import type { KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";

/** An object of a kind that has no type here. */
export interface UntypedObject extends KubernetesObject {
  [field: string]: unknown;
}

/** A kind by name: as an object says it, or by group. Without a version it is the one that the server prefers. */
export type KindName =
  | { readonly apiVersion: string; readonly kind: string }
  | { readonly group: string; readonly version?: string; readonly kind: string };

/** A kind as the server serves it: a handle, and what discovery says beside. */
export interface ServedResource<T extends KubernetesObject = UntypedObject> extends Resource<T> {
  readonly verbs: readonly string[];
  /** `status`, `scale` … */
  readonly subresources: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
}
