import { Gauge, Registry, Counter } from "prom-client";
import { systemClock, type Clock } from "../../base/clock.ts";
import type { RequestObserver, TransferObserver } from "../client/transport-request.ts";
import type { ControllerObserver } from "../controller/controller-observer.ts";
import { withGoBounds } from "./go-float.ts";
import type { Metric } from "./metric.ts";
import { addProcessMetrics } from "./process-metrics.ts";
import { createQueueMetrics } from "./queue-metrics.ts";
import { createReconcileMetrics, type ControllerMetricsOptions } from "./reconcile-metrics.ts";
import { checkMetricNames, renderMetrics } from "./render-metrics.ts";
import { createRequestMetrics } from "./request-metrics.ts";

/** Metrics of an operator under controller-runtime's names, so that dashboards made for Go operators work. */
export interface RuntimeMetrics {
  controller(name: string, made: ControllerMetricsOptions): ControllerObserver;
  readonly request: RequestObserver;
  readonly transfers: TransferObserver;
  leading(isLeader: boolean): void;
  /** A leader had to read its lease before it could renew it. */
  leaseReadAgain(): void;
  /** By so many milliseconds a timer was late. */
  late(milliseconds: number): void;
  /** The files of a certificate were read. */
  certificateRead(outcome: "read" | "failed"): void;
  /** Code that was given to a cache has thrown: a handler, a transform, an index function. */
  cacheFailed(failure: { kind: string; during: string }): void;
  /** A controller's writes go round in circles. */
  writeLoop(loop: { controller: string; kind: string }): void;
  /** The exposition: content type and text. */
  render(): Promise<{ contentType: string; text: string }>;
}

/**
 * Names, labels and buckets of controller-runtime's pkg/metrics and of client-go's rest client metrics.
 *
 * @throws UserError when a metric of the operator's own has a name that is taken
 */
export function createRuntimeMetrics(
  leaseName: string,
  { clock = systemClock, own = [] }: { clock?: Clock; own?: readonly Metric[] } = {},
): RuntimeMetrics {
  const registry = new Registry();
  const reconciles = createReconcileMetrics(registry);
  const queues = createQueueMetrics(registry, clock);
  const late = addProcessMetrics(registry, clock);
  const requests = createRequestMetrics(registry);
  const cacheFailures = new Counter({
    name: "kubewright_cache_failures_total",
    help: "How often a handler, transform or index function of a kind's cache has thrown",
    labelNames: ["kind", "during"],
    registers: [registry],
  });
  const writeLoops = new Counter({
    name: "kubewright_write_loops_total",
    help: "How often writes that go round in circles were warned of, by controller and kind that is written",
    labelNames: ["controller", "kind"],
    registers: [registry],
  });
  const certificateRead = createCertificateMetrics(registry);
  const election = createElectionMetrics(registry, leaseName);
  checkMetricNames(
    own,
    registry.getMetricsAsArray().map(({ name }) => name),
  );
  return {
    controller: (name, made) => ({ ...reconciles(name, made), queue: queues(name) }),
    ...requests,
    ...election,
    certificateRead,
    cacheFailed: (failure) => cacheFailures.inc(failure),
    writeLoop: (loop) => writeLoops.inc(loop),
    late,
    async render() {
      const text = withGoBounds(`${await registry.metrics()}${renderMetrics(own)}`);
      return { contentType: registry.contentType, text };
    },
  };
}

function createElectionMetrics(
  registry: Registry,
  name: string,
): Pick<RuntimeMetrics, "leading" | "leaseReadAgain"> {
  const base = { labelNames: ["name"], registers: [registry] };
  const leader = new Gauge({
    ...base,
    name: "leader_election_master_status",
    help: "1 while this process leads",
  });
  const slowPath = new Counter({
    ...base,
    name: "leader_election_slowpath_total",
    help: "Renewals that had to read the lease first",
  });
  leader.set({ name }, 0);
  slowPath.inc({ name }, 0);
  return {
    leading: (isLeader) => leader.set({ name }, isLeader ? 1 : 0),
    leaseReadAgain: () => slowPath.inc({ name }),
  };
}

function createCertificateMetrics(registry: Registry): RuntimeMetrics["certificateRead"] {
  const counter = (name: string, help: string) =>
    new Counter({ name: `certwatcher_read_certificate_${name}`, help, registers: [registry] });
  const total = counter("total", "How often the files of a certificate were read");
  const errors = counter("errors_total", "How often the files of a certificate were of no use");
  return (outcome) => {
    total.inc();
    if (outcome === "failed") errors.inc();
  };
}
