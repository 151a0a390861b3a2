import type { KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import { mapToOwner, type MapFunction } from "../source/map-event.ts";
import type { Predicate } from "../source/predicate.ts";
import type { Reconcile } from "./handler.ts";

/** A kind whose events lead to reconciles, and of what. */
export interface WatchedKind {
  readonly resource: Resource;
  readonly map: MapFunction;
  readonly predicate: Predicate | undefined;
}

/** What a controller is made of. */
export interface ControllerDefinition {
  readonly name: string;
  readonly resource: Resource;
  readonly predicate: Predicate | undefined;
  readonly watched: readonly WatchedKind[];
  readonly owned: readonly Resource[];
  readonly reconcile: Reconcile<KubernetesObject> | undefined;
  readonly finalize: Reconcile<KubernetesObject> | undefined;
  readonly workers: number | undefined;
  /** Milliseconds or a duration. */
  readonly timeout: string | number | undefined;
}

/** Options of a controller. */
export interface ControllerOptions {
  /** Unique among the operator's controllers; default the kind in lower case. Names it in logs and metrics. */
  readonly name?: string;
  /** Objects reconciled at the same time; default the operator's `workers`, else 1. */
  readonly workers?: number;
  /** A run that takes longer has its signal aborted, and counts as failed. */
  readonly timeout?: string | number;
  /** Which events of the kind itself lead to a reconcile; default all. */
  readonly predicate?: Predicate;
}

/** Builds a controller; each method returns a new one. */
export interface Controller<T extends KubernetesObject> {
  readonly definition: ControllerDefinition;
  /** Events of objects whose controller is an object of this kind. */
  owns(resource: Resource, options?: { predicate?: Predicate }): Controller<T>;
  /** Events of another kind; `map` says which objects to reconcile, and is asked of the old and of the new object. */
  watches<W extends KubernetesObject>(
    resource: Resource<W>,
    map: MapFunction<W>,
    options?: { predicate?: Predicate },
  ): Controller<T>;
  reconcile(handler: Reconcile<T>): Controller<T>;
  /**
   * Runs when the object is being deleted, before it goes. The controller puts a finalizer on every object before it is first reconciled, and
   * takes it away when this handler has returned without `requeueAfter`.
   */
  finalize(handler: Reconcile<T>): Controller<T>;
}

/**
 * A controller of one kind.
 *
 * @example
 * export const memcached = controller(Memcached)
 *   .owns(Deployment)
 *   .reconcile(async ({ object, client, status }) => {
 *     const deployment = await client.apply(Deployment, desiredDeployment(object));
 *     status.condition("Ready", deployment.status?.readyReplicas === object.spec.size, "Deployed");
 *   });
 */
export function controller<T extends KubernetesObject>(
  resource: Resource<T>,
  options: ControllerOptions = {},
): Controller<T> {
  return build<T>({
    name: options.name ?? resource.kind.toLowerCase(),
    resource,
    predicate: options.predicate,
    watched: [],
    owned: [],
    reconcile: undefined,
    finalize: undefined,
    workers: options.workers,
    timeout: options.timeout,
  });
}

function build<T extends KubernetesObject>(definition: ControllerDefinition): Controller<T> {
  const watching = (watched: WatchedKind) => ({ ...definition, watched: [...definition.watched, watched] });
  return {
    definition,
    owns(resource, { predicate } = {}) {
      const next = watching({ resource, map: mapToOwner(definition.resource), predicate });
      return build({ ...next, owned: [...definition.owned, resource] });
    },
    watches(resource, map, { predicate } = {}) {
      return build(watching({ resource, map: map as MapFunction, predicate }));
    },
    reconcile(handler) {
      return build({ ...definition, reconcile: handler as unknown as Reconcile<KubernetesObject> });
    },
    finalize(handler) {
      return build({ ...definition, finalize: handler as unknown as Reconcile<KubernetesObject> });
    },
  };
}
