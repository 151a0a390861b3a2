import type { DeepReadonly, KubernetesObject } from "./object.ts";

/** Adds a finalizer to an object, in place; says whether it was missing. As controllerutil.AddFinalizer. */
export function addFinalizer(object: KubernetesObject, finalizer: string): boolean {
  if (hasFinalizer(object, finalizer)) return false;
  const metadata = (object.metadata ??= {});
  metadata.finalizers = [...(metadata.finalizers ?? []), finalizer];
  return true;
}

/** Takes a finalizer off an object, in place; says whether it was there. As controllerutil.RemoveFinalizer. */
export function removeFinalizer(object: KubernetesObject, finalizer: string): boolean {
  if (!hasFinalizer(object, finalizer)) return false;
  const { metadata = {} } = object;
  metadata.finalizers = (metadata.finalizers ?? []).filter((name) => name !== finalizer);
  return true;
}

/** Whether an object has a finalizer. As controllerutil.ContainsFinalizer. */
export function hasFinalizer(object: DeepReadonly<KubernetesObject>, finalizer: string): boolean {
  return object.metadata?.finalizers?.includes(finalizer) ?? false;
}
