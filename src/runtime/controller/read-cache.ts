import type { KubernetesObject, ObjectKey, Observed, ObservedList } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Cache } from "../cache/cache.ts";
import type { CachedListOptions } from "../cache/cached-list-options.ts";
import type { ListOptions } from "../client/call-options.ts";
import { ApiError } from "../client/errors.ts";

/**
 * An object as the cache has it. Undefined: ask the server, as the cache is not of this kind or namespace, or a selector may have kept the object
 * out of it.
 *
 * @throws ApiError NotFound, when the cache knows that there is none
 */
export async function readObject<T extends KubernetesObject>(
  cache: Cache,
  read: { resource: Resource<T>; key: ObjectKey; signal: AbortSignal },
): Promise<Observed<T> | undefined> {
  const { resource, key, signal } = read;
  if (!(await cache.readable(resource, { namespace: key.namespace, signal }))) return undefined;
  const found = cache.get(resource, key);
  if (!found && cache.holdsAll(resource, key.namespace)) throw notFound(resource, key);
  return found;
}

/** A list as the cache has it. Undefined: ask the server, as the cache does not hold all that is asked for. */
export async function readList<T extends KubernetesObject>(
  cache: Cache,
  read: { resource: Resource<T>; options: ListOptions<T> & CachedListOptions; signal: AbortSignal },
): Promise<ObservedList<T> | undefined> {
  const { resource, options, signal } = read;
  const { limit, continue: token, resourceVersion, namespace, index } = options;
  if (limit !== undefined || token !== undefined || resourceVersion !== undefined) return undefined;
  if (!(await cache.readable(resource, { namespace, signal }))) return undefined;
  // the server knows no indexes: lists by them are of what the cache holds
  if (!index && !cache.answers(resource, options)) return undefined;
  const { apiVersion, kind } = resource;
  return { apiVersion, kind: `${kind}List`, metadata: {}, items: cache.list(resource, options) };
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
