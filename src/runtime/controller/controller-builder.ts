import { toMilliseconds } from "../../base/duration.ts";
import type { KubernetesObject, Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type {
  DependentListOptions,
  DependentOptions,
  DependentTypes,
  ExternalOptions,
  NoDependents,
} from "../dependent/dependent.ts";
import { mapToOwner, type EnqueueHandler, type Enqueued, type MapFunction } from "../source/map-event.ts";
import type { Predicate } from "../source/predicate.ts";
import type { RawSource, WatchedSource } from "../source/raw-source.ts";
import type { DaemonOptions, TimerOptions } from "../timer/task.ts";
import {
  checkDependent,
  checkExternal,
  checkFunction,
  checkHandle,
  checkOwns,
  checkRawSource,
  checkWatches,
} from "./check-arguments.ts";
import type { ControllerDefinition, WatchedKind } from "./controller-definition.ts";
import { checkControllerOptions, checkPriority, type ControllerOptions } from "./controller-options.ts";
import type { Reconcile, TaskHandler } from "./handler.ts";
import type { ConditionTypeOf } from "./status-writer.ts";
import { withDependent } from "./with-dependent.ts";
import { withDaemon, withTimer } from "./with-task.ts";

/** Options of a watch. */
export interface WatchesOptions {
  /** Which events lead to a reconcile; default all. */
  readonly predicate?: Predicate | undefined;
  /** Of its events: higher goes first; default 0. What was there at the start comes at -100, after everything else. */
  readonly priority?: number | undefined;
  /** Name of one of the operator's `clusters`, whose objects are watched instead of those beside the controller's own. */
  readonly cluster?: string | undefined;
}

/** Builds a controller; each method returns a new one. `D` are its dependents by name. */
export interface Controller<T extends KubernetesObject, D extends DependentTypes = NoDependents> {
  readonly definition: ControllerDefinition;
  /**
   * Events of objects whose controller is an object of this kind; with `matchEveryOwner` of which it is any owner. Without that, what is applied or
   * created of the kind gets the object as its controller.
   */
  owns(
    resource: Resource,
    options?: WatchesOptions & { readonly matchEveryOwner?: boolean | undefined },
  ): Controller<T, D>;
  /**
   * Events of another kind; `map` says which objects to reconcile, and is asked of the old and of the new object. `{ handle(event, queue) {} }` gets
   * each event once, and puts into the queue what it wants.
   */
  watches<W extends KubernetesObject>(
    resource: Resource<W>,
    map: MapFunction<W> | EnqueueHandler<W>,
    options?: WatchesOptions,
  ): Controller<T, D>;
  /**
   * Events that are no changes of objects in a cluster: a {@link channel}, an async generator function, or anything that can be iterated.
   *
   * @example
   * .watchesRawSource(async function* ({ signal }) {
   *   for await (const message of subscribe("builds", { signal })) yield message;
   * }, (message) => [{ namespace: "default", name: message.app }])
   */
  watchesRawSource<E>(
    source: RawSource<E>,
    map: (event: E) => readonly Enqueued[] | Promise<readonly Enqueued[]>,
    options?: Pick<WatchesOptions, "priority">,
  ): Controller<T, D>;
  reconcile(handler: Reconcile<T, D>): Controller<T, D>;
  /**
   * Runs when the object is being deleted, before it goes. The controller puts a finalizer on every object before it is first reconciled, and
   * takes it away when this handler has returned without `requeueAfter`.
   */
  finalize(handler: Reconcile<T, D>): Controller<T, D>;
  /**
   * A child as data: applied before `reconcile` runs, owned by the object, watched, healed; removed with it, or when it is no longer declared. It is not
   * applied before those in `dependsOn` are ready, and goes before them. Errors of one dependent do not keep others from being applied.
   */
  dependent<Name extends string, K extends KubernetesObject, Deps extends keyof D & string = never>(
    name: Name,
    resource: Resource<K>,
    options: DependentOptions<T, K, Pick<D, Deps>, Deps>,
  ): Controller<T, D & { readonly [N in Name]: Observed<K> }>;
  /** Any number of children of one kind, by their names; those no longer desired are deleted. Ready when all are. */
  dependents<Name extends string, K extends KubernetesObject, Deps extends keyof D & string = never>(
    name: Name,
    resource: Resource<K>,
    options: DependentListOptions<T, K, Pick<D, Deps>, Deps>,
  ): Controller<T, D & { readonly [N in Name]: ReadonlyMap<string, Observed<K>> }>;
  /** Something outside of Kubernetes, with functions to read, create, update and delete it. */
  external<Name extends string, State, Deps extends keyof D & string = never>(
    name: Name,
    options: ExternalOptions<T, State, Pick<D, Deps>, Deps>,
  ): Controller<T, D & { readonly [N in Name]: State }>;
  /**
   * Something to do for each object again and again, from its appearance on until it is being deleted.
   *
   * @throws UserError CONTROLLER_OPTION_INVALID
   * @example
   * .timer("backup", { every: "1h", initialDelay: "5m" }, ({ object, client, signal }) => backUp(object, { client, signal }))
   */
  timer(name: string, options: TimerOptions<T>, handler: TaskHandler<T>): Controller<T, D>;
  /**
   * Something that goes on for as long as an object is there: begun when it appears, told to end by its signal, begun anew when it throws, not when it
   * returns.
   *
   * @throws UserError CONTROLLER_OPTION_INVALID
   * @example
   * .daemon("tunnel", ({ object, signal }) => keepTunnel(object.spec.host, signal), { restartOn: ({ spec }) => spec.host })
   */
  daemon(name: string, handler: TaskHandler<T>, options?: DaemonOptions<T>): Controller<T, D>;
}

/**
 * A controller of one kind.
 *
 * @throws UserError CONTROLLER_OPTION_INVALID for an option that is not there, or has a value that means nothing
 * @example
 * export const memcached = controller(Memcached)
 *   .owns(Deployment)
 *   .reconcile(async ({ object, client, status }) => {
 *     const deployment = await client.apply(Deployment, desiredDeployment(object));
 *     status.condition("Ready", deployment.status?.readyReplicas === object.spec.size, "Deployed");
 *   });
 */
export function controller<T extends KubernetesObject>(
  resource: Resource<T>,
  options: NoInfer<ControllerOptions<ConditionTypeOf<T>>> = {},
): Controller<T> {
  checkHandle(resource, "controller");
  checkControllerOptions(options);
  return build<T, NoDependents>({
    name: options.name ?? resource.kind.toLowerCase(),
    resource,
    predicate: options.predicate,
    eventFilter: options.eventFilter,
    priority: options.priority,
    clusters: options.clusters ?? [],
    watched: [],
    sources: [],
    owned: [],
    reconcile: undefined,
    finalize: undefined,
    dependents: [],
    tasks: [],
    dependentsCondition: options.dependentsCondition ?? "DependentsReady",
    workers: options.workers,
    timeout: options.timeout,
    finalizer: options.finalizer,
    rateLimiter: options.rateLimiter ?? {},
    needLeaderElection: options.needLeaderElection ?? true,
    warmup: options.warmup ?? false,
    recoverPanic: options.recoverPanic ?? true,
    ignoreOwnWrites: options.ignoreOwnWrites ?? false,
    cacheSyncTimeout: toMilliseconds(options.cacheSyncTimeout ?? "2m"),
  });
}

function build<T extends KubernetesObject, D extends DependentTypes>(
  definition: ControllerDefinition,
): Controller<T, D> {
  const watching = (
    watch: Pick<WatchedKind, "resource" | "handler">,
    { predicate, priority, cluster }: WatchesOptions,
  ): ControllerDefinition => {
    const watched = { ...watch, predicate, priority: checkPriority(priority), cluster };
    return { ...definition, watched: [...definition.watched, watched] };
  };
  return {
    definition,
    owns(resource, given = {}) {
      checkOwns(resource, given);
      const { matchEveryOwner = false, ...options } = given;
      const handler = mapToOwner(definition.resource, { every: matchEveryOwner });
      const next = watching({ resource, handler }, options);
      // with many owners none of them is the controller, and each knows only of itself
      return build(matchEveryOwner ? next : { ...next, owned: [...definition.owned, resource] });
    },
    watches(resource, map, options = {}) {
      checkWatches(resource, map, options);
      return build(watching({ resource, handler: map as MapFunction | EnqueueHandler }, options));
    },
    watchesRawSource(source, map, options = {}) {
      checkRawSource(source, map, options);
      const { priority } = options;
      const watched = { source, map: map as WatchedSource["map"], priority: checkPriority(priority) };
      return build({ ...definition, sources: [...definition.sources, watched] });
    },
    reconcile(handler) {
      checkFunction(handler, "reconcile");
      return build({ ...definition, reconcile: handler as unknown as Reconcile<KubernetesObject> });
    },
    finalize(handler) {
      checkFunction(handler, "finalize");
      return build({ ...definition, finalize: handler as unknown as Reconcile<KubernetesObject> });
    },
    dependent(name, resource, options) {
      checkDependent(name, resource, options);
      return build(withDependent(definition, { name, resource, many: false, options }));
    },
    dependents(name, resource, options) {
      checkDependent(name, resource, options);
      return build(withDependent(definition, { name, resource, many: true, options }));
    },
    external(name, options) {
      checkExternal(name, options);
      return build(withDependent(definition, { name, resource: undefined, many: false, options }));
    },
    timer: (name, options, handler) => build(withTimer(definition, { name, options, handler })),
    daemon: (name, handler, options = {}) => build(withDaemon(definition, { name, options, handler })),
  };
}
