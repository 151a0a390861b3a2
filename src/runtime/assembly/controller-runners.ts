import type { KubernetesObject, Observed } from "../../kube/object.ts";
import { ControllerRunner } from "../controller/controller.ts";
import type { EventSink } from "../controller/handler.ts";
import type { Parts } from "./parts.ts";

/** A runner for each controller. */
export function controllerRunners(parts: Parts): ControllerRunner[] {
  const { options, settings, events, metrics, client, cache, clock, logger, context } = parts;
  const sink = (object: Observed<KubernetesObject>): EventSink => ({
    normal: (reason, note) => events.record(object, { type: "Normal", reason, note }),
    warning: (reason, note) => events.record(object, { type: "Warning", reason, note }),
  });
  return options.controllers.map(({ definition }) => {
    const workers = definition.workers ?? settings.workers;
    const observer = metrics?.controller(definition.name, workers);
    return new ControllerRunner({
      client,
      cache,
      clock,
      logger,
      context,
      definition,
      workers,
      events: sink,
      ...(observer ? { observer } : {}),
    });
  });
}
