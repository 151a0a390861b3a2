import type { DeepReadonly, KubernetesObject } from "../../kube/object.ts";
import { createMergePatch } from "../../kube/patch/merge-patch.ts";

/**
 * The merge patch that makes `after` of `before`, which is as it was read. As client.MergeFrom; lists are replaced as a whole.
 *
 * @param options.optimisticLock makes the patch fail as a conflict when the object was written since it was read
 *
 * @example
 * const after = { ...before, spec: { ...before.spec, size: 3 } };
 * await client.patch(Memcached, after.metadata, mergeFrom(before, after));
 */
export function mergeFrom<T extends KubernetesObject>(
  before: DeepReadonly<T>,
  after: DeepReadonly<NoInfer<T>>,
  options: { readonly optimisticLock?: boolean } = {},
): { readonly merge: object } {
  const patch = (createMergePatch(before, after) ?? {}) as { metadata?: object };
  if (!options.optimisticLock) return { merge: patch };
  const resourceVersion = (before as DeepReadonly<KubernetesObject>).metadata?.resourceVersion;
  if (!resourceVersion)
    throw new TypeError("cannot lock a patch to the object that was read: it has no resourceVersion");
  return { merge: { ...patch, metadata: { ...patch.metadata, resourceVersion } } };
}
