import { randomUUID } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import { toMilliseconds } from "../../base/duration.ts";
import { childController } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";
import { keyText, type KubernetesObject, type ObjectKey } from "../../kube/object.ts";
import type { Cache } from "../cache/cache.ts";
import type { Client } from "../client/client.ts";
import { isNotFound } from "../client/errors.ts";
import type { ControllerDefinition } from "./controller-builder.ts";
import type { EventSink, HandlerContext, HandlerResult, Reconcile } from "./handler.ts";
import { handlerClient } from "./handler-client.ts";
import type { RunContext } from "./run-context.ts";
import { collectStatus } from "./status-writer.ts";

/** What a run works with. */
export interface ReconcilerOptions {
  readonly definition: ControllerDefinition;
  readonly client: Client;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly context: RunContext;
  readonly events: (object: KubernetesObject) => EventSink;
}

/** Name of the finalizer that a controller puts on the objects of its kind. */
export function finalizerName({ resource, name }: ControllerDefinition): string {
  return `${resource.group}/${name}-finalizer`;
}

/**
 * Reconciles one object: gets it, keeps the finalizer, calls the handler, writes the status. Returns when to run again, in milliseconds.
 * An object that is gone needs nothing.
 *
 * @throws what the handler throws, after its status was written
 */
export async function reconcileKey(
  key: ObjectKey,
  options: ReconcilerOptions & { signal: AbortSignal },
): Promise<number | undefined> {
  const { definition, cache, client, signal } = options;
  const finalizer = finalizerName(definition);
  const object = cache.get(definition.resource, key) as KubernetesObject | undefined;
  if (!object) return undefined;
  const finalizers = object.metadata?.finalizers ?? [];
  if (!object.metadata?.deletionTimestamp) {
    const missing = definition.finalize && !finalizers.includes(finalizer);
    const current = missing
      ? await setFinalizers(client, definition, { object, finalizers: [...finalizers, finalizer], signal })
      : object;
    return definition.reconcile && runHandler(definition.reconcile, current, options);
  }
  if (!definition.finalize || !finalizers.includes(finalizer)) return undefined;
  const again = await runHandler(definition.finalize, object, options);
  if (again !== undefined) return again;
  await setFinalizers(client, definition, {
    object,
    finalizers: finalizers.filter((name) => name !== finalizer),
    signal,
  }).catch(ignoreNotFound);
  return undefined;
}

/** Changes the finalizers of just this version of the object: a conflict means that somebody else changed them too. */
async function setFinalizers(
  client: Client,
  { resource }: ControllerDefinition,
  change: { object: KubernetesObject; finalizers: string[]; signal: AbortSignal },
): Promise<KubernetesObject> {
  const { name = "", namespace, resourceVersion, uid } = change.object.metadata ?? {};
  const metadata = { finalizers: change.finalizers, uid, resourceVersion };
  return client.patch(
    resource,
    { name, ...(namespace ? { namespace } : {}) },
    { merge: { metadata } },
    { signal: change.signal },
  );
}

async function runHandler(
  handler: Reconcile<KubernetesObject>,
  object: KubernetesObject,
  options: ReconcilerOptions & { signal: AbortSignal },
): Promise<number | undefined> {
  const { definition, client, cache, clock, logger, context, events } = options;
  const { name = "", namespace } = object.metadata ?? {};
  const request: ObjectKey = { name, ...(namespace ? { namespace } : {}) };
  const fields = {
    controller: definition.name,
    [definition.resource.kind.toLowerCase()]: keyText(request),
    reconcileID: randomUUID(),
  };
  const { controller, unlink } = childController(options.signal);
  const { signal } = controller;
  const limit = definition.timeout === undefined ? undefined : toMilliseconds(definition.timeout);
  const timer =
    limit === undefined
      ? undefined
      : clock.setTimer(limit, () => controller.abort(new Error(`reconcile took longer than ${limit} ms`)));
  const status = collectStatus<KubernetesObject>(object, { now: () => clock.now() });
  const input: HandlerContext<KubernetesObject> = {
    object: object,
    client: handlerClient({ client, cache, owned: definition.owned, object, signal }),
    status,
    events: events(object),
    log: logger.with(fields),
    signal,
    request,
  };
  try {
    const result = await context.run(fields, async () => handler(input));
    signal.throwIfAborted();
    return requeueTime(result);
  } finally {
    timer?.cancel();
    unlink();
    const patch = options.signal.aborted ? undefined : status.patch();
    if (patch)
      await client
        .patchStatus(definition.resource, request, { merge: patch }, { signal: options.signal })
        .catch(ignoreNotFound);
  }
}

function requeueTime(result: HandlerResult): number | undefined {
  return result ? toMilliseconds(result.requeueAfter) : undefined;
}

/** The object went while it was worked on: there is nothing left to write to. */
function ignoreNotFound(error: unknown): void {
  if (!isNotFound(error)) throw error;
}
