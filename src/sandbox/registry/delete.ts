import { timeText } from "../../kube/condition.ts";
import { copyJson } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import { conflict, notFound } from "../status-error.ts";
import { admitMutating, admitValidating } from "./admit.ts";
import { nowText, type RegistryContext } from "./context.ts";
import { putServed, removeServed } from "./put-served.ts";
import { kindName, resourceName, storeKey, type ServedResource } from "./served-resource.ts";
import type { Writer } from "./writer.ts";

/** meta/v1 DeleteOptions, checked. */
export interface DeleteOptions extends Writer {
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly propagationPolicy?: "Foreground" | "Background" | "Orphan";
  readonly orphanDependents?: boolean;
}

export interface DeleteRequest {
  readonly namespace: string | undefined;
  readonly name: string;
  readonly options: DeleteOptions;
  /** Whether it is one of a collection that is deleted: nobody named it. */
  readonly collection?: boolean;
}

export interface DeleteResult {
  readonly object: ApiObject;
  /** False when finalizers or a grace period keep the object for now. */
  readonly removed: boolean;
}

/** DELETE of one object. Follows k8s.io/apiserver/pkg/registry/rest/delete.go and registry/generic/registry/store.go. */
export function deleteObject(
  context: RegistryContext,
  resource: ServedResource,
  request: DeleteRequest,
): DeleteResult {
  const { namespace, name, options } = request;
  const key = storeKey(resource.namespaced ? namespace : undefined, name);
  const stored = context.store.get(resource.collection, key);
  if (!stored) throw notFound(resourceName(resource), name);
  checkPreconditions(resource, { stored, name, options });
  const { strategy } = resource;
  const live = strategy.toServed(stored);
  admitDeletion(context, resource, { live, request });
  const marked = mark(context, resource, { live, options });
  const { finalizers = [], deletionGracePeriodSeconds = 0 } = marked.metadata;
  if (finalizers.length === 0 && deletionGracePeriodSeconds === 0 && !hasContent(marked)) {
    if (options.dryRun) return { object: live, removed: true };
    const object = removeServed(context, resource, { key, live, expected: stored });
    // what may have a grace period goes through it even when it is none
    return {
      object: strategy.gracePeriod ? { ...object, metadata: marked.metadata } : object,
      removed: true,
    };
  }
  if (options.dryRun || sameMark(marked, live))
    return { object: options.dryRun ? marked : live, removed: false };
  const storable = strategy.toStored(marked);
  const object = putServed(context, resource, { key, storable, expected: stored, decoded: false });
  return { object, removed: false };
}

/** Follows AdmissionToValidateObjectDeleteFunc of registry/rest/delete.go. */
function admitDeletion(
  context: RegistryContext,
  resource: ServedResource,
  options: { live: ApiObject; request: DeleteRequest },
): void {
  const { live, request } = options;
  const target = {
    operation: "DELETE",
    resource,
    namespace: request.namespace,
    name: request.collection ? "" : request.name,
    object: undefined,
    oldObject: live,
    writer: request.options,
  } as const;
  admitMutating(context, target);
  admitValidating(context, target);
}

function checkPreconditions(
  resource: ServedResource,
  request: { stored: ApiObject; name: string; options: DeleteOptions },
): void {
  const { stored, name, options } = request;
  const { uid, resourceVersion } = options.preconditions ?? {};
  const { metadata } = stored;
  if (uid !== undefined && uid !== metadata.uid) {
    const message = `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`;
    throw conflict(kindName(resource), { name, message });
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const message = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`;
    throw conflict(kindName(resource), { name, message });
  }
}

/** The object as it looks once it is to be deleted. */
function mark(
  context: RegistryContext,
  resource: ServedResource,
  request: { live: ApiObject; options: DeleteOptions },
): ApiObject {
  const { live, options } = request;
  const object = copyJson(live);
  const { metadata } = object;
  const finalizers = deletionFinalizers(metadata.finalizers ?? [], options);
  if (finalizers.length) metadata.finalizers = finalizers;
  else delete metadata.finalizers;
  const grace = resource.strategy.gracePeriod?.(live, options.gracePeriodSeconds) ?? 0;
  if (metadata.deletionTimestamp) {
    // a second DELETE may only shorten the wait
    if (options.gracePeriodSeconds !== undefined && grace < (metadata.deletionGracePeriodSeconds ?? 0)) {
      metadata.deletionGracePeriodSeconds = grace;
      metadata.deletionTimestamp = timeText(new Date(context.clock.now() + grace * 1000));
    }
    return object;
  }
  metadata.deletionTimestamp = grace
    ? timeText(new Date(context.clock.now() + grace * 1000))
    : nowText(context);
  metadata.deletionGracePeriodSeconds = grace;
  if (metadata.generation) metadata.generation++;
  resource.strategy.prepareForDelete?.(object);
  return object;
}

/** What the propagation policy adds and takes away; see deletionFinalizersForGarbageCollection in store.go. */
function deletionFinalizers(present: readonly string[], options: DeleteOptions): string[] {
  const { propagationPolicy, orphanDependents } = options;
  const policy =
    propagationPolicy ??
    (orphanDependents === undefined ? undefined : orphanDependents ? "Orphan" : "Background");
  if (policy === undefined) return [...present];
  const others = present.filter((finalizer) => finalizer !== "orphan" && finalizer !== "foregroundDeletion");
  if (policy === "Orphan") return [...others, "orphan"];
  return policy === "Foreground" ? [...others, "foregroundDeletion"] : others;
}

/** Namespaces go when their controller has emptied them. */
function hasContent(object: ApiObject): boolean {
  const { spec } = object as { spec?: { finalizers?: string[] } };
  return object.apiVersion === "v1" && object.kind === "Namespace" && Boolean(spec?.finalizers?.length);
}

function sameMark(marked: ApiObject, live: ApiObject): boolean {
  return (
    live.metadata.deletionTimestamp !== undefined &&
    marked.metadata.deletionTimestamp === live.metadata.deletionTimestamp &&
    marked.metadata.finalizers?.join() === live.metadata.finalizers?.join()
  );
}
