import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { createRuntimeMetrics } from "../../../../src/runtime/metrics/runtime-metrics.ts";

/** Bounds of histograms, as they stand in the exposition, without `+Inf`. */
const reconcileTime =
  "0.005 0.01 0.025 0.05 0.1 0.15 0.2 0.25 0.3 0.35 0.4 0.45 0.5 0.6 0.7 0.8 0.9 1 1.25 1.5 1.75 2 2.5 3 3.5 4 4.5 5 6 7 8 9 10 15 20 25 30 40 50 60";
// prometheus.ExponentialBuckets(10e-9, 10, 12), as Go multiplies
const queueTime =
  "1e-08 1e-07 1e-06 9.999999999999999e-06 9.999999999999999e-05 0.001 0.01 0.1 1 10 100 1000";
const requestTime = "0.005 0.025 0.1 0.25 0.5 1 2 4 8 15 30 60";
const size = "64 256 512 1024 4096 16384 65536 262144 1.048576e+06 4.194304e+06 1.6777216e+07";

/**
 * What controller-runtime registers (pkg/internal/controller/metrics, pkg/internal/metrics, pkg/metrics, pkg/certwatcher/metrics): name, type, labels, bounds.
 * Not there: what is about webhooks, Go's runtime, DNS (Node resolves inside of connect) and a client-side rate limit.
 */
const upstream: readonly [string, string, string, string?][] = [
  ["controller_runtime_reconcile_total", "counter", "controller result"],
  ["controller_runtime_reconcile_errors_total", "counter", "controller"],
  ["controller_runtime_terminal_reconcile_errors_total", "counter", "controller"],
  ["controller_runtime_reconcile_panics_total", "counter", "controller"],
  ["controller_runtime_reconcile_timeouts_total", "counter", "controller"],
  ["controller_runtime_reconcile_time_seconds", "histogram", "controller", reconcileTime],
  ["controller_runtime_max_concurrent_reconciles", "gauge", "controller"],
  ["controller_runtime_active_workers", "gauge", "controller"],
  ["workqueue_depth", "gauge", "controller name priority"],
  ["workqueue_adds_total", "counter", "controller name"],
  ["workqueue_queue_duration_seconds", "histogram", "controller name", queueTime],
  ["workqueue_work_duration_seconds", "histogram", "controller name", queueTime],
  ["workqueue_unfinished_work_seconds", "gauge", "controller name"],
  ["workqueue_longest_running_processor_seconds", "gauge", "controller name"],
  ["workqueue_retries_total", "counter", "controller name"],
  ["rest_client_requests_total", "counter", "code host method"],
  ["rest_client_request_duration_seconds", "histogram", "host verb", requestTime],
  ["rest_client_request_size_bytes", "histogram", "host verb", size],
  ["rest_client_response_size_bytes", "histogram", "host verb", size],
  ["rest_client_request_retries_total", "counter", "code host verb"],
  ["leader_election_master_status", "gauge", "name"],
  ["leader_election_slowpath_total", "counter", "name"],
  ["certwatcher_read_certificate_total", "counter", ""],
  ["certwatcher_read_certificate_errors_total", "counter", ""],
];

/** The exposition of an operator in which everything has happened once. */
async function exposition(): Promise<string> {
  const metrics = createRuntimeMetrics("op", { clock: new VirtualClock() });
  const observer = metrics.controller("pods", { workers: 2 });
  observer.ran?.("success", 20);
  observer.active?.(1);
  observer.queue?.added?.();
  observer.queue?.depth?.(1, 0);
  observer.queue?.started?.(5);
  observer.queue?.finished?.(5);
  const request = { method: "GET", path: "/api", host: "api:6443", code: "200" };
  metrics.request({ ...request, milliseconds: 20, requestBytes: 0 });
  metrics.transfers.received?.({ ...request, bytes: 100 });
  metrics.transfers.retried?.(request);
  return (await metrics.render()).text;
}

/** Labels and bounds of the series of a metric. */
function describeSeries(text: string, name: string) {
  const lines = text
    .split("\n")
    .filter((line) => new RegExp(`^${name}(_bucket|_sum|_count)?[{ ]`).test(line));
  const labels = new Set<string>();
  const bounds = new Set<string>();
  for (const line of lines)
    for (const [, label = "", value] of line.matchAll(/(\w+)="([^"]*)"/g)) {
      if (label !== "le") labels.add(label);
      else if (value && value !== "+Inf") bounds.add(value);
    }
  return { count: lines.length, labels: [...labels].sort().join(" "), bounds: [...bounds].join(" ") };
}

test.each(upstream)("%s is a %s with upstream's labels and bounds", async (name, type, labels, bounds) => {
  const text = await exposition();
  expect(text).toContain(`# TYPE ${name} ${type}\n`);
  const series = describeSeries(text, name);
  expect(series.count).toBeGreaterThan(0);
  expect(series.labels).toBe(labels);
  expect(series.bounds).toBe(bounds ?? "");
});

test("nothing else goes under upstream's prefixes: a dashboard would take it for upstream's", async () => {
  const names = [...(await exposition()).matchAll(/^# TYPE (\S+) /gm)].map(([, name = ""]) => name);
  const prefixed = names.filter((name) =>
    /^(controller_runtime|workqueue|rest_client|leader_election|certwatcher)_/.test(name),
  );
  expect(prefixed.sort()).toEqual(upstream.map(([name]) => name).sort());
});

test("counters of runs begin at 0, all results of them", async () => {
  const metrics = createRuntimeMetrics("op", { clock: new VirtualClock() });
  metrics.controller("pods", { workers: 1 });
  const { text } = await metrics.render();
  for (const result of ["error", "requeue_after", "requeue", "success"])
    expect(text).toContain(`controller_runtime_reconcile_total{controller="pods",result="${result}"} 0\n`);
  for (const what of [
    "reconcile_errors",
    "terminal_reconcile_errors",
    "reconcile_panics",
    "reconcile_timeouts",
  ])
    expect(text).toContain(`controller_runtime_${what}_total{controller="pods"} 0\n`);
});
