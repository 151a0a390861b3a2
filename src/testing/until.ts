import type { KubernetesObject, ObjectKey, Observed } from "../kube/object.ts";
import type { Resource } from "../kube/resource.ts";
import type { Status } from "../kube/status.ts";
import type { Connection } from "../runtime/client/connection.ts";
import { ApiError, isExpired } from "../runtime/client/errors.ts";
import { createListerWatcher, type ListerWatcher } from "../runtime/client/lister-watcher.ts";
import { Transport } from "../runtime/client/transport.ts";

/**
 * Watches one object until it is as wanted: `holds` gets the object, or undefined when it is not there. After `timeout` (milliseconds, default
 * 30,000) it rejects, with the last state that was seen. Like the client, it takes the connection's namespace where the key has none.
 *
 * @example
 * await until(connection, Memcached, key, (object) => object?.status?.readyReplicas === 3);
 */
export async function until<T extends KubernetesObject>(
  connection: Connection,
  resource: Resource<T>,
  key: ObjectKey,
  holds: (object: Observed<T> | undefined) => boolean,
  options: { timeout?: number } = {},
): Promise<Observed<T> | undefined> {
  const { timeout = 30_000 } = options;
  const transport = new Transport(connection);
  const signal = AbortSignal.timeout(timeout);
  const lister = createListerWatcher(transport, resource, {
    ...(resource.scope === "Namespaced" ? { namespace: key.namespace ?? connection.namespace } : {}),
    fieldSelector: `metadata.name=${key.name}`,
  });
  let last: Observed<T> | undefined;
  try {
    for await (const state of statesOf(lister, signal)) {
      last = state as Observed<T> | undefined;
      if (holds(last)) break;
    }
    return last;
  } catch (error) {
    if (!signal.aborted) throw error;
    const state = last ? JSON.stringify(last, null, 2) : "it is not there";
    throw new Error(
      `${resource.kind} "${key.name}" was not as wanted within ${timeout} ms; last seen: ${state}`,
      { cause: error },
    );
  } finally {
    transport.close();
  }
}

/** What a collection of one object holds, from now on. A version that the server no longer has is met by a new list. */
async function* statesOf(
  lister: ListerWatcher,
  signal: AbortSignal,
): AsyncGenerator<KubernetesObject | undefined> {
  for (;;) {
    const { items, metadata } = await lister.list({}, signal);
    yield items[0];
    try {
      yield* changesOf(lister, metadata.resourceVersion ?? "", signal);
    } catch (error) {
      if (!isExpired(error)) throw error;
    }
  }
}

async function* changesOf(
  lister: ListerWatcher,
  since: string,
  signal: AbortSignal,
): AsyncGenerator<KubernetesObject | undefined> {
  for (let version = since; ;) {
    for await (const { type, object } of await lister.watch({ resourceVersion: version }, signal)) {
      if (type === "ERROR") throw new ApiError((object as Status).code ?? 500, object as Status);
      const seen = object as KubernetesObject;
      version = seen.metadata?.resourceVersion ?? version;
      yield type === "DELETED" ? undefined : seen;
    }
  }
}
