import type { KubernetesObject, ObjectKey } from "../../kube/object.ts";
import { controllerReference } from "../../kube/owner.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Cache } from "../cache/cache.ts";
import type { Client } from "../client/client.ts";
import { ApiError } from "../client/errors.ts";

/**
 * The client of one run: reads of watched kinds from the cache, owner references on owned kinds, everything ended by the run's signal.
 */
export function handlerClient(options: {
  client: Client;
  cache: Cache;
  owned: readonly Resource[];
  object: KubernetesObject;
  signal: AbortSignal;
}): Client {
  const { client, cache, object, signal } = options;
  const own = <T>(resource: Resource, child: T): T =>
    isOwned(resource, child as KubernetesObject, options) ? withOwner(child, object) : child;
  return {
    async get(resource, key, call) {
      // where the namespace is left out, the client knows which one is meant
      const addressed = resource.scope === "Cluster" || key.namespace !== undefined;
      if (!addressed || !cache.covers(resource, key.namespace))
        return client.get(resource, key, { signal, ...call });
      const found = cache.get(resource, key);
      if (!found) throw notFound(resource, key);
      return found;
    },
    async list(resource, call = {}) {
      const paged = call.limit !== undefined || call.continue !== undefined;
      if (paged || call.fieldSelector || !cache.covers(resource, call.namespace))
        return client.list(resource, { signal, ...call });
      return {
        apiVersion: resource.apiVersion,
        kind: `${resource.kind}List`,
        metadata: {},
        items: cache.list(resource, call),
      };
    },
    create: (resource, child, call) => client.create(resource, own(resource, child), { signal, ...call }),
    apply: (resource, child, call) => client.apply(resource, own(resource, child), { signal, ...call }),
    update: (resource, child, call) => client.update(resource, child, { signal, ...call }),
    patch: (resource, key, patch, call) => client.patch(resource, key, patch, { signal, ...call }),
    delete: (resource, key, call) => client.delete(resource, key, { signal, ...call }),
    deleteAllOf: (resource, call) => client.deleteAllOf(resource, { signal, ...call }),
    updateStatus: (resource, child, call) => client.updateStatus(resource, child, { signal, ...call }),
    patchStatus: (resource, key, patch, call) =>
      client.patchStatus(resource, key, patch, { signal, ...call }),
    applyStatus: (resource, child, call) => client.applyStatus(resource, child, { signal, ...call }),
    createSubresource: (resource, key, request) =>
      client.createSubresource(resource, key, { signal, ...request }),
    request: (request) => client.request({ signal, ...request }),
  };
}

/** A child of an owned kind that lives where its owner can own it, and names no owners itself. */
function isOwned(
  resource: Resource,
  child: KubernetesObject,
  options: { owned: readonly Resource[]; object: KubernetesObject },
): boolean {
  const { owned, object } = options;
  const { namespace } = object.metadata ?? {};
  const declared = owned.some(
    (candidate) => candidate.group === resource.group && candidate.kind === resource.kind,
  );
  const reachable =
    namespace === undefined || (resource.scope === "Namespaced" && child.metadata?.namespace === namespace);
  return declared && reachable && child.metadata?.ownerReferences === undefined;
}

function withOwner<T>(child: T, owner: KubernetesObject): T {
  const { metadata } = child as KubernetesObject;
  return { ...child, metadata: { ...metadata, ownerReferences: [controllerReference(owner)] } };
}

function notFound({ group, plural }: Resource, { name }: ObjectKey): ApiError {
  const message = `${group ? `${plural}.${group}` : plural} "${name}" not found`;
  return new ApiError(404, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    reason: "NotFound",
    message,
    details: { name, kind: plural, ...(group ? { group } : {}) },
    code: 404,
  });
}
