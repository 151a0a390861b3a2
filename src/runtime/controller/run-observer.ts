import type { KubernetesObject, ObjectKey, Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { EventSubject, InformerEvent } from "../cache/handler-set.ts";
import type { QueueState } from "../queue/queue-state.ts";
import type { TaskState } from "../timer/task.ts";
import type { RunResult } from "./run-result.ts";

/** Why a key was put into a controller's queue. */
export type QueueCause =
  | {
      readonly type: "event";
      /** Its objects are opened when they are looked at, which may cost a parse: what every event is asked for is in {@link subject}. */
      readonly event: InformerEvent;
      readonly subject: EventSubject;
      /** Kind of the event's object. */
      readonly resource: Resource;
    }
  /** An event of a raw source. */
  | { readonly type: "source" }
  /** The replica took the key over, with the shard it is in. */
  | { readonly type: "shard"; readonly shard: number };

/** A read or a write of a run. */
export interface RunCall {
  readonly verb: string;
  readonly resource: Resource;
  /** Of one object, or of its namespace for lists. */
  readonly key: Partial<ObjectKey>;
  readonly subresource?: string;
  /** Who answered: the cache, the server, or nobody, as the write would have changed nothing. */
  readonly answer: "cache" | "server" | "skipped";
  /** The object before and after a write, as far as they are known. */
  readonly before?: unknown;
  readonly after?: unknown;
  readonly error?: unknown;
}

/** What is noted of one run. */
export interface RunNotes {
  /** The run has got this id, and this object to reconcile. A run with two handlers is named twice. */
  named(id: string, object: Observed<KubernetesObject>): void;
  /** `read` is what a read found; it is not to be kept. */
  called(call: RunCall, read?: unknown): void;
  /** What it says of its dependents, when they are not all ready. */
  depends(text: string): void;
  /** Milliseconds until the next run, where one was asked for. */
  ended(result: RunResult | "aborted", more: { error?: unknown; after?: number | undefined }): void;
}

/** What an observer may see of a controller's queue. */
export interface ObservedQueue {
  stateOf(key: string): QueueState;
  /** Keys that wait for a worker. */
  readonly size?: number;
  /** Keys that are worked on. */
  readonly processing?: ReadonlyMap<string, unknown>;
}

/**
 * Is told what happens to each key of a controller: for explain data. Everything is called synchronously on the path of every event and run,
 * and may not throw.
 */
export interface RunObserver {
  /** The controller is there: how to look into its queue. */
  attached(queue: ObservedQueue): void;
  /** The controller has timers or daemons: how to look at those of a key. */
  hasTasks?(tasks: { states(key: string): readonly TaskState[] }): void;
  queued(key: string, cause: QueueCause): void;
  /** The event of a write of its own runs was passed over. */
  passedOver(key: string, cause: QueueCause): void;
  started(key: string): RunNotes;
}
