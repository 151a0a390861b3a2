import type { QueueObserver } from "../queue/work-queue.ts";
import type { TaskDefinition, TaskResult } from "../timer/task.ts";
import type { RunResult } from "./run-result.ts";

/** What a controller tells metrics about. */
export interface ControllerObserver {
  readonly queue?: QueueObserver;
  ran?(result: RunResult, milliseconds: number): void;
  /** A run of a timer or a daemon is over, or it cannot be told when it is to run. */
  taskRan?(task: Pick<TaskDefinition, "type" | "name">, result: TaskResult): void;
  active?(workers: number): void;
  /** A run took longer than the controller allows. */
  timedOut?(): void;
  /** A map function failed. */
  mapFailed?(event: { kind: string }): void;
  /** A handler threw a TypeError or the like. */
  panicked?(): void;
  /** The event of an own write led to no run. */
  passedOver?(event: { kind: string }): void;
  /** A write was left out, as it would have changed nothing. */
  skipped?(write: { verb: string; kind: string }): void;
}
