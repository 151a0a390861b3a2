import { isJsonObject } from "../base/json.ts";
import type { KubernetesObject, ObjectMeta } from "../kube/object.ts";

/** Any object of the API, as JSON has it. What the store hands out is frozen. */
export interface ApiObject extends KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/** Freezes a JSON value at every depth and returns it. */
export function freezeJson<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) freezeJson(item);
  }
  return value;
}

/** The value below a path of keys; undefined where the path leaves the objects. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (isJsonObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    value,
  );
}
