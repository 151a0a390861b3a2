import type { FieldIndex } from "../../kube/field-index.ts";
import type { KubernetesObject, Stored } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";

/** Which objects of a kind are watched, and what is kept of them. Controller-runtime's cache.Config. */
export interface CachedSelection<T extends KubernetesObject = KubernetesObject> {
  /** Only objects with these labels: `app=web,tier!=test`; `""` is all, where a default says otherwise. */
  readonly labelSelector?: string | undefined;
  /** Only objects with these fields, of those that the server can select the kind by: `spec.nodeName=node-1`; `""` is all. */
  readonly fieldSelector?: string | undefined;
  /**
   * What is kept of an object; it may be changed in place. Name, namespace and resourceVersion have to stay. Where it throws, that is told and the object
   * is kept as it came. Default: the whole object.
   */
  readonly transform?: (object: Stored<T>) => KubernetesObject;
  /** Keep `metadata.managedFields`, about half of an object's memory; default false. */
  readonly managedFields?: boolean | undefined;
  /**
   * How often every object is handed to the controllers again, as an update without a change: what a handler lost by a mistake is made up for
   * then. `0` is never; default `10h`, each kind 10 % earlier or later. It asks the server for nothing.
   */
  readonly resync?: string | number | undefined;
  /**
   * Keep objects as the bytes that the server sent, with only their metadata parsed; what is read is parsed then. For kinds with tens of thousands
   * of objects of which few are read: the start takes a fraction of the work, and the garbage collector next to nothing. Not with `transform` or
   * `managedFields`. Default false.
   */
  readonly lazy?: boolean | undefined;
}

/** How a kind is cached. Controller-runtime's cache.ByObject. */
export interface CachedKindOptions<T extends KubernetesObject = KubernetesObject> extends CachedSelection<T> {
  /**
   * Only these namespaces, each by a watch of its own; `[]` is all. With settings of their own: `{ "kube-system": { labelSelector: "app" } }`, where
   * `""` stands for all that are not named. Default: the operator's.
   */
  readonly namespaces?: readonly string[] | Readonly<Record<string, CachedSelection<T>>>;
  /** See {@link CacheConfiguration}. */
  readonly startOnRead?: boolean | undefined;
}

/** A kind and how it is cached. */
export interface CachedKind {
  readonly resource: Resource;
  readonly options: CachedKindOptions;
}

/** What an operator's cache holds. The defaults are of all kinds; `kinds` has what differs. Controller-runtime's cache.Options. */
export interface CacheConfiguration extends CachedSelection {
  /** Kinds that differ from the defaults. They are watched when something asks for them, as all kinds are. */
  readonly kinds?: readonly CachedKind[] | undefined;
  /** What differs in a namespace; also which namespaces are watched, where the operator is not bound to others. `""` stands for all that are not named. */
  readonly namespaces?: Readonly<Record<string, CachedSelection>> | undefined;
  /** Indexes to list by. */
  readonly indexes?: readonly FieldIndex<never>[] | undefined;
  /**
   * A handler's first read of a kind that nothing watches starts to watch it and waits until it is all there, as in controller-runtime.
   * Default false: such a read asks the server, and a kind is never watched without its owner knowing.
   */
  readonly startOnRead?: boolean | undefined;
}

/**
 * How a kind is cached, for `operator({ cache: { kinds: [...] } })`.
 *
 * @example
 * cached(Secret, { labelSelector: "app.kubernetes.io/managed-by=memcached-operator", namespaces: ["default"] });
 */
export function cached<T extends KubernetesObject>(
  resource: Resource<T>,
  options: CachedKindOptions<T>,
): CachedKind {
  return { resource, options: options as unknown as CachedKindOptions };
}
