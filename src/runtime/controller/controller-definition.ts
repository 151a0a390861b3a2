import type { KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { DependentDefinition } from "../dependent/dependent.ts";
import type { RateLimit } from "../queue/rate-limiter.ts";
import type { EnqueueHandler, MapFunction } from "../source/map-event.ts";
import type { Predicate } from "../source/predicate.ts";
import type { WatchedSource } from "../source/raw-source.ts";
import type { TaskDefinition } from "../timer/task.ts";
import type { Reconcile, TaskHandler } from "./handler.ts";

/** A kind whose events lead to reconciles, and of what. */
export interface WatchedKind {
  readonly resource: Resource;
  readonly handler: MapFunction | EnqueueHandler;
  readonly predicate: Predicate | undefined;
  readonly priority: number | undefined;
  /** One of the operator's clusters; undefined: those of the controller's own kind. */
  readonly cluster: string | undefined;
}

/** A timer or a daemon, and what it does. */
export type ControllerTask = TaskDefinition & { readonly handler: TaskHandler<KubernetesObject> };

/** What a controller is made of. */
export interface ControllerDefinition {
  readonly name: string;
  readonly resource: Resource;
  readonly predicate: Predicate | undefined;
  /** Asked at every event of a kind, after the predicate of its watch. */
  readonly eventFilter: Predicate | undefined;
  /** Of events of the kind itself. */
  readonly priority: number | undefined;
  /** Where the objects are that it reconciles; empty: in the operator's own cluster. */
  readonly clusters: readonly string[];
  readonly watched: readonly WatchedKind[];
  readonly sources: readonly WatchedSource[];
  readonly owned: readonly Resource[];
  readonly reconcile: Reconcile<KubernetesObject> | undefined;
  readonly finalize: Reconcile<KubernetesObject> | undefined;
  /** Instead of a finalizer named after the group and the controller. */
  readonly finalizer: string | undefined;
  readonly dependents: readonly DependentDefinition[];
  /** Type of the condition that says how far they are. */
  readonly dependentsCondition: string | false;
  readonly tasks: readonly ControllerTask[];
  readonly workers: number | undefined;
  /** Milliseconds or a duration. */
  readonly timeout: string | number | undefined;
  readonly rateLimiter: RateLimit;
  readonly needLeaderElection: boolean;
  readonly warmup: boolean;
  readonly recoverPanic: boolean;
  /** Whether events of its runs' own writes are passed over. */
  readonly ignoreOwnWrites: boolean;
  /** Milliseconds. */
  readonly cacheSyncTimeout: number;
}
