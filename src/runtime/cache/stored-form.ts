import type { DeepReadonly, KubernetesObject, Observed } from "../../kube/object.ts";
import type { RawObject } from "../client/raw-object.ts";

/** managedFields are half of an object's memory and mean nothing to a controller. */
export function stripManagedFields(object: KubernetesObject): KubernetesObject {
  if (object.metadata?.managedFields) delete object.metadata.managedFields;
  return object;
}

/** The same object without them; it is left as it is. */
export function withoutManagedFields(object: DeepReadonly<KubernetesObject>): DeepReadonly<KubernetesObject> {
  if (!object.metadata?.managedFields) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** Read-only at every depth, also at run time. What is frozen itself is taken to be so below as well. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) freezeAll(value);
  return value;
}

/** The outermost comes last, so that it is the sign for all. */
function freezeAll(value: object): void {
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) if (typeof item === "object" && item !== null) freezeAll(item);
  } else {
    for (const name in value) {
      const inner = (value as Record<string, unknown>)[name];
      if (typeof inner === "object" && inner !== null) freezeAll(inner);
    }
  }
  Object.freeze(value);
}

/** What is kept of an object: the object, or its bytes. */
export type Entry = Observed<KubernetesObject> | RawObject;
