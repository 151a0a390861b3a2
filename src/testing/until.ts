import type { DeepReadonly, KubernetesObject, ObjectKey } from "../kube/object.ts";
import type { Resource } from "../kube/resource.ts";
import type { Connection } from "../runtime/client/connection.ts";
import { createListerWatcher } from "../runtime/client/lister-watcher.ts";
import { Transport } from "../runtime/client/transport.ts";

/**
 * Watches one object until it is as wanted: `holds` gets the object, or undefined when it is not there. After `timeout` (milliseconds, default
 * 30,000) it rejects, with the last state that was seen.
 *
 * @example
 * await until(connection, Memcached, key, (object) => object?.status?.readyReplicas === 3);
 */
export async function until<T extends KubernetesObject>(
  connection: Connection,
  resource: Resource<T>,
  key: ObjectKey,
  holds: (object: DeepReadonly<T> | undefined) => boolean,
  options: { timeout?: number } = {},
): Promise<DeepReadonly<T> | undefined> {
  const { timeout = 30_000 } = options;
  const transport = new Transport(connection);
  const signal = AbortSignal.timeout(timeout);
  const lister = createListerWatcher(transport, resource, {
    ...(key.namespace ? { namespace: key.namespace } : {}),
    fieldSelector: `metadata.name=${key.name}`,
  });
  let last: KubernetesObject | undefined;
  try {
    const list = await lister.list({}, signal);
    [last] = list.items;
    let version = list.metadata.resourceVersion ?? "";
    while (!holds(last as DeepReadonly<T> | undefined)) {
      for await (const { type, object } of await lister.watch({ resourceVersion: version }, signal)) {
        const seen = object as KubernetesObject;
        version = seen.metadata?.resourceVersion ?? version;
        last = type === "DELETED" ? undefined : seen;
        if (holds(last as DeepReadonly<T> | undefined)) break;
      }
    }
    return last as DeepReadonly<T> | undefined;
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
