import type { KubernetesObject, Observed } from "../../kube/object.ts";

/** When a timer runs next, in its own words. */
export interface TimerMoment {
  readonly now: Date;
  /** When the last run began in this process; undefined before the first. */
  readonly lastRun: Date | undefined;
}

/** Options of a timer. */
export type TimerOptions<T extends KubernetesObject = KubernetesObject> = {
  /** Objects that it runs for at the same time; default 10. */
  readonly workers?: number;
} & (
  | {
      /** A duration such as `"1h"`, or milliseconds. Runs are at start + n·every; those missed meanwhile are one. */
      readonly every: string | number;
      /** From the appearance of the object to the first run; default none. */
      readonly initialDelay?: string | number;
    }
  | {
      /**
       * The time of the next run; undefined, or a time that is not after `lastRun`: none for now. Asked when the object appears, at each of its changes,
       * and after each run.
       */
      readonly every: (object: Observed<T>, moment: TimerMoment) => Date | undefined;
      readonly initialDelay?: never;
    }
);

/** Options of a daemon. */
export interface DaemonOptions<T extends KubernetesObject = KubernetesObject> {
  /** When what it returns is another (deeply compared), the daemon is ended and begun anew. */
  readonly restartOn?: (object: Observed<T>) => unknown;
  /**
   * An object that is being deleted is held, by a finalizer, until its daemon has ended; `.finalize` and the removal of dependents come after that. The daemon begins
   * when the finalizer is on the object. Default false.
   */
  readonly finalize?: boolean;
}

/** A timer or a daemon of a controller, apart from what it does. */
export type TaskDefinition = TimerDefinition | DaemonDefinition;

/** A timer, its options read. */
export interface TimerDefinition {
  readonly type: "timer";
  readonly name: string;
  /** Milliseconds, or a function. */
  readonly every: number | ((object: Observed<KubernetesObject>, moment: TimerMoment) => Date | undefined);
  /** Milliseconds. */
  readonly initialDelay: number;
  readonly workers: number;
}

/** A daemon, its options read. */
export interface DaemonDefinition {
  readonly type: "daemon";
  readonly name: string;
  readonly restartOn: ((object: Observed<KubernetesObject>) => unknown) | undefined;
  /** Name of the finalizer by which it holds its object; undefined: it does not. */
  readonly finalizer: string | undefined;
}

/** How a run ended; `aborted`: its signal did it. */
export type TaskResult = "success" | "error" | "terminal_error" | "aborted";

/** One run of a task. */
export interface TaskRun {
  /** The object as it was when the run began. */
  readonly object: Observed<KubernetesObject>;
  /** The object as it is now, or was last. */
  readonly current: () => Observed<KubernetesObject>;
  readonly signal: AbortSignal;
}

/** Where a task of an object is. */
export interface TaskState {
  readonly type: TaskDefinition["type"];
  readonly name: string;
  /** `ended`: it is not to run as things are. */
  readonly state: "running" | "waiting" | "ended";
  /** Milliseconds until the next run. Only in `waiting`. */
  readonly milliseconds?: number;
}
