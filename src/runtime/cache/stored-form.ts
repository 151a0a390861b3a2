import type { KubernetesObject } from "../../kube/object.ts";

/** managedFields are half of an object's memory and mean nothing to a controller. */
export function stripManagedFields(object: KubernetesObject): KubernetesObject {
  if (object.metadata?.managedFields) delete object.metadata.managedFields;
  return object;
}

/** Read-only at every depth, also at run time. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}
