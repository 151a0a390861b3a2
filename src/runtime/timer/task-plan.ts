import type { Clock } from "../../base/clock.ts";
import type { KubernetesObject, Observed } from "../../kube/object.ts";
import type { TaskDefinition, TimerDefinition } from "./task.ts";

/** When a task of one object runs. Times are in milliseconds. */
export interface TaskPlan {
  /**
   * How long until the next run; undefined: none as things are.
   *
   * @throws what the user's function throws, and TypeError when it returns no time
   */
  wait(object: Observed<KubernetesObject>): number | undefined;
  began(): void;
  /** A run is over; `retry`: it failed, and is to be tried again after that time. */
  ended(retry: number | undefined): void;
}

/** The plan of a task for an object that has just appeared. */
export function planTask(task: TaskDefinition, clock: Clock): TaskPlan {
  if (task.type === "daemon") return planDaemon(clock);
  return typeof task.every === "number"
    ? planTicks({ ...task, every: task.every }, clock)
    : planTimes(task.every, clock);
}

/** At once, and again only after a failure. */
function planDaemon(clock: Clock): TaskPlan {
  let due: number | undefined = clock.monotonic();
  return {
    wait: () => (due === undefined ? undefined : Math.max(0, due - clock.monotonic())),
    began: () => (due = undefined),
    ended: (retry) => (due = retry === undefined ? undefined : clock.monotonic() + retry),
  };
}

/** At start + n·every, whatever the runs take. Ticks that pass during a run, or are late, are one. */
function planTicks({ every, initialDelay }: TimerDefinition & { every: number }, clock: Clock): TaskPlan {
  const start = clock.monotonic() + initialDelay;
  let next = start;
  let retryAt = Infinity;
  const pass = (now: number) => {
    if (now >= next) next = start + (Math.floor((now - start) / every) + 1) * every;
  };
  return {
    wait: () => Math.max(0, Math.min(next, retryAt) - clock.monotonic()),
    began() {
      retryAt = Infinity;
      pass(clock.monotonic());
    },
    ended(retry) {
      if (retry === undefined) return;
      const now = clock.monotonic();
      retryAt = now + retry;
      // the retry stands for what was missed: a handler that is slow and fails has its back-off all the same
      pass(now);
    },
  };
}

/** When the user's function says, by the system's time. */
function planTimes(every: Exclude<TimerDefinition["every"], number>, clock: Clock): TaskPlan {
  let lastRun: number | undefined;
  let retryAt: number | undefined;
  return {
    wait(object) {
      if (retryAt !== undefined) return Math.max(0, retryAt - clock.monotonic());
      const now = clock.now();
      const at: unknown = every(object, {
        now: new Date(now),
        lastRun: lastRun === undefined ? undefined : new Date(lastRun),
      });
      if (at === undefined) return undefined;
      if (!(at instanceof Date) || Number.isNaN(at.getTime()))
        throw new TypeError(`every returned ${String(at)}: expected a Date, or undefined`);
      // what has been is not due again, or a fixed time would run without end
      if (lastRun !== undefined && at.getTime() <= lastRun) return undefined;
      return Math.max(0, at.getTime() - now);
    },
    began() {
      lastRun = clock.now();
      retryAt = undefined;
    },
    ended: (retry) => (retryAt = retry === undefined ? undefined : clock.monotonic() + retry),
  };
}
