import { keyOf, type KubernetesObject, type ObjectKey, type Observed } from "../../kube/object.ts";
import { parseApiVersion } from "../../kube/gvk.ts";
import type { Resource } from "../../kube/resource.ts";
import type { InformerEvent } from "../cache/handler-set.ts";
import type { Client } from "../client/client.ts";
import type { ReconcileRequest } from "./reconcile-request.ts";

/** An object to reconcile, and how it gets into the queue. */
export interface Enqueued extends ReconcileRequest {
  /** Wait before it is reconciled: milliseconds or a duration. */
  readonly after?: string | number | undefined;
  /** Higher goes first; default that of the watch, 0 where it has none, and -100 for what was there at the start and has not changed. */
  readonly priority?: number;
}

/** Reads alone: what a map function may do. */
export type Reader = Pick<Client, "get" | "list">;

/** What a map function gets beside the object. */
export interface MapContext<T extends KubernetesObject = KubernetesObject> {
  readonly event: InformerEvent<T>;
  /** Reads of the controller's own cluster: from the cache for kinds that are watched. */
  readonly client: Reader;
  /** Name of the cluster that the event is from; undefined: the operator's own. */
  readonly cluster: string | undefined;
  /** Aborts when the controller stops. */
  readonly signal: AbortSignal;
}

/**
 * Which objects to reconcile when one of another kind changes. At an update it is asked about the old state, too, so that an object
 * that changed hands reaches both. One that rejects or throws is asked again, with a growing pause: about the present state for as long as it is that, about one that
 * is past eight times.
 */
export type MapFunction<T extends KubernetesObject = KubernetesObject> = (
  object: Observed<T>,
  context: MapContext<T>,
) => readonly Enqueued[] | Promise<readonly Enqueued[]>;

/** Takes keys in for a controller. */
export interface EventQueue {
  /** Puts an object into the queue. With `rateLimited` it waits as after a failure, and that counts as one. */
  add(request: Enqueued, options?: { readonly rateLimited?: boolean }): void;
}

/** Puts into the queue what it wants at each event: controller-runtime's handler.Funcs. It must return at once. */
export interface EnqueueHandler<T extends KubernetesObject = KubernetesObject> {
  handle(event: InformerEvent<T>, queue: EventQueue): void;
}

/** The object itself: controller-runtime's handler.EnqueueRequestForObject. */
export function mapToSelf(object: Observed<KubernetesObject>): ObjectKey[] {
  return [keyOf(object)];
}

/**
 * The owners of a kind, by group and kind whatever the version: handler.EnqueueRequestForOwner. Only the controlling one (OnlyControllerOwner),
 * unless `every` is asked for.
 */
export function mapToOwner(
  owner: Resource,
  { every = false }: { every?: boolean } = {},
): (object: Observed<KubernetesObject>) => ObjectKey[] {
  return (object) => {
    const references = object.metadata?.ownerReferences ?? [];
    const namespace = owner.scope === "Namespaced" ? object.metadata?.namespace : undefined;
    const names = references
      .filter(
        ({ kind, apiVersion, controller }) =>
          (every || controller === true) &&
          kind === owner.kind &&
          parseApiVersion(apiVersion).group === owner.group,
      )
      .map(({ name }) => name);
    return names.map((name) => ({ name, ...(namespace ? { namespace } : {}) }));
  };
}
