import { Counter, Gauge, type Registry } from "prom-client";
import type { Clock } from "../../base/clock.ts";
import { readMemory } from "../health/memory-watch.ts";

/**
 * What dashboards of Go operators ask of the process: CPU, memory, start. Read when asked for; prom-client's own collectors would keep observers
 * of the event loop and of garbage collection running for the life of the process. Returns what is to be called with the delay of the event loop.
 */
export function addProcessMetrics(registry: Registry, clock: Clock): (milliseconds: number) => void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  const started = clock.now() / 1_000 - process.uptime();
  gauge("process_start_time_seconds", "When the process began, in seconds since 1970", () => started);
  gauge("process_resident_memory_bytes", "Resident memory", () => process.memoryUsage.rss());
  gauge("nodejs_heap_size_used_bytes", "JavaScript heap in use", () => process.memoryUsage().heapUsed);
  gauge("kubewright_memory_limit_bytes", "Memory that the container may have; 0: no limit", () =>
    Math.max(0, readMemory().limit ?? 0),
  );
  new Counter({
    name: "process_cpu_seconds_total",
    help: "CPU time used, in seconds",
    registers: [registry],
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  return addLoopMetrics(registry);
}

/** Under prom-client's names; the maximum is that since it was last asked for. */
function addLoopMetrics(registry: Registry): (milliseconds: number) => void {
  let [last, most] = [0, 0];
  const registers = [registry];
  new Gauge({
    name: "nodejs_eventloop_lag_seconds",
    help: "By how much a timer was late",
    registers,
    collect() {
      this.set(last / 1_000);
    },
  });
  new Gauge({
    name: "nodejs_eventloop_lag_max_seconds",
    help: "By how much a timer was late at most since the last scrape",
    registers,
    collect() {
      this.set(most / 1_000);
      most = 0;
    },
  });
  return (milliseconds) => {
    last = milliseconds;
    most = Math.max(most, milliseconds);
  };
}
