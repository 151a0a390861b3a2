import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { systemClock, type Clock } from "../../base/clock.ts";
import type { ControllerObserver } from "../controller/controller.ts";
import { addProcessMetrics } from "./process-metrics.ts";
import { createQueueMetrics } from "./queue-metrics.ts";
import { createReconcileMetrics } from "./reconcile-metrics.ts";

/** Metrics of an operator under controller-runtime's names, so that dashboards made for Go operators work. */
export interface RuntimeMetrics {
  controller(name: string, workers: number): ControllerObserver;
  request(observation: { method: string; host: string; code: string; milliseconds: number }): void;
  leading(isLeader: boolean): void;
  /** A leader had to read its lease before it could renew it. */
  leaseReadAgain(): void;
  /** The exposition: content type and text. */
  render(): Promise<{ contentType: string; text: string }>;
}

const requestBuckets = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];

/** Names, labels and buckets of controller-runtime's pkg/metrics and of client-go's rest client metrics. */
export function createRuntimeMetrics(
  leaseName: string,
  { clock = systemClock }: { clock?: Clock } = {},
): RuntimeMetrics {
  const registry = new Registry();
  const registers = [registry];
  const reconciles = createReconcileMetrics(registry);
  const queues = createQueueMetrics(registry, clock);
  addProcessMetrics(registry, clock);
  const requests = new Counter({
    name: "rest_client_requests_total",
    help: "Requests to the API server by code, method and host",
    labelNames: ["code", "method", "host"],
    registers,
  });
  const seconds = new Histogram({
    name: "rest_client_request_duration_seconds",
    help: "Time until the head of an answer, by verb and host",
    labelNames: ["verb", "host"],
    buckets: requestBuckets,
    registers,
  });
  const leader = new Gauge({
    name: "leader_election_master_status",
    help: "1 while this process leads",
    labelNames: ["name"],
    registers,
  });
  const slowPath = new Counter({
    name: "leader_election_slowpath_total",
    help: "Renewals that had to read the lease first",
    labelNames: ["name"],
    registers,
  });
  leader.set({ name: leaseName }, 0);
  slowPath.inc({ name: leaseName }, 0);
  return {
    controller: (name, workers) => ({ ...reconciles(name, workers), queue: queues(name) }),
    request({ method, host, code, milliseconds }) {
      requests.inc({ code, method, host });
      seconds.observe({ verb: method, host }, milliseconds / 1_000);
    },
    leading: (isLeader) => leader.set({ name: leaseName }, isLeader ? 1 : 0),
    leaseReadAgain: () => slowPath.inc({ name: leaseName }),
    async render() {
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
