import type { Logger } from "../../base/logger.ts";
import type { DeepReadonly, KubernetesObject, Observed } from "../../kube/object.ts";
import type { Client } from "../client/client.ts";
import type { DependentTypes, NoDependents } from "../dependent/dependent.ts";
import type { Dependents } from "../dependent/dependent-state.ts";
import type { ReconcileRequest } from "../source/reconcile-request.ts";
import type { StatusWriter } from "./status-writer.ts";

/** Everything that a handler gets. */
export interface HandlerContext<T extends KubernetesObject, D extends DependentTypes = NoDependents> {
  /** The object as the cache has it: read-only, with everything that the server sets. */
  readonly object: Observed<T>;
  /**
   * Reads of kinds that the operator watches come from the cache as far as it holds them; everything else goes to the server. A key or an object of a namespaced kind
   * that names no namespace is in that of the reconciled object; where that has none, as it is cluster-scoped, the call fails with a TypeError.
   * What is applied or created of a kind that the controller owns, in the object's namespace (anywhere, for a cluster-scoped object), gets the
   * object as its controller, unless it names owners itself; `apply` fails with an AlreadyOwnedError where another has it. All calls end with {@link signal}.
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
  /** The object's key, and the name of its cluster where that is not the operator's own. */
  readonly request: ReconcileRequest;
  /**
   * The client of another of the operator's `clusters`; `""` is its own. As {@link client}, but it sets no owners: they cannot be in another cluster.
   *
   * @throws TypeError when there is no such cluster
   */
  readonly cluster: (name: string) => Client;
  /** How far the dependents of the object are. */
  readonly dependents: Dependents<D>;
}

/** Records events about the object of a run. */
export interface EventSink {
  /** `reason` is a word in CamelCase for machines, `note` a sentence for people, at most 1,024 bytes of it. */
  normal(reason: string, note: string, more?: EventOptions): void;
  warning(reason: string, note: string, more?: EventOptions): void;
  /** Records events about another object, such as a child. It has to have been read from the server. */
  on(object: DeepReadonly<KubernetesObject>): EventSink;
}

/** What else an event says. */
export interface EventOptions {
  /** What was done or tried, as a word in CamelCase; default the reason. */
  readonly action?: string;
  /** Another object that it is about, such as what was made. */
  readonly related?: DeepReadonly<KubernetesObject>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What a handler returns: nothing, or when to run again though nothing changed. */
export type HandlerResult =
  | undefined
  | void
  | {
      /**
       * A duration such as `"30s"`, or milliseconds; without it the run is done. So it is with 0, as with controller-runtime's
       * `Result{RequeueAfter: 0}`; a run that returns a negative number, NaN or a text that is no duration has failed.
       */
      readonly requeueAfter?: string | number | undefined;
      /** An integer: higher goes first; default the priority that this run had. */
      readonly priority?: number | undefined;
    };

/** Brings the world into the state that the object asks for. A thrown error is retried with back-off. */
export type Reconcile<T extends KubernetesObject, D extends DependentTypes = NoDependents> = (
  context: HandlerContext<T, D>,
) => Promise<HandlerResult> | HandlerResult;

/** Everything that a timer or a daemon gets. */
export interface TaskContext<T extends KubernetesObject> extends Pick<
  HandlerContext<T>,
  "object" | "client" | "events" | "request" | "cluster"
> {
  /** The object as it is now, where {@link object} is as it was when this run began; as it was last, when it is gone. */
  readonly current: () => Observed<T>;
  /** Lines carry controller, object, the timer's or daemon's name and the run's id. */
  readonly log: Logger;
  /** Aborts when the run is to end: the object is being deleted, a daemon is restarted, leadership or shard is lost, the operator stops. */
  readonly signal: AbortSignal;
}

/** What a timer or a daemon does; a thrown error is retried with back-off. What it returns is not looked at. */
export type TaskHandler<T extends KubernetesObject> = (context: TaskContext<T>) => unknown;
