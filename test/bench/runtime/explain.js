// What explain data cost a reconcile: the notes alone, taken of runs as the bench's reconciles are.
import { systemClock } from "../../../dist/base/clock.js";
import { RunLog } from "../../../dist/runtime/explain/run-log.js";
import { widget } from "./widgets.js";

const resource = { apiVersion: "bench.example.com/v1", kind: "Widget" };
const child = { apiVersion: "v1", kind: "ConfigMap" };

export function measureExplain({ report, runs, full }) {
  const count = full ? 50_000 : 10_000;
  const costs = [];
  // the first is thrown away: its code is not compiled yet
  for (let run = 0; run <= runs; run++) {
    const microseconds = noteRuns(count);
    if (run > 0) costs.push(microseconds);
  }
  report.value("explain data of one reconcile (an event, two writes)", { values: costs, unit: "µs" });
}

/** CPU time of the notes of one run, in microseconds. */
function noteRuns(count) {
  const objects = Array.from({ length: count }, (_, index) => pair(index));
  const log = new RunLog({ clock: systemClock });
  const cpu = process.cpuUsage();
  for (const { key, event, before, after } of objects) {
    log.queued(key, event);
    const notes = log.started(key);
    notes.named("00000000-0000-4000-8000-000000000000", after);
    notes.called({ verb: "get", resource, key: after.metadata, answer: "cache" });
    const write = { key: after.metadata, answer: "server", before, after };
    notes.called({ verb: "apply", resource: child, ...write });
    notes.called({ verb: "patch", resource, subresource: "status", ...write });
    notes.ended("success", {});
  }
  const { user, system } = process.cpuUsage(cpu);
  if (!log.get(objects.at(-1).key)) throw new Error("nothing was noted");
  return (user + system) / count;
}

/** An object before and after a write of its status, and the event that led to it. */
function pair(index) {
  const before = { ...widget("explain", index), status: { phase: "Ready", run: "one" } };
  before.metadata.resourceVersion = String(2 * index + 1);
  const metadata = { ...before.metadata, resourceVersion: String(2 * index + 2) };
  const after = { ...before, metadata, status: { phase: "Ready", run: "two" } };
  const subject = { metadata, previous: before.metadata, resync: false, relist: false };
  const event = { type: "update", old: before, object: after };
  const key = `explain/${before.metadata.name}`;
  return { key, before, after, event: { type: "event", resource, event, subject } };
}
