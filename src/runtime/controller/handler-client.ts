import type { KubernetesObject, ObjectKey, Observed } from "../../kube/object.ts";
import { controllerReference, refuseOtherController } from "../../kube/owner.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Client } from "../client/client.ts";
import { isNotFound } from "../client/errors.ts";

/** What is known of the run that a client is for. */
interface Run {
  readonly owned: readonly Resource[];
  readonly object: Observed<KubernetesObject>;
}

/**
 * The client of one run: reads of watched kinds from the cache, the object's namespace where none is given, owner references on owned kinds,
 * everything ended by the run's signal.
 */
export function handlerClient(options: Run & { client: Client; signal: AbortSignal }): Client {
  const { client, signal } = options;
  const at = (resource: Resource, key: ObjectKey) => withNamespace(resource, key, options);
  const placed = <T>(resource: Resource, object: T) => placeObject(resource, object, options);
  const own = <T>(resource: Resource, child: T) => withOwner(resource, placed(resource, child), options);
  const ownUntaken = async <T>(resource: Resource, child: T) => {
    const object = placed(resource, child);
    await refuseTaken(resource, object, options);
    return withOwner(resource, object, options);
  };
  return {
    get: async (resource, key, call) => client.get(resource, at(resource, key), { signal, ...call }),
    list: async (resource, call) => client.list(resource, { signal, ...call }),
    create: async (resource, child, call) =>
      client.create(resource, own(resource, child), { signal, ...call }),
    apply: async (resource, child, call) =>
      client.apply(resource, await ownUntaken(resource, child), { signal, ...call }),
    update: async (resource, object, call) =>
      client.update(resource, placed(resource, object), { signal, ...call }),
    patch: async (resource, key, patch, call) =>
      client.patch(resource, at(resource, key), patch, { signal, ...call }),
    delete: async (resource, key, call) => client.delete(resource, at(resource, key), { signal, ...call }),
    deleteAllOf: (resource, call) => client.deleteAllOf(resource, { signal, ...call }),
    updateStatus: async (resource, object, call) =>
      client.updateStatus(resource, placed(resource, object), { signal, ...call }),
    patchStatus: async (resource, key, patch, call) =>
      client.patchStatus(resource, at(resource, key), patch, { signal, ...call }),
    applyStatus: async (resource, object, call) =>
      client.applyStatus(resource, placed(resource, object), { signal, ...call }),
    subresource: (resource, name) => {
      const { get, create, update, patch, apply, stream } = client.subresource(resource, name);
      return {
        get: async (key, call) => get(at(resource, key), { signal, ...call }),
        create: async (key, body, call) => create(at(resource, key), body, { signal, ...call }),
        update: async (key, body, call) => update(at(resource, key), body, { signal, ...call }),
        patch: async (key, change, call) => patch(at(resource, key), change, { signal, ...call }),
        apply: async (key, body, call) => apply(at(resource, key), body, { signal, ...call }),
        stream: async (key, call) => stream(at(resource, key), { signal, ...call }),
      };
    },
    watch: (resource, call) => client.watch(resource, { signal, ...call }),
    discovery: client.discovery,
    request: (request) => client.request({ signal, ...request }),
  };
}

/** Beside the object, never in the client's default namespace: that is where the operator runs, or what a developer happens to look at. */
function withNamespace(resource: Resource, key: ObjectKey, { object }: Run): ObjectKey {
  if (resource.scope === "Cluster" || key.namespace) return key;
  const { kind, metadata } = object;
  if (metadata.namespace) return { ...key, namespace: metadata.namespace };
  throw new TypeError(
    `cannot tell the namespace of the ${resource.kind} "${key.name}": it names none, and neither does the ${kind} "${metadata.name}", which is cluster-scoped`,
  );
}

function placeObject<T>(resource: Resource, object: T, run: Run): T {
  const { metadata } = object as KubernetesObject;
  const { name = metadata?.generateName ?? "", namespace } = metadata ?? {};
  const key = withNamespace(resource, { name, namespace }, run);
  return key.namespace === namespace
    ? object
    : { ...object, metadata: { ...metadata, namespace: key.namespace } };
}

/** A child of an owned kind that lives where the object can own it, and names no owners itself, gets the object as its controller. */
function withOwner<T>(resource: Resource, child: T, run: Run): T {
  if (!ownedAs(resource, child, run)) return child;
  const { metadata } = child as KubernetesObject;
  return { ...child, metadata: { ...metadata, ownerReferences: [controllerReference(run.object)] } };
}

/** The handle by which a child is watched that gets the object as its controller; undefined for one that does not. */
function ownedAs(resource: Resource, child: unknown, { owned, object }: Run): Resource | undefined {
  const { metadata } = child as KubernetesObject;
  const { namespace } = object.metadata;
  const reachable =
    namespace === undefined || (resource.scope === "Namespaced" && metadata?.namespace === namespace);
  if (!reachable || metadata?.ownerReferences !== undefined) return undefined;
  return owned.find((candidate) => candidate.group === resource.group && candidate.kind === resource.kind);
}

/**
 * Objects that are applied by one operator have one field manager, so that the server would let a second controller take the place of the first.
 *
 * @throws AlreadyOwnedError
 */
async function refuseTaken(
  resource: Resource,
  child: unknown,
  run: Run & { client: Client; signal: AbortSignal },
): Promise<void> {
  const handle = ownedAs(resource, child, run);
  const { name, namespace } = (child as KubernetesObject).metadata ?? {};
  if (!handle || !name) return;
  const existing = await run.client
    .get(handle, { name, namespace }, { signal: run.signal })
    .catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
      return undefined;
    });
  if (existing) refuseOtherController(run.object, existing);
}
