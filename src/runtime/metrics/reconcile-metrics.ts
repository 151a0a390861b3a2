import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { ControllerObserver } from "../controller/controller-observer.ts";
import type { TaskDefinition } from "../timer/task.ts";
import { createTaskMetrics } from "./task-metrics.ts";

const buckets = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5,
  1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];

/** What is known of a controller before it starts. */
export interface ControllerMetricsOptions {
  readonly workers: number;
  readonly tasks?: readonly Pick<TaskDefinition, "type" | "name">[];
}

/** `controller_runtime_*` of controller-runtime's pkg/internal/controller/metrics; counters of a controller begin at 0. */
export function createReconcileMetrics(
  registry: Registry,
): (controller: string, made: ControllerMetricsOptions) => Omit<ControllerObserver, "queue"> {
  const base = { registers: [registry], labelNames: ["controller"] };
  const total = new Counter({
    ...base,
    name: "controller_runtime_reconcile_total",
    help: "Runs by controller and result",
    labelNames: ["controller", "result"],
  });
  const count = (name: string, help: string) =>
    new Counter({ ...base, name: `controller_runtime_${name}`, help });
  const gauge = (name: string, help: string) =>
    new Gauge({ ...base, name: `controller_runtime_${name}`, help });
  const errors = count("reconcile_errors_total", "Failed runs by controller");
  const terminal = count("terminal_reconcile_errors_total", "Runs that failed for good by controller");
  const panics = count("reconcile_panics_total", "Runs that ended by a mistake in the code by controller");
  const timeouts = count("reconcile_timeouts_total", "Runs that took longer than allowed by controller");
  const ownMetrics = createOwnMetrics(registry);
  const taskMetrics = createTaskMetrics(registry);
  const seconds = new Histogram({
    ...base,
    name: "controller_runtime_reconcile_time_seconds",
    help: "Length of runs by controller",
    buckets,
  });
  const maximum = gauge("max_concurrent_reconciles", "Workers by controller");
  const active = gauge("active_workers", "Workers that are busy by controller");
  return (controller, { workers, tasks = [] }) => {
    const labels = { controller };
    maximum.set(labels, workers);
    active.set(labels, 0);
    for (const result of ["success", "error", "requeue_after", "requeue"])
      total.inc({ controller, result }, 0);
    for (const counter of [errors, terminal, panics, timeouts]) counter.inc(labels, 0);
    return {
      ran(result, milliseconds) {
        const failed = result === "error" || result === "terminal_error";
        total.inc({ controller, result: failed ? "error" : result });
        seconds.observe(labels, milliseconds / 1_000);
        if (failed) errors.inc(labels);
        if (result === "terminal_error") terminal.inc(labels);
      },
      ...ownMetrics(controller),
      taskRan: taskMetrics(controller, tasks),
      active: (busy) => active.set(labels, busy),
      panicked: () => panics.inc(labels),
      timedOut: () => timeouts.inc(labels),
    };
  };
}

/** What controller-runtime has no name for. */
function createOwnMetrics(
  registry: Registry,
): (controller: string) => Pick<ControllerObserver, "skipped" | "passedOver" | "mapFailed"> {
  const count = (name: string, help: string, ...labels: string[]) =>
    new Counter({
      name: `kubewright_${name}`,
      help,
      labelNames: ["controller", ...labels],
      registers: [registry],
    });
  const skipped = count(
    "writes_skipped_total",
    "Writes that were left out, as they would have changed nothing, by controller, kind and verb",
    "kind",
    "verb",
  );
  const passedOver = count("own_events_ignored_total", "Events of own writes that led to no run", "kind");
  const failures = count("map_failures_total", "Failures of map functions by controller and kind", "kind");
  return (controller) => ({
    skipped: ({ kind, verb }) => skipped.inc({ controller, kind, verb }),
    passedOver: ({ kind }) => passedOver.inc({ controller, kind }),
    mapFailed: ({ kind }) => failures.inc({ controller, kind }),
  });
}
