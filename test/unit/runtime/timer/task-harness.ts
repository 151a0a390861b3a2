import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import type { KubernetesObject, Observed } from "../../../../src/kube/object.ts";
import { exponentialRateLimiter } from "../../../../src/runtime/queue/rate-limiter.ts";
import { ObjectTasks, type ObjectTasksOptions } from "../../../../src/runtime/timer/object-tasks.ts";
import type { TaskDefinition, TaskResult, TaskRun } from "../../../../src/runtime/timer/task.ts";

/** An object with what tasks look at. */
export function thing(metadata: { uid?: string; generation?: number } = {}): Observed<KubernetesObject> {
  return {
    apiVersion: "example.com/v1",
    kind: "Thing",
    metadata: {
      name: "a",
      namespace: "default",
      uid: "1",
      resourceVersion: "1",
      generation: 1,
      creationTimestamp: "2026-01-01T00:00:00Z",
      ...metadata,
    },
  };
}

/** A run as a test sees it. */
export interface SeenRun extends TaskRun {
  readonly name: string;
  readonly key: string;
  end(result?: TaskResult): void;
}

/** Tasks on virtual time, whose runs a test ends; by default each ends as aborted when its signal says so. */
export function tasksOf(
  tasks: TaskDefinition[],
  more: Partial<ObjectTasksOptions<TaskDefinition>> & { heedsSignal?: boolean } = {},
) {
  const { heedsSignal = true, ...options } = more;
  const clock = new VirtualClock();
  const runs: SeenRun[] = [];
  const live = new Set<SeenRun>();
  const failures: unknown[] = [];
  const passes = { entered: 0, left: 0 };
  const fatal: unknown[] = [];
  const all = new ObjectTasks<TaskDefinition>({
    tasks,
    clock,
    rateLimiter: exponentialRateLimiter(),
    run: ({ task, key, ...run }) =>
      new Promise((resolve) => {
        const seen: SeenRun = {
          ...run,
          name: task.name,
          key,
          end(result = "success") {
            live.delete(seen);
            resolve(result);
          },
        };
        runs.push(seen);
        live.add(seen);
        if (heedsSignal) run.signal.addEventListener("abort", () => seen.end("aborted"), { once: true });
      }),
    failed: (error) => void failures.push(error),
    enter: () => {
      passes.entered++;
      return { leave: () => void passes.left++ };
    },
    fatal: (error) => void fatal.push(error),
    ...options,
  });
  return { all, clock, runs, live, failures, passes, fatal };
}
