import type { Clock } from "../../base/clock.ts";
import { toMilliseconds } from "../../base/duration.ts";
import { messageOf } from "../../base/errors.ts";
import { childController } from "../../base/lifetime.ts";
import type { LogFields, Logger } from "../../base/logger.ts";
import { keyOf, type KubernetesObject, type Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Cache } from "../cache/cache.ts";
import type { Client } from "../client/client.ts";
import { isNotFound } from "../client/errors.ts";
import { consistentClient } from "../consistency/consistent-client.ts";
import type { ObservedCall } from "../consistency/observed-call.ts";
import type { Consistency } from "../consistency/consistency.ts";
import type { OwnEvents } from "../consistency/own-events.ts";
import type { ReconcileRequest } from "../source/reconcile-request.ts";
import type { ControllerDefinition } from "./controller-definition.ts";
import { daemonsFinalizerName, dependentsFinalizerName, finalizerName } from "./finalizer-names.ts";
import { findCluster } from "./find-cluster.ts";
import type { EventSink, HandlerContext, Reconcile } from "./handler.ts";
import { handlerClient } from "./handler-client.ts";
import { requeueOf, type Requeue } from "./requeue.ts";
import type { RunContext } from "./run-context.ts";
import { endDependents, seeingDependents, withDependents, type DependentParts } from "./run-dependents.ts";
import { RunObject } from "./run-object.ts";
import type { RunNotes } from "./run-observer.ts";
import { collectStatus } from "./status-writer.ts";

/** A cluster as a run sees it. */
export interface ClusterAccess {
  /** Talks to the server. */
  readonly client: Client;
  readonly cache: Cache;
  /** What the process writes there; default: this controller's alone. */
  readonly consistency?: Consistency;
  readonly events: (object: Observed<KubernetesObject>) => EventSink;
}

/** A cluster, whose reads are not older than the process's writes. */
export interface ConsistentAccess extends ClusterAccess {
  readonly consistency: Consistency;
  /** Tells the events of the controller's own writes there; undefined: they count as any other. */
  readonly ownEvents?: OwnEvents | undefined;
}

/** What a run works with; its cluster is the one that the object is in. */
export interface ReconcilerOptions extends ConsistentAccess {
  readonly definition: ControllerDefinition;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly context: RunContext;
  readonly dependents?: DependentParts | undefined;
  /** The operator's clusters by name, `""` being its own. */
  readonly clusters: ReadonlyMap<string, ConsistentAccess>;
}

const noDependents = { ready: true, observed: {}, states: [] };

/** What a run is given. */
interface RunOptions extends ReconcilerOptions {
  readonly signal: AbortSignal;
  /** Of the queue. */
  readonly key: string;
  /** What its log lines say of it. */
  readonly fields: LogFields;
  readonly notes?: RunNotes | undefined;
  /** Whether daemons of the object have not ended yet; it is called again when they have. */
  readonly hasDaemons?: () => boolean;
  /** Called when a write is left out. */
  readonly onSkip?: (write: { verb: string; kind: string }) => void;
  /** Called when the run takes longer than the controller allows. */
  readonly onTimeout: () => void;
}

/** One run of an object that is there. */
interface ObjectRun extends RunOptions {
  readonly request: ReconcileRequest;
  /** The object as the run has changed it. */
  readonly own: RunObject;
  /** The object's cluster, with calls noted as those of the run. */
  readonly observed: Client;
}

/**
 * Reconciles one object: gets it, keeps the finalizer, calls the handler, writes the status. Returns when to run again.
 * An object that is gone needs nothing.
 *
 * @throws what the handler throws, after its status was written
 */
export async function reconcileKey(
  request: ReconcileRequest,
  options: RunOptions,
): Promise<Requeue | undefined> {
  const { definition, dependents, signal } = options;
  const { reconcile, finalize } = definition;
  const noted: { own: RunObject | undefined } = { own: undefined };
  const observed = clientFor(options, options, noted);
  const object = await observed.get(definition.resource, request, { signal }).catch(ignoreGone);
  if (!object) return undefined;
  const own = (noted.own = new RunObject(definition.resource, object));
  const run = { ...options, request, own, observed };
  if (object.metadata.deletionTimestamp) {
    if (!finalize) tellOfFinalizers(object, options);
    return endObject(object, run);
  }
  const finalizers = object.metadata.finalizers ?? [];
  const wanted = [
    ...(definition.tasks.some((task) => task.type === "daemon" && task.finalizer !== undefined)
      ? [daemonsFinalizerName(definition)]
      : []),
    ...(finalize ? [finalizerName(definition)] : []),
    ...(dependents?.workflow.needsFinalizer ? [dependentsFinalizerName(definition)] : []),
  ];
  const missing = wanted.filter((name) => !finalizers.includes(name));
  const current = missing.length > 0 ? await setFinalizers(object, [...finalizers, ...missing], run) : object;
  const handler = dependents ? withDependents({ ...dependents, notes: options.notes }, reconcile) : reconcile;
  return handler && (await runHandler(handler, current, run)).again;
}

/** `.reconcile` is not called any more: code that came from elsewhere may wait for it, with a finalizer that nobody takes away. */
function tellOfFinalizers({ metadata }: Observed<KubernetesObject>, options: RunOptions): void {
  const { definition, logger, fields } = options;
  const own = [dependentsFinalizerName(definition), daemonsFinalizerName(definition)];
  const known = ["foregroundDeletion", "orphan", ...own];
  const finalizers = metadata.finalizers?.filter((name) => !known.includes(name)) ?? [];
  if (finalizers.length === 0) return;
  logger.info("it is being deleted and has finalizers of others; .finalize is for one's own", {
    ...fields,
    finalizers,
  });
}

/**
 * Ends an object that is being deleted: first its daemons, then the handler, then the dependents. Each has a finalizer of its own, so that the handler is not
 * called again while the dependents go.
 */
async function endObject(object: Observed<KubernetesObject>, run: ObjectRun): Promise<Requeue | undefined> {
  const { definition, dependents } = run;
  const { finalize } = definition;
  const [finalizer, ofDependents] = [finalizerName(definition), dependentsFinalizerName(definition)];
  const { finalizers = [] } = object.metadata;
  let current = object;
  const ofDaemons = daemonsFinalizerName(definition);
  if (finalizers.includes(ofDaemons)) {
    if (run.hasDaemons?.()) return undefined;
    const released = await release(current, ofDaemons, run);
    if (!released) return undefined;
    current = released;
  }
  if (finalize && finalizers.includes(finalizer)) {
    const handler = dependents ? seeingDependents(dependents, finalize) : finalize;
    const { again } = await runHandler(handler, current, run);
    if (again) return again;
    const released = await release(current, finalizer, run);
    if (!released) return undefined;
    current = released;
  }
  if (!finalizers.includes(ofDependents)) return undefined;
  // also when no dependent needs it any more: nobody else takes it away
  if (dependents) {
    const handler = endDependents({ ...dependents, notes: run.notes });
    const { again } = await runHandler(handler, current, run);
    if (again) return again;
  }
  await release(current, ofDependents, run);
  return undefined;
}

/** Takes a finalizer away; undefined when there is no object any more. */
async function release(
  object: Observed<KubernetesObject>,
  finalizer: string,
  run: ObjectRun,
): Promise<Observed<KubernetesObject> | undefined> {
  const left = run.own.newest.finalizers.filter((name) => name !== finalizer);
  return setFinalizers(object, left, run).catch(ignoreGone);
}

/** Changes the finalizers of just the version that the run knows or made: a conflict means that somebody else changed them too. */
async function setFinalizers(
  object: Observed<KubernetesObject>,
  finalizers: readonly string[],
  run: ObjectRun,
): Promise<Observed<KubernetesObject>> {
  const { definition, signal, own, observed } = run;
  const { uid } = object.metadata;
  const { resourceVersion } = own.newest;
  const merge = { metadata: { finalizers, uid, resourceVersion } };
  return observed.patch(definition.resource, keyOf(object), { merge }, { signal });
}

/** Calls the handler and writes its status, also when it failed. */
async function runHandler(
  handler: Reconcile<KubernetesObject>,
  object: Observed<KubernetesObject>,
  options: ObjectRun,
): Promise<{ again: Requeue | undefined }> {
  const { definition, clock, logger, fields, request } = options;
  options.notes?.named(String(fields.reconcileID), object);
  const status = collectStatus<KubernetesObject>(object, { now: () => clock.now() });
  const writeStatus = () => patchStatus(object, status.patch(options.own.newest), options);
  let again: Requeue | undefined;
  try {
    again = await withTimeLimit(options, async (signal) => {
      const access = (client: Client, owned: readonly Resource[]) =>
        handlerClient({ client, owned, object, signal });
      let [log, events]: [Logger | undefined, EventSink | undefined] = [undefined, undefined];
      const input: HandlerContext<KubernetesObject> = {
        object,
        client: access(options.observed, definition.owned),
        cluster: (name) =>
          access(clientFor(findCluster(name, options.clusters), options, { own: options.own }), []),
        status,
        // few handlers need all of it
        get events() {
          return (events ??= options.events(object));
        },
        get log() {
          return (log ??= logger.with(fields));
        },
        signal,
        request,
        dependents: noDependents,
      };
      return requeueOf(await handler(input));
    });
  } catch (error) {
    status.failed(error);
    // what the handler threw decides on what comes next, and must not be hidden by a second failure
    await writeStatus().catch((second: unknown) => {
      if (!options.signal.aborted)
        logger.warn("cannot write the status of a run that failed", { ...fields, error: messageOf(second) });
    });
    throw error;
  }
  await writeStatus();
  return { again };
}

/** Ends the signal of a run that takes longer than the controller allows; the run itself counts as failed when it is over. */
async function withTimeLimit<R>(options: RunOptions, body: (signal: AbortSignal) => Promise<R>): Promise<R> {
  const { definition, clock } = options;
  if (definition.timeout === undefined) return throwIfAborted(await body(options.signal), options.signal);
  const { controller, unlink } = childController(options.signal);
  const limit = toMilliseconds(definition.timeout);
  const timer = clock.setTimer(limit, () => {
    options.onTimeout();
    controller.abort(new Error(`reconcile took longer than ${limit} ms`));
  });
  try {
    return throwIfAborted(await body(controller.signal), controller.signal);
  } finally {
    timer.cancel();
    unlink();
  }
}

function throwIfAborted<R>(result: R, signal: AbortSignal): R {
  signal.throwIfAborted();
  return result;
}

/** Writes the status, where there is something to write, and something to write to. */
async function patchStatus(
  object: Observed<KubernetesObject>,
  merge: object | undefined,
  run: ObjectRun,
): Promise<void> {
  const { definition, signal, observed } = run;
  if (!merge || signal.aborted) return;
  await observed.patchStatus(definition.resource, keyOf(object), { merge }, { signal }).catch(ignoreGone);
}

/** The client of a cluster, whose calls are noted as those of the run, and of its object once that is known. */
function clientFor(
  { client, consistency, ownEvents }: ConsistentAccess,
  run: RunOptions,
  noted: { readonly own: RunObject | undefined },
): Client {
  const observe = (call: ObservedCall, read?: unknown) => {
    run.notes?.called(call, read);
    if (consistency === run.consistency) noted.own?.note(call);
    if (call.answer === "skipped") run.onSkip?.({ verb: call.verb, kind: call.resource.kind });
  };
  return consistentClient({ client, consistency, observe, writes: ownEvents?.writesOf(run.key) });
}

/** The object went while it was worked on: there is nothing left to write to. A path that does not exist names no object. */
function ignoreGone(error: unknown): undefined {
  if (!isNotFound(error) || !error.status.details?.name) throw error;
  return undefined;
}
