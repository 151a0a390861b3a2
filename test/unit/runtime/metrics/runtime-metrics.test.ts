import { beforeEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { counter, gauge } from "../../../../src/runtime/metrics/metric.ts";
import {
  createRuntimeMetrics,
  type RuntimeMetrics,
} from "../../../../src/runtime/metrics/runtime-metrics.ts";

let clock: VirtualClock;
let metrics: RuntimeMetrics;
beforeEach(() => {
  clock = new VirtualClock();
  metrics = createRuntimeMetrics("op", { clock });
});

/** Value of a series by its exact line start; undefined when it is not there. */
async function value(series: string): Promise<number | undefined> {
  const { text } = await metrics.render();
  const line = text.split("\n").find((candidate) => candidate.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.split(" ").at(-1));
}

test("what throws in a cache is counted by kind and by what threw it", async () => {
  metrics.cacheFailed({ kind: "Pod", during: "handler" });
  metrics.cacheFailed({ kind: "Pod", during: "handler" });
  expect(await value('kubewright_cache_failures_total{kind="Pod",during="handler"}')).toBe(2);
});

test("writes that go round in circles are counted by controller and kind", async () => {
  metrics.writeLoop({ controller: "pods", kind: "ConfigMap" });
  expect(await value('kubewright_write_loops_total{controller="pods",kind="ConfigMap"}')).toBe(1);
});

describe("a controller", () => {
  test("counts the events of own writes that led to no run by kind", async () => {
    metrics.controller("pods", { workers: 1 }).passedOver?.({ kind: "Pod" });
    const series = 'kubewright_own_events_ignored_total{controller="pods",kind="Pod"}';
    expect(await value(series)).toBe(1);
  });

  test("counts runs of timers and daemons by name and result", async () => {
    const { taskRan } = metrics.controller("pods", { workers: 1 });
    for (const result of ["success", "error", "terminal_error", "aborted"] as const)
      taskRan?.({ type: "timer", name: "backup" }, result);
    taskRan?.({ type: "daemon", name: "tunnel" }, "aborted");
    const timers = (result: string) =>
      value(`kubewright_timer_runs_total{controller="pods",name="backup",result="${result}"}`);
    expect([await timers("success"), await timers("error"), await timers("aborted")]).toEqual([1, 2, 1]);
    expect(
      await value('kubewright_daemon_runs_total{controller="pods",name="tunnel",result="aborted"}'),
    ).toBe(1);
  });

  test("counts failures of map functions by the kind that they map", async () => {
    metrics.controller("pods", { workers: 1 }).mapFailed?.({ kind: "Node" });
    expect(await value('kubewright_map_failures_total{controller="pods",kind="Node"}')).toBe(1);
  });

  test("begins with its counters at 0, so that a rate can be taken of the first failure", async () => {
    metrics.controller("pods", { workers: 3, tasks: [{ type: "timer", name: "backup" }] });
    for (const result of ["success", "error", "requeue_after"])
      expect(await value(`controller_runtime_reconcile_total{controller="pods",result="${result}"}`)).toBe(0);
    expect(await value('controller_runtime_reconcile_errors_total{controller="pods"}')).toBe(0);
    for (const result of ["success", "error", "aborted"])
      expect(
        await value(`kubewright_timer_runs_total{controller="pods",name="backup",result="${result}"}`),
      ).toBe(0);
    expect(await value('controller_runtime_terminal_reconcile_errors_total{controller="pods"}')).toBe(0);
    expect(await value('controller_runtime_max_concurrent_reconciles{controller="pods"}')).toBe(3);
    expect(await value('controller_runtime_active_workers{controller="pods"}')).toBe(0);
    expect(await value('controller_runtime_reconcile_panics_total{controller="pods"}')).toBe(0);
    expect(await value('controller_runtime_reconcile_timeouts_total{controller="pods"}')).toBe(0);
    expect(await value('workqueue_adds_total{name="pods",controller="pods"}')).toBe(0);
    expect(await value('workqueue_retries_total{name="pods",controller="pods"}')).toBe(0);
  });

  test.each([
    ["success", "success", 0, 0],
    ["requeue_after", "requeue_after", 0, 0],
    ["error", "error", 1, 0],
    // controller-runtime has no result of this name: dashboards would not show it
    ["terminal_error", "error", 1, 1],
  ] as const)("counts %s as controller-runtime does", async (result, label, errors, terminal) => {
    metrics.controller("pods", { workers: 1 }).ran?.(result, 20);
    expect(await value(`controller_runtime_reconcile_total{controller="pods",result="${label}"}`)).toBe(1);
    expect(await value('controller_runtime_reconcile_errors_total{controller="pods"}')).toBe(errors);
    expect(await value('controller_runtime_terminal_reconcile_errors_total{controller="pods"}')).toBe(
      terminal,
    );
    expect((await metrics.render()).text).not.toContain('result="terminal_error"');
  });

  test("measures its runs in seconds", async () => {
    metrics.controller("pods", { workers: 1 }).ran?.("success", 20);
    expect(
      await value('controller_runtime_reconcile_time_seconds_bucket{le="0.015",controller="pods"}'),
    ).toBeUndefined();
    expect(await value('controller_runtime_reconcile_time_seconds_bucket{le="0.01",controller="pods"}')).toBe(
      0,
    );
    expect(
      await value('controller_runtime_reconcile_time_seconds_bucket{le="0.025",controller="pods"}'),
    ).toBe(1);
    expect(await value('controller_runtime_reconcile_time_seconds_sum{controller="pods"}')).toBe(0.02);
  });
});

describe("a queue", () => {
  test("counts what is added, retried and waits", async () => {
    const { queue } = metrics.controller("pods", { workers: 1 });
    queue?.added?.();
    queue?.added?.();
    queue?.retried?.();
    queue?.depth?.(2, -100);
    queue?.started?.(500);
    expect(await value('workqueue_adds_total{name="pods",controller="pods"}')).toBe(2);
    expect(await value('workqueue_retries_total{name="pods",controller="pods"}')).toBe(1);
    expect(await value('workqueue_depth{name="pods",controller="pods",priority="-100"}')).toBe(2);
    expect(await value('workqueue_queue_duration_seconds_sum{name="pods",controller="pods"}')).toBe(0.5);
  });

  test("shows depth by priority, 25 of them one by one and the rest as one", async () => {
    const { queue } = metrics.controller("pods", { workers: 1 });
    for (let priority = 0; priority < 27; priority++) queue?.depth?.(1, priority);
    const depth = (priority: string) =>
      value(`workqueue_depth{name="pods",controller="pods",priority="${priority}"}`);
    expect([await depth("24"), await depth("25")]).toEqual([1, undefined]);
    expect(await depth("exceeded_cardinality_limit")).toBe(2);
    queue?.depth?.(0, 26);
    expect(await depth("exceeded_cardinality_limit")).toBe(1);
  });

  test("shows a run that does not end, growing while it is asked", async () => {
    const { queue } = metrics.controller("pods", { workers: 2 });
    const longest = 'workqueue_longest_running_processor_seconds{name="pods",controller="pods"}';
    const unfinished = 'workqueue_unfinished_work_seconds{name="pods",controller="pods"}';
    queue?.started?.(0);
    await clock.advance(10_000);
    queue?.started?.(0);
    await clock.advance(5_000);
    expect([await value(longest), await value(unfinished)]).toEqual([15, 20]);
    // the second run ends; the first is still the oldest
    queue?.finished?.(5_000);
    expect([await value(longest), await value(unfinished)]).toEqual([15, 15]);
    queue?.finished?.(15_000);
    expect([await value(longest), await value(unfinished)]).toEqual([0, 0]);
    expect(await value('workqueue_work_duration_seconds_sum{name="pods",controller="pods"}')).toBe(20);
  });
});

test("requests are counted by code, method and host, and timed by verb", async () => {
  metrics.request({
    method: "GET",
    path: "/api",
    host: "api:6443",
    code: "200",
    milliseconds: 250,
    requestBytes: 0,
  });
  metrics.request({
    method: "GET",
    path: "/api",
    host: "api:6443",
    code: "<error>",
    milliseconds: 750,
    requestBytes: 500,
  });
  expect(await value('rest_client_requests_total{code="200",method="GET",host="api:6443"}')).toBe(1);
  expect(await value('rest_client_requests_total{code="<error>",method="GET",host="api:6443"}')).toBe(1);
  expect(await value('rest_client_request_duration_seconds_sum{verb="GET",host="api:6443"}')).toBe(1);
  expect(await value('rest_client_request_size_bytes_sum{verb="GET",host="api:6443"}')).toBe(500);
  metrics.transfers.received?.({ method: "GET", host: "api:6443", bytes: 2_000 });
  metrics.transfers.retried?.({ method: "GET", host: "api:6443", code: "429" });
  expect(await value('rest_client_response_size_bytes_sum{verb="GET",host="api:6443"}')).toBe(2_000);
  expect(await value('rest_client_request_retries_total{code="429",verb="GET",host="api:6443"}')).toBe(1);
});

test("leadership is 0 from the start, and 1 while it lasts", async () => {
  const status = 'leader_election_master_status{name="op"}';
  expect(await value(status)).toBe(0);
  metrics.leading(true);
  expect(await value(status)).toBe(1);
  metrics.leading(false);
  expect(await value(status)).toBe(0);
  metrics.leaseReadAgain();
  expect(await value('leader_election_slowpath_total{name="op"}')).toBe(1);
});

test("the process shows its CPU time, memory and start", async () => {
  expect(await value("process_resident_memory_bytes")).toBeGreaterThan(1e6);
  const before = (await value("process_cpu_seconds_total")) ?? NaN;
  const after = (await value("process_cpu_seconds_total")) ?? NaN;
  expect(before).toBeGreaterThan(0);
  expect(after).toBeGreaterThanOrEqual(before);
  expect(after).toBeLessThan(before * 2);
  expect(await value("process_start_time_seconds")).toBeCloseTo(clock.now() / 1_000 - process.uptime(), -1);
});

test("two sets of metrics do not meet", async () => {
  const other = createRuntimeMetrics("op", { clock });
  other.controller("pods", { workers: 1 });
  expect(await value('controller_runtime_max_concurrent_reconciles{controller="pods"}')).toBeUndefined();
});

test("each metric has the type that Prometheus expects", async () => {
  metrics.controller("pods", { workers: 1 });
  const { text, contentType } = await metrics.render();
  expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/);
  const types = Object.fromEntries(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]),
  );
  for (const [name, type] of Object.entries(types))
    if (name?.endsWith("_total")) expect([name, type]).toEqual([name, "counter"]);
  expect(types).toMatchObject({ workqueue_depth: "gauge", workqueue_work_duration_seconds: "histogram" });
});

test("reads of a certificate are counted, and those that failed", async () => {
  metrics.certificateRead("read");
  metrics.certificateRead("failed");
  expect(await value("certwatcher_read_certificate_total")).toBe(2);
  expect(await value("certwatcher_read_certificate_errors_total")).toBe(1);
});

test("the delay of the event loop is shown, and the longest one until it was asked for", async () => {
  metrics.late(1_500);
  metrics.late(20);
  const lag = "nodejs_eventloop_lag_seconds";
  const most = "nodejs_eventloop_lag_max_seconds";
  expect(await value(lag)).toBe(0.02);
  // one scrape more has been since
  expect(await value(most)).toBe(0);
  metrics.late(300);
  expect(await value(most)).toBe(0.3);
});

test("metrics of one's own are served beside; a name that is taken is refused", async () => {
  const own = counter({ name: "op_syncs_total", help: "Syncs" });
  const whole = createRuntimeMetrics("op", { clock, own: [own] });
  own.inc();
  const { text } = await whole.render();
  expect(text).toContain("# HELP op_syncs_total Syncs\n# TYPE op_syncs_total counter\nop_syncs_total 1\n");
  for (const name of ["op_syncs_total", "workqueue_adds_total", "leader_election_master_status"])
    expect(() => createRuntimeMetrics("op", { clock, own: [own, gauge({ name, help: "" })] })).toThrow(
      `two metrics are named "${name}"`,
    );
});
