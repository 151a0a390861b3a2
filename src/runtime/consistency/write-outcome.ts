import type { KubernetesObject, Stored } from "../../kube/object.ts";
import type { Status } from "../../kube/status.ts";
import { ApiError } from "../client/errors.ts";

/**
 * Whether a write that failed has surely stored nothing. A lost connection and the server's own failures say nothing about that. Nor do
 * 404 and 409: the request may have been sent twice, and be refused for what the first try did.
 */
export function isSurelyUndone(error: unknown): boolean {
  if (error instanceof TypeError) return true;
  return (
    error instanceof ApiError &&
    error.code >= 400 &&
    error.code < 500 &&
    ![404, 408, 409].includes(error.code)
  );
}

/**
 * Whether an object that a write answered with is no longer there: it was to be deleted, and nothing holds it back. A Pod is held by its grace
 * period, a namespace by finalizers of its spec.
 */
export function isGone(object: KubernetesObject & { spec?: unknown }): boolean {
  const { deletionTimestamp, finalizers = [], deletionGracePeriodSeconds = 0 } = object.metadata ?? {};
  const { finalizers: ofSpec = [] } = (object.spec ?? {}) as { finalizers?: unknown[] };
  const held = finalizers.length > 0 || ofSpec.length > 0 || deletionGracePeriodSeconds > 0;
  return deletionTimestamp !== undefined && !held;
}

/** What a delete left: the object, where something holds it back. Some kinds answer with what is gone, too. */
export function leftBy(answer: unknown): Stored<KubernetesObject> | undefined {
  return isStored(answer) && answer.metadata.deletionTimestamp && !isGone(answer) ? answer : undefined;
}

/** The uid of what was deleted; undefined when the answer does not say. */
export function deletedUid(answer: unknown): string | undefined {
  const { metadata, details } = (answer ?? {}) as Partial<Stored<KubernetesObject>> & Partial<Status>;
  return metadata?.uid ?? details?.uid;
}

/** Whether an answer is the object itself, as it is stored. */
export function isStored(answer: unknown): answer is Stored<KubernetesObject> {
  const { name, uid, resourceVersion } = (answer as KubernetesObject | undefined)?.metadata ?? {};
  return Boolean(name && uid && resourceVersion);
}
