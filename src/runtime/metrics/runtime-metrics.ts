import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { ControllerObserver } from "../controller/controller.ts";

const durations = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5,
  1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];
const queueDurations = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1000];

/** Metrics of an operator under controller-runtime's names, so that dashboards made for Go operators work. */
export interface RuntimeMetrics {
  controller(name: string, workers: number): ControllerObserver;
  request(observation: { method: string; host: string; code: string }): void;
  leading(isLeader: boolean): void;
  /** The exposition: content type and text. */
  render(): Promise<{ contentType: string; text: string }>;
}

export function createRuntimeMetrics(leaseName: string): RuntimeMetrics {
  const registry = new Registry();
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const gauge = (name: string, help: string, labelNames: string[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const histogram = (name: string, help: string, options: { labelNames: string[]; buckets: number[] }) =>
    new Histogram({ name, help, ...options, registers: [registry] });
  const total = counter("controller_runtime_reconcile_total", "Runs by controller and result", [
    "controller",
    "result",
  ]);
  const errors = counter("controller_runtime_reconcile_errors_total", "Failed runs by controller", [
    "controller",
  ]);
  const terminal = counter(
    "controller_runtime_terminal_reconcile_errors_total",
    "Runs that failed for good by controller",
    ["controller"],
  );
  const seconds = histogram("controller_runtime_reconcile_time_seconds", "Length of runs by controller", {
    labelNames: ["controller"],
    buckets: durations,
  });
  const maximum = gauge("controller_runtime_max_concurrent_reconciles", "Workers by controller", [
    "controller",
  ]);
  const active = gauge("controller_runtime_active_workers", "Workers that are busy by controller", [
    "controller",
  ]);
  const queue = {
    depth: gauge("workqueue_depth", "Keys that are ready to be worked on", ["name", "controller"]),
    adds: counter("workqueue_adds_total", "Keys added", ["name", "controller"]),
    waited: histogram("workqueue_queue_duration_seconds", "How long keys wait", {
      labelNames: ["name", "controller"],
      buckets: queueDurations,
    }),
    worked: histogram("workqueue_work_duration_seconds", "How long keys are worked on", {
      labelNames: ["name", "controller"],
      buckets: queueDurations,
    }),
    retries: counter("workqueue_retries_total", "Keys added again after a failure", ["name", "controller"]),
  };
  const requests = counter(
    "rest_client_requests_total",
    "Requests to the API server by code, method and host",
    ["code", "method", "host"],
  );
  const leader = gauge("leader_election_master_status", "1 while this process leads", ["name"]);
  return {
    controller(controller, workers) {
      const labels = { name: controller, controller };
      maximum.set({ controller }, workers);
      for (const result of ["success", "error", "requeue_after", "terminal_error"])
        total.inc({ controller, result }, 0);
      errors.inc({ controller }, 0);
      terminal.inc({ controller }, 0);
      return {
        ran(result, milliseconds) {
          total.inc({ controller, result });
          seconds.observe({ controller }, milliseconds / 1_000);
          if (result === "error" || result === "terminal_error") errors.inc({ controller });
          if (result === "terminal_error") terminal.inc({ controller });
        },
        active: (workers) => active.set({ controller }, workers),
        queue: {
          added: () => queue.adds.inc(labels),
          retried: () => queue.retries.inc(labels),
          depth: (ready) => queue.depth.set(labels, ready),
          started: (waited) => queue.waited.observe(labels, waited / 1_000),
          finished: (worked) => queue.worked.observe(labels, worked / 1_000),
        },
      };
    },
    request: ({ method, host, code }) => requests.inc({ method, host, code }),
    leading: (isLeader) => leader.set({ name: leaseName }, isLeader ? 1 : 0),
    async render() {
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
