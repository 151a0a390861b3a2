import { Counter, Gauge, type Registry } from "prom-client";
import type { Clock } from "../../base/clock.ts";

/**
 * What dashboards of Go operators ask of the process: CPU, memory, start. Read when asked for; prom-client's own collectors would keep observers
 * of the event loop and of garbage collection running for the life of the process.
 */
export function addProcessMetrics(registry: Registry, clock: Clock): void {
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
}
