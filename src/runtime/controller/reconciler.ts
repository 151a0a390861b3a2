import { randomUUID } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import { toMilliseconds } from "../../base/duration.ts";
import { messageOf } from "../../base/errors.ts";
import { childController } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";
import { keyOf, keyText, type KubernetesObject, type ObjectKey, type Observed } from "../../kube/object.ts";
import type { Cache } from "../cache/cache.ts";
import type { Client } from "../client/client.ts";
import { isNotFound } from "../client/errors.ts";
import type { ControllerDefinition } from "./controller-builder.ts";
import type { EventSink, HandlerContext, HandlerResult, Reconcile } from "./handler.ts";
import { handlerClient } from "./handler-client.ts";
import type { OwnWrites } from "./own-writes.ts";
import type { RunContext } from "./run-context.ts";
import type { RunNotes } from "./run-observer.ts";
import { collectStatus } from "./status-writer.ts";

/** What a run works with. */
export interface ReconcilerOptions {
  readonly definition: ControllerDefinition;
  readonly client: Client;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly context: RunContext;
  readonly events: (object: Observed<KubernetesObject>) => EventSink;
  readonly ownWrites: OwnWrites;
}

/** What a single run is given beside. */
interface RunOptions extends ReconcilerOptions {
  readonly signal: AbortSignal;
  readonly notes?: RunNotes | undefined;
}

/** Name of the finalizer that a controller puts on the objects of its kind. The core group has no name that could qualify it. */
export function finalizerName({ resource, name }: ControllerDefinition): string {
  return `${resource.group || "kubewright"}/${name}-finalizer`;
}

/**
 * Reconciles one object: gets it, keeps the finalizer, calls the handler, writes the status. Returns when to run again, in milliseconds.
 * An object that is gone needs nothing.
 *
 * @throws what the handler throws, after its status was written
 */
export async function reconcileKey(key: ObjectKey, options: RunOptions): Promise<number | undefined> {
  const { definition, cache, ownWrites } = options;
  const { reconcile, finalize } = definition;
  const finalizer = finalizerName(definition);
  const cached = cache.get(definition.resource, key);
  if (!cached) return undefined;
  const object = ownWrites.newest(cached);
  const finalizers = object.metadata.finalizers ?? [];
  if (!object.metadata.deletionTimestamp) {
    const missing = finalize && !finalizers.includes(finalizer);
    const current = missing ? await setFinalizers(object, [...finalizers, finalizer], options) : object;
    return reconcile && (await runHandler(reconcile, current, options)).after;
  }
  if (!finalize || !finalizers.includes(finalizer)) return undefined;
  const { after, written } = await runHandler(finalize, object, options);
  if (after !== undefined) return after;
  const rest = finalizers.filter((name) => name !== finalizer);
  await setFinalizers(written ?? object, rest, options).catch(ignoreGone);
  return undefined;
}

/** Changes the finalizers of just this version of the object: a conflict means that somebody else changed them too. */
async function setFinalizers(
  object: Observed<KubernetesObject>,
  finalizers: readonly string[],
  { client, definition, ownWrites, signal }: RunOptions,
): Promise<Observed<KubernetesObject>> {
  const { resourceVersion, uid } = object.metadata;
  const merge = { metadata: { finalizers, uid, resourceVersion } };
  const written = await client.patch(definition.resource, keyOf(object), { merge }, { signal });
  ownWrites.note(object, written);
  return written;
}

/** Calls the handler and writes its status, also when it failed. */
async function runHandler(
  handler: Reconcile<KubernetesObject>,
  object: Observed<KubernetesObject>,
  options: RunOptions,
): Promise<{ after: number | undefined; written: Observed<KubernetesObject> | undefined }> {
  const { definition, clock, logger, context } = options;
  const request = keyOf(object);
  const fields = {
    controller: definition.name,
    [definition.resource.kind.toLowerCase()]: keyText(request),
    reconcileID: randomUUID(),
  };
  options.notes?.named(fields.reconcileID);
  const status = collectStatus<KubernetesObject>(object, { now: () => clock.now() });
  const writeStatus = () => patchStatus(object, status.patch(), options);
  let after: number | undefined;
  try {
    after = await withTimeLimit(options, async (signal) => {
      const log = logger.with(fields);
      const { client, cache, events } = options;
      const input: HandlerContext<KubernetesObject> = {
        object,
        client: handlerClient({ client, cache, owned: definition.owned, object, signal }),
        status,
        events: events(object),
        log,
        signal,
        request,
      };
      return requeueTime(await context.run(fields, async () => handler(input)));
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
  return { after, written: await writeStatus() };
}

/** Ends the signal of a run that takes longer than the controller allows; the run itself counts as failed when it is over. */
async function withTimeLimit<R>(options: RunOptions, body: (signal: AbortSignal) => Promise<R>): Promise<R> {
  const { definition, clock } = options;
  const { controller, unlink } = childController(options.signal);
  const limit = definition.timeout === undefined ? undefined : toMilliseconds(definition.timeout);
  const timer =
    limit === undefined
      ? undefined
      : clock.setTimer(limit, () => controller.abort(new Error(`reconcile took longer than ${limit} ms`)));
  try {
    const result = await body(controller.signal);
    controller.signal.throwIfAborted();
    return result;
  } finally {
    timer?.cancel();
    unlink();
  }
}

/** The object as it was written; undefined when there was nothing to write, or nothing to write to. */
async function patchStatus(
  object: Observed<KubernetesObject>,
  merge: object | undefined,
  { client, definition, ownWrites, signal }: RunOptions,
): Promise<Observed<KubernetesObject> | undefined> {
  if (!merge || signal.aborted) return undefined;
  const written = await client
    .patchStatus(definition.resource, keyOf(object), { merge }, { signal })
    .catch(ignoreGone);
  if (written) ownWrites.note(object, written);
  return written;
}

function requeueTime(result: HandlerResult): number | undefined {
  return result ? toMilliseconds(result.requeueAfter) : undefined;
}

/** The object went while it was worked on: there is nothing left to write to. A path that does not exist names no object. */
function ignoreGone(error: unknown): undefined {
  if (!isNotFound(error) || !error.status.details?.name) throw error;
  return undefined;
}
