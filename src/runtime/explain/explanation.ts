import type { Time } from "../../kube/scalar.ts";

/** What a controller has to do with one object, and why: what `explain` answers, as JSON. New fields may come; `version` changes when one means something else. */
export interface Explanation {
  readonly version: 1;
  /** When this was said. */
  readonly time: Time;
  readonly controller: string;
  readonly object: ExplainedObject;
  readonly queue: ExplainedQueue;
  /** What has to happen before the next run, in sentences; empty when nothing is to be done or it runs. */
  readonly waitsFor: readonly string[];
  /** Why the next run is to come; empty when none is. */
  readonly causes: readonly ExplainedCause[];
  /** The last events of own writes that led to no run, oldest first; see `ignoreOwnWrites`. */
  readonly ignored: readonly ExplainedCause[];
  /** The last runs, newest first. */
  readonly runs: readonly ExplainedRun[];
  /** Its timers and daemons; left out where the controller has none, or none that run for this object. */
  readonly tasks?: readonly ExplainedTask[];
  /** Its writes that went round in circles within the last hour; left out where there are none. */
  readonly writeLoops?: readonly ExplainedWriteLoop[];
}

/** A timer or a daemon of the object. */
export interface ExplainedTask {
  readonly type: "timer" | "daemon";
  readonly name: string;
  /** `ended`: it is not to run as things are. */
  readonly state: "running" | "waiting" | "ended";
  /** When it runs next. Only in `waiting`. */
  readonly until?: Time;
}

/** Writes that go round in circles. */
export interface ExplainedWriteLoop {
  /** `alternating`: two writers undo each other's writes. `changing`: another value in every run, and each write causes the next. */
  readonly type: "alternating" | "changing";
  /** When it was last seen. */
  readonly time: Time;
  /** What is written. */
  readonly object: ExplainedObject;
  /** Path of the field. */
  readonly field: string;
  /** In a sentence, which says who writes. */
  readonly message: string;
}

/** Which object is spoken of. */
export interface ExplainedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** Name of the operator's cluster, where it is not its own. */
  readonly cluster?: string;
}

/** Where the object is in the controller's queue. */
export interface ExplainedQueue {
  readonly state: "idle" | "ready" | "delayed" | "running";
  /** Others that go first. */
  readonly ahead?: number;
  readonly priority?: number;
  /** Since when it is ready or running. */
  readonly since?: Time;
  /** When its delay is over. */
  readonly until?: Time;
  /** It is running, and is to run again. */
  readonly again?: boolean;
  /** Failures in a row. */
  readonly retries: number;
}

/** Why a run came, or is to come. */
export interface ExplainedCause {
  readonly type: "event" | "source" | "retry" | "requeueAfter" | "shard";
  readonly time: Time;
  /** In a sentence. */
  readonly message: string;
  /** Of an event: the object that changed. */
  readonly object?: ExplainedObject;
  readonly event?: "create" | "update" | "delete";
  /** Its resourceVersion before and after. */
  readonly from?: string;
  readonly to?: string;
  /** Paths of fields that changed, where both states are still known. */
  readonly changed?: readonly string[];
}

/** One run. */
export interface ExplainedRun {
  /** `reconcileID` of its log lines. */
  readonly id: string;
  readonly time: Time;
  /** Undefined while it runs. */
  readonly milliseconds?: number;
  readonly result?: "success" | "error" | "requeue_after" | "terminal_error" | "aborted";
  readonly error?: string;
  /** What it said of its dependents, when they were not all ready. */
  readonly dependents?: string;
  readonly causes: readonly ExplainedCause[];
  /** Its first reads and writes, in order. */
  readonly calls: readonly ExplainedCall[];
  /** Reads and writes beyond those. */
  readonly moreCalls: number;
}

/** A read or a write. */
export interface ExplainedCall {
  readonly verb: string;
  readonly object: Omit<ExplainedObject, "name"> & { readonly name?: string };
  readonly subresource?: string;
  /** `skipped`: a write that would have changed nothing, and was not sent. */
  readonly answer: "cache" | "server" | "skipped";
  /** Paths of fields that a write changed. */
  readonly changed?: readonly string[];
  readonly error?: string;
}
