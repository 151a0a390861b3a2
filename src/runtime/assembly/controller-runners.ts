import type { DeepReadonly, KubernetesObject } from "../../kube/object.ts";
import type { Cache } from "../cache/cache.ts";
import type { Resource } from "../../kube/resource.ts";
import { ControllerRunner } from "../controller/controller.ts";
import type { ControllerDefinition } from "../controller/controller-definition.ts";
import type { EventSink } from "../controller/handler.ts";
import { observeBoth } from "../controller/observe-both.ts";
import type { ClusterAccess } from "../controller/reconciler.ts";
import type { LeaseElector } from "../election/lease-elector.ts";
import type { Sharding } from "../shard/sharding.ts";
import type { ReconcileRequest } from "../source/reconcile-request.ts";
import { RunWatch } from "../write-loop/run-watch.ts";
import { checkWorkers } from "./check-names.ts";
import type { Cluster } from "./create-cluster.ts";
import type { Parts } from "./parts.ts";

/** A runner for each controller. */
export function controllerRunners(
  parts: Parts,
  { elector, sharding }: { elector: LeaseElector | undefined; sharding: Sharding | undefined },
): ControllerRunner[] {
  const { options, settings, metrics, clock, logger, context, explainer } = parts;
  checkWorkers(options, settings.controllerWorkers);
  const clusters = new Map([...parts.clusters].map(([name, cluster]) => [name, accessTo(cluster)]));
  const { writeLoops: loops } = parts;
  const caches = [parts, ...parts.clusters.values()].map(({ cache }) => cache);
  const watches = (resource: Resource) =>
    caches.every((cache) => !cache.coversKind(resource) || cache.keepsWhole(resource));
  return options.controllers.map(({ definition }) => {
    const workers = settings.controllerWorkers[definition.name] ?? definition.workers ?? settings.workers;
    const observer = metrics?.controller(definition.name, { workers, tasks: definition.tasks });
    const own = definition.needLeaderElection ? sharding?.gate : undefined;
    const lease = definition.needLeaderElection ? leaseOf({ elector, sharding }) : undefined;
    const waits = (request: ReconcileRequest) => [
      ...waitsOf(definition, parts.cache, elector),
      ...(own?.owns(request) === false ? [`shard ${own.shardOf(request)}, which is another replica's`] : []),
    ];
    const runs = observeBoth(
      explainer.observe(definition.name, definition.resource, waits),
      new RunWatch({ controller: definition.name, loops, watches }),
    );
    return new ControllerRunner({
      runs:
        parts.reporting?.observe(runs, {
          controller: definition.name,
          resource: definition.resource,
          explainer,
        }) ?? runs,
      ...accessTo(parts),
      clusters,
      clock,
      logger,
      context,
      definition,
      workers,
      ...(observer ? { observer } : {}),
      ...(own ? { gate: own } : {}),
      ...(lease ? { lease } : {}),
    });
  });
}

/** The lease that an object's runs are under: the leader's, or that of its shard. */
function leaseOf({
  elector,
  sharding,
}: {
  elector: LeaseElector | undefined;
  sharding: Sharding | undefined;
}): ((request: ReconcileRequest) => LeaseElector) | undefined {
  if (sharding) return (request) => sharding.leaseOf(sharding.gate.shardOf(request));
  return elector && (() => elector);
}

/** What keeps all objects of a controller waiting. */
function waitsOf(
  { needLeaderElection }: ControllerDefinition,
  cache: Cache,
  elector: LeaseElector | undefined,
): string[] {
  const lists = cache.hasSynced ? [] : [`the first lists of ${cache.unsynced.join(", ")}`];
  const led = !needLeaderElection || !elector || elector.isLeader;
  return [...lists, ...(led ? [] : ["the leader's lease, which another process holds"])];
}

function accessTo({ client, cache, consistency, events }: Cluster): ClusterAccess {
  const sink = (object: DeepReadonly<KubernetesObject>): EventSink => ({
    normal: (reason, note, more) => events.record(object, { ...more, type: "Normal", reason, note }),
    warning: (reason, note, more) => events.record(object, { ...more, type: "Warning", reason, note }),
    on: sink,
  });
  return { client, cache, consistency, events: sink };
}
