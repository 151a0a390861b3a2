import type { Clock } from "../../base/clock.ts";
import { Consistency } from "../consistency/consistency.ts";
import { OwnEvents } from "../consistency/own-events.ts";
import type { ReconcileRequest } from "../source/reconcile-request.ts";
import type { ControllerDefinition } from "./controller-definition.ts";
import type { ClusterAccess, ConsistentAccess } from "./reconciler.ts";
import type { DependentParts } from "./run-dependents.ts";

/** A cluster, and what the controller knows of the dependents there. */
export interface Place extends ConsistentAccess {
  readonly dependents: DependentParts | undefined;
}

/** Every cluster by name, the operator's own as `""`. */
export function consistentClusters(
  options: ClusterAccess & {
    readonly clock: Clock;
    readonly definition: ControllerDefinition;
    readonly clusters?: ReadonlyMap<string, ClusterAccess>;
  },
): Map<string, ConsistentAccess> {
  const { clock, definition } = options;
  const all: [string, ClusterAccess][] = [["", options], ...(options.clusters ?? [])];
  return new Map(
    all.map(([name, { client, cache, events, consistency }]) => {
      const shared = consistency ?? new Consistency({ cache, clock });
      const ownEvents = definition.ignoreOwnWrites ? new OwnEvents({ clock }) : undefined;
      return [name, { client, cache, events, consistency: shared, ownEvents }];
    }),
  );
}

/** Where the object of a request is. */
export function findPlace(
  { cluster = "" }: ReconcileRequest,
  { places, controller }: { places: ReadonlyMap<string, Place>; controller: string },
): Place {
  const place = places.get(cluster);
  if (place) return place;
  throw new TypeError(
    `controller "${controller}" was asked to reconcile an object of cluster "${cluster}", in which it watches none`,
  );
}
