import type { DeepReadonly, KubernetesObject } from "../../kube/object.ts";
import { ControllerRunner } from "../controller/controller.ts";
import type { EventSink } from "../controller/handler.ts";
import type { ClusterAccess } from "../controller/reconciler.ts";
import { checkWorkers } from "./check-names.ts";
import type { Cluster } from "./create-cluster.ts";
import type { Parts } from "./parts.ts";

/** A runner for each controller. */
export function controllerRunners(parts: Parts): ControllerRunner[] {
  const { options, settings, metrics, clock, logger, context } = parts;
  checkWorkers(options, settings.controllerWorkers);
  const clusters = new Map([...parts.clusters].map(([name, cluster]) => [name, accessTo(cluster)]));
  return options.controllers.map(({ definition }) => {
    const workers = settings.controllerWorkers[definition.name] ?? definition.workers ?? settings.workers;
    const observer = metrics?.controller(definition.name, workers);
    return new ControllerRunner({
      ...accessTo(parts),
      clusters,
      clock,
      logger,
      context,
      definition,
      workers,
      ...(observer ? { observer } : {}),
    });
  });
}

function accessTo({ client, cache, consistency, events }: Cluster): ClusterAccess {
  const sink = (object: DeepReadonly<KubernetesObject>): EventSink => ({
    normal: (reason, note, more) => events.record(object, { ...more, type: "Normal", reason, note }),
    warning: (reason, note, more) => events.record(object, { ...more, type: "Warning", reason, note }),
    on: sink,
  });
  return { client, cache, consistency, events: sink };
}
