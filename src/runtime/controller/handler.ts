import type { Logger } from "../../base/logger.ts";
import type { DeepReadonly, KubernetesObject, ObjectKey } from "../../kube/object.ts";
import type { Client } from "../client/client.ts";
import type { StatusWriter } from "./status-writer.ts";

/** Everything that a handler gets. */
export interface HandlerContext<T extends KubernetesObject> {
  /** The object, from the cache: read-only. */
  readonly object: DeepReadonly<T>;
  /**
   * Reads of kinds that this controller watches come from the cache; everything else goes to the server. What is applied or created of a kind
   * that it owns, in the object's namespace, gets the object as its controller, unless it names owners itself. All calls end with {@link signal}.
   */
  readonly client: Client;
  /** Collects status; written once, at the end of the run, if something changed. */
  readonly status: StatusWriter<T>;
  /** Records an event on the object (`kubectl describe` shows it); never fails a run. */
  readonly events: EventSink;
  /** Lines carry controller, object and the run's id. */
  readonly log: Logger;
  /** Aborts when the run is to end: shut-down, lost leadership, timeout. */
  readonly signal: AbortSignal;
  readonly request: ObjectKey;
}

/** Records events about the object of a run. */
export interface EventSink {
  /** `reason` is a word in CamelCase for machines, `note` a sentence for people. */
  normal(reason: string, note: string): void;
  warning(reason: string, note: string): void;
}

/** What a handler returns: nothing, or when to run again though nothing changed. Durations as `"30s"`, or milliseconds. */
export type HandlerResult = undefined | void | { readonly requeueAfter: string | number };

/** Brings the world into the state that the object asks for. A thrown error is retried with back-off. */
export type Reconcile<T extends KubernetesObject> = (
  context: HandlerContext<T>,
) => Promise<HandlerResult> | HandlerResult;
