import { Counter, type Registry } from "prom-client";
import type { ControllerObserver } from "../controller/controller-observer.ts";
import type { TaskDefinition } from "../timer/task.ts";

type Task = Pick<TaskDefinition, "type" | "name">;

/** Runs of timers and daemons; those of a controller begin at 0. */
export function createTaskMetrics(
  registry: Registry,
): (controller: string, tasks: readonly Task[]) => NonNullable<ControllerObserver["taskRan"]> {
  const counter = (type: string) =>
    new Counter({
      name: `kubewright_${type}_runs_total`,
      help: `Runs of ${type}s by controller, name and result`,
      labelNames: ["controller", "name", "result"],
      registers: [registry],
    });
  const runs = { timer: counter("timer"), daemon: counter("daemon") };
  return (controller, tasks) => {
    for (const { type, name } of tasks)
      for (const result of ["success", "error", "aborted"]) runs[type].inc({ controller, name, result }, 0);
    return ({ type, name }, result) =>
      runs[type].inc({ controller, name, result: result === "terminal_error" ? "error" : result });
  };
}
