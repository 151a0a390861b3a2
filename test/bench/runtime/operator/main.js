// The operator that runtime.bench.js measures, on the public API alone. What it is to do comes in variables, and it tells what happened in lines of JSON
// on standard output. ../peer is the same on controller-runtime.
import {
  controller,
  controllerReference,
  generationChanged,
  loadConnection,
  operator,
  resource,
} from "kubewright";
import { ConfigMap } from "kubewright/k8s/core/v1";

const { BENCH_NAMESPACE, BENCH_WORKERS, BENCH_MODE, BENCH_FIRST, BENCH_COUNT, BENCH_RUN, BENCH_LAZY } =
  process.env;
const Widget = resource({ group: "bench.example.com", version: "v1", kind: "Widget" });
const startedAt = process.hrtime.bigint();
const first = Number(BENCH_FIRST);
const last = Number(BENCH_COUNT);
const latencies = [];
let count = 0;

const widgets = controller(Widget, { predicate: generationChanged }).reconcile(
  BENCH_MODE === "write" ? write : noteLatency,
);

async function write({ object, client, status, request }) {
  noteStart();
  await client.apply(ConfigMap, {
    metadata: { ...request, ownerReferences: [controllerReference(object)] },
    data: { run: BENCH_RUN, size: String(object.spec.size) },
  });
  status.set({ phase: "Ready", run: BENCH_RUN, observedGeneration: object.metadata.generation });
}

/** Tells of the first and of the last run of the window when they start: in between, the writes of as many runs lie. */
function noteStart() {
  count++;
  if (count !== first && count !== last) return;
  const { user, system } = process.cpuUsage();
  tell({ event: "started", count, at: Number(process.hrtime.bigint()) / 1e6, cpu: (user + system) / 1e6 });
}

/** Counts what was written since this process started. */
function noteLatency({ object }) {
  const sentAt = BigInt(object.spec.sentAt ?? 0);
  if (sentAt < startedAt) return;
  latencies.push(Number(process.hrtime.bigint() - sentAt) / 1e6);
  if (latencies.length === last) tell({ event: "latencies", values: latencies });
}

/**
 * The longest time in which the event loop did not come round, in milliseconds. Of that time only what this process worked counts: on a busy machine
 * it may also have waited for its core.
 */
function watchBlocks() {
  let longest = 0;
  let before = { at: performance.now(), cpu: process.cpuUsage() };
  const timer = setInterval(() => {
    const at = performance.now();
    const { user, system } = process.cpuUsage(before.cpu);
    longest = Math.max(longest, Math.min(at - before.at, (user + system) / 1_000));
    before = { at, cpu: process.cpuUsage() };
  }, 1);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

function tell(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const stopping = new AbortController();
process.once("SIGTERM", () => stopping.abort());
const longestBlock = BENCH_MODE === "write" ? () => 0 : watchBlocks();
const connection = await loadConnection();
const began = performance.now();
await operator({
  name: "bench",
  controllers: [widgets],
  workers: Number(BENCH_WORKERS),
  namespaces: [BENCH_NAMESPACE],
  logLevel: "error",
  cache: { lazy: BENCH_LAZY === "true" },
}).start({
  signal: stopping.signal,
  connection,
  onReady: () => tell({ event: "synced", took: performance.now() - began, longestBlock: longestBlock() }),
});
