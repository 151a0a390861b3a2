import { Counter, type Registry } from "prom-client";
import type { ControllerObserver } from "../controller/controller-observer.ts";

/** Runs of timers and daemons. */
export function createTaskMetrics(
  registry: Registry,
): (controller: string) => NonNullable<ControllerObserver["taskRan"]> {
  const counter = (type: string) =>
    new Counter({
      name: `kubewright_${type}_runs_total`,
      help: `Runs of ${type}s by controller, name and result`,
      labelNames: ["controller", "name", "result"],
      registers: [registry],
    });
  const runs = { timer: counter("timer"), daemon: counter("daemon") };
  return (controller) =>
    ({ type, name }, result) =>
      runs[type].inc({ controller, name, result: result === "terminal_error" ? "error" : result });
}
