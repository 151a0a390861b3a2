import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Clock } from "../../base/clock.ts";
import type { ControllerObserver } from "../controller/controller-observer.ts";

type QueueObserver = NonNullable<ControllerObserver["queue"]>;

/** prometheus.ExponentialBuckets(10e-9, 10, 12), with what multiplying makes of them: bounds are labels. */
const buckets = Array.from({ length: 11 }).reduce<number[]>(
  (bounds) => [...bounds, (bounds.at(-1) ?? 0) * 10],
  [10e-9],
);

/** `workqueue_*` of controller-runtime's pkg/metrics/workqueue.go. What is under way is measured when it is asked for. */
export function createQueueMetrics(registry: Registry, clock: Clock): (controller: string) => QueueObserver {
  const base = { registers: [registry], labelNames: ["name", "controller"] };
  const running = new Map<string, Runs>();
  const depth = new Gauge({
    ...base,
    name: "workqueue_depth",
    help: "Keys that are ready to be worked on, by priority",
    labelNames: [...base.labelNames, "priority"],
  });
  const adds = new Counter({ ...base, name: "workqueue_adds_total", help: "Keys added" });
  const retries = new Counter({
    ...base,
    name: "workqueue_retries_total",
    help: "Keys added again after a failure",
  });
  const histogram = (name: string, help: string) => new Histogram({ ...base, buckets, name, help });
  const waited = histogram("workqueue_queue_duration_seconds", "How long keys wait");
  const worked = histogram("workqueue_work_duration_seconds", "How long keys are worked on");
  const underWay = (name: string, help: string, value: (runs: Runs) => number) =>
    new Gauge({
      ...base,
      name,
      help,
      collect() {
        for (const [controller, runs] of running)
          this.set({ name: controller, controller }, value(runs) / 1_000);
      },
    });
  underWay("workqueue_unfinished_work_seconds", "Time spent on what is under way", (runs) =>
    runs.total(clock.monotonic()),
  );
  underWay("workqueue_longest_running_processor_seconds", "Time spent on the oldest run under way", (runs) =>
    runs.longest(clock.monotonic()),
  );
  return (controller) => {
    const labels = { name: controller, controller };
    const runs = new Runs();
    running.set(controller, runs);
    adds.inc(labels, 0);
    retries.inc(labels, 0);
    const priorities = new PriorityLabels();
    return {
      added: () => adds.inc(labels),
      retried: () => retries.inc(labels),
      depth(ready, priority) {
        const { label, total } = priorities.at(priority, ready);
        depth.set({ ...labels, priority: label }, total);
      },
      started(milliseconds) {
        waited.observe(labels, milliseconds / 1_000);
        runs.start(clock.monotonic());
      },
      finished(milliseconds) {
        worked.observe(labels, milliseconds / 1_000);
        runs.end(clock.monotonic() - milliseconds);
      },
    };
  };
}

/** Start times of the runs under way, oldest first. */
class Runs {
  readonly #starts: number[] = [];

  start(now: number): void {
    this.#starts.push(now);
  }

  /** Ends the run that began at that time. */
  end(started: number): void {
    const index = this.#starts.indexOf(started);
    this.#starts.splice(Math.max(index, 0), 1);
  }

  total(now: number): number {
    return this.#starts.reduce((sum, start) => sum + (now - start), 0);
  }

  longest(now: number): number {
    const [oldest = now] = this.#starts;
    return now - oldest;
  }
}

/** As many priorities as controller-runtime shows one by one. */
const maxPriorities = 25;

/** Labels of priorities: when there are too many, those that come are shown as one. */
class PriorityLabels {
  readonly #shown = new Set<number>();
  readonly #others = new Map<number, number>();

  at(priority: number, ready: number): { label: string; total: number } {
    if (this.#shown.has(priority) || this.#shown.size < maxPriorities) {
      this.#shown.add(priority);
      return { label: String(priority), total: ready };
    }
    if (ready === 0) this.#others.delete(priority);
    else this.#others.set(priority, ready);
    const total = [...this.#others.values()].reduce((sum, count) => sum + count, 0);
    return { label: "exceeded_cardinality_limit", total };
  }
}
