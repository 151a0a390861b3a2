import type { Clock } from "../../base/clock.ts";
import type { QueueCause, RunCall, RunNotes } from "../controller/run-observer.ts";
import type { RunResult } from "../controller/run-result.ts";
import { changedPaths } from "./changed-paths.ts";

/** A cause as it is kept, with a shape that never changes: one is made at every event. Times are of the monotonic clock. */
export class NotedCause {
  readonly type: QueueCause["type"] | "retry" | "requeueAfter";
  readonly at: number;
  /** Goes when newer ones need its place: an event holds on to its objects. */
  cause: QueueCause | undefined;
  /** What is left of an event then. */
  readonly resource: (QueueCause & { type: "event" })["resource"] | undefined;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly event: "create" | "update" | "delete" | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly initial: boolean;

  constructor(type: NotedCause["type"], at: number, cause?: QueueCause) {
    const known = cause?.type === "event" ? cause : undefined;
    const event = known?.event;
    // the object itself is not looked at: one that is kept as bytes would be parsed for it
    const metadata = known?.subject.metadata;
    this.type = type;
    this.at = at;
    this.cause = cause;
    this.resource = known?.resource;
    this.namespace = metadata?.namespace;
    this.name = metadata?.name ?? "";
    this.event = event?.type;
    this.from = known?.subject.previous?.resourceVersion;
    this.to = metadata?.resourceVersion;
    this.initial = event?.type === "create" && event.initial;
  }
}

/** A call as it is kept. */
export interface NotedCall {
  readonly call: Omit<RunCall, "before" | "after">;
  readonly changed: readonly string[] | undefined;
}

/** What is kept of one key. */
export interface KeyLog {
  causes: NotedCause[];
  /** Events of own writes that led to no run. */
  readonly ignored: NotedCause[];
  /** Oldest first. */
  readonly runs: NotedRun[];
}

/** A run as it is kept, and noted. */
export class NotedRun implements RunNotes {
  id = "";
  readonly at: number;
  milliseconds: number | undefined = undefined;
  result: RunResult | "aborted" | undefined = undefined;
  error: unknown = undefined;
  dependents: string | undefined = undefined;
  readonly causes: readonly NotedCause[];
  calls: NotedCall[] | undefined = undefined;
  moreCalls = 0;
  readonly #log: KeyLog;
  readonly #limits: { readonly clock: Clock; readonly calls: number };

  constructor(log: KeyLog, limits: { readonly clock: Clock; readonly calls: number }) {
    this.at = limits.clock.monotonic();
    this.causes = log.causes;
    this.#log = log;
    this.#limits = limits;
  }

  named(id: string): void {
    this.id = id;
  }

  depends(text: string): void {
    this.dependents = text;
  }

  called(call: RunCall): void {
    const calls = (this.calls ??= []);
    if (calls.length >= this.#limits.calls) this.moreCalls++;
    // most are reads, which hold on to no object
    else if (call.before === undefined && call.after === undefined) calls.push({ call, changed: undefined });
    else calls.push(writeCall(call));
  }

  ended(result: RunResult | "aborted", { error }: { error?: unknown }): void {
    const now = this.#limits.clock.monotonic();
    this.milliseconds = now - this.at;
    this.result = result;
    this.error = error;
    if (result === "error") this.#log.causes.push(new NotedCause("retry", now));
    else if (result === "requeue_after") this.#log.causes.push(new NotedCause("requeueAfter", now));
  }
}

/** A write without its objects, and what it changed. */
function writeCall({ verb, resource, key, subresource, answer, error, before, after }: RunCall): NotedCall {
  const wrote = answer === "server" && verb !== "get" && before !== undefined && after !== undefined;
  return {
    call: { verb, resource, key, answer, error, ...(subresource === undefined ? {} : { subresource }) },
    changed: wrote ? changedPaths(before, after) : undefined,
  };
}
