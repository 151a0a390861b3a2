import type { DeepReadonly, KubernetesObject, Observed } from "./object.ts";
import type { Resource } from "./resource.ts";

declare const indexed: unique symbol;

/** An index of a kind's cached objects by exact values. Make one with {@link fieldIndex}. */
export interface FieldIndex<T extends KubernetesObject = KubernetesObject> {
  readonly resource: Resource;
  /** Unique among the indexes of the kind. */
  readonly name: string;
  /** The values that an object is found under. */
  readonly values: (object: Observed<KubernetesObject>) => readonly string[];
  /** What to list: the objects that have this value. */
  equals(value: string): IndexedValue<T>;
}

/** A value to find objects by. */
export interface IndexedValue<T extends KubernetesObject = KubernetesObject> {
  readonly resource: Resource;
  readonly index: string;
  readonly value: string;
  /** Never there at run time. */
  readonly [indexed]?: (object: T) => void;
}

/**
 * Defines an index: `values` says under which values an object is to be found, none for none. It is kept in step with the cache once it is
 * listed in `operator({ cache: { indexes: [podsByNode] } })`. As controller-runtime's client.FieldIndexer and client.MatchingFields.
 *
 * @example
 * const podsByNode = fieldIndex(Pod, "spec.nodeName", (pod) => pod.spec?.nodeName);
 * const pods = await client.list(Pod, { index: podsByNode.equals("node-1") });
 */
export function fieldIndex<T extends KubernetesObject>(
  resource: Resource<T>,
  name: string,
  values: (object: Observed<T>) => string | readonly string[] | null | undefined,
): FieldIndex<T> {
  return Object.freeze({
    resource,
    name,
    values: (object: Observed<KubernetesObject>) => asList(values(object as DeepReadonly<T> as Observed<T>)),
    equals: (value: string) => ({ resource, index: name, value }),
  });
}

function asList(value: string | readonly string[] | null | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  return typeof value === "string" ? [value] : value;
}
