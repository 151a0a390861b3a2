import type { KubernetesObject, Stored } from "../../kube/object.ts";
import { RawObject } from "../client/raw-object.ts";
import { stripManagedFields, type Entry } from "./stored-form.ts";

/** How objects are made ready for the store. */
export interface PrepareOptions {
  /** Keep managedFields; default false. */
  readonly managedFields?: boolean;
  readonly transform?: (object: Stored<KubernetesObject>) => KubernetesObject;
  readonly onFailure: (error: unknown) => void;
}

/**
 * An object as it is stored. Where the transform throws, or loses what the cache knows objects by, that is told, and the object is stored as it is:
 * an object that is not there would be one that was deleted.
 */
export function prepareObject(object: KubernetesObject, options: PrepareOptions): Entry {
  const { managedFields = false, transform, onFailure } = options;
  if (object instanceof RawObject) return object;
  const came = managedFields ? object : stripManagedFields(object);
  if (!transform) return came as Entry;
  const { apiVersion, kind, metadata } = came;
  const identity = { ...metadata };
  try {
    const kept = transform(came as Stored<KubernetesObject>);
    checkIdentity(identity, kept);
    return (kept.apiVersion && kept.kind ? kept : { apiVersion, kind, ...kept }) as Entry;
  } catch (error) {
    onFailure(error);
    return { ...came, metadata: { ...came.metadata, ...keysOf(identity) } } as Entry;
  }
}

const identifying = ["name", "namespace", "uid", "resourceVersion"] as const;
type Metadata = NonNullable<KubernetesObject["metadata"]>;

function checkIdentity(before: Metadata, kept: KubernetesObject | undefined): void {
  for (const name of identifying) {
    if (before[name] !== kept?.metadata?.[name])
      throw new TypeError(`the transform returned an object with another metadata.${name}`);
  }
}

function keysOf(metadata: Metadata): Metadata {
  return Object.fromEntries(
    identifying.filter((name) => metadata[name] !== undefined).map((name) => [name, metadata[name]]),
  );
}
