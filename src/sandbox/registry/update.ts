import { goQuote } from "../../base/go-quote.ts";
import { equalJson, type JsonObject } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import { shownAt } from "../admission/emptied.ts";
import { invalidField } from "../admission/field-problem.ts";
import { pathSegment } from "../admission/name-format.ts";
import { validateObjectMeta, validateObjectMetaUpdate } from "../admission/object-meta.ts";
import { invalid, modified, notFound, plainError } from "../status-error.ts";
import { admitMutating, admitValidating, isAdmitted } from "./admit.ts";
import { copyLive } from "./copy-live.ts";
import { nowText, type RegistryContext, type WriteOptions } from "./context.ts";
import { sameContent, withManagers } from "./same-content.ts";
import { admitOptions, createObject, setNamespace } from "./create.ts";
import { dedupOwners } from "./dedup-owners.ts";
import { otherUid } from "./other-uid.ts";
import { putServed, withVersion } from "./put-served.ts";
import { scaleOf, withScale } from "./scale.ts";
import { kindName, resourceName, storeKey, type ServedResource } from "./served-resource.ts";
import { administrator } from "./writer.ts";
import { trackFields } from "./track-fields.ts";

export interface UpdateRequest {
  readonly namespace: string | undefined;
  readonly name: string;
  readonly subresource?: string;
  readonly write: WriteOptions;
  /** The new object, decoded; gets the present one, or undefined where it is missing and may be created. */
  readonly transform: (live: ApiObject | undefined) => ApiObject;
  /** Whether what `transform` returns comes from the strategy's `decode`, as a whole. */
  readonly decoded?: boolean;
  /** Whether `transform` has set managedFields. */
  readonly managed?: boolean;
  /** Whether a missing object is created (apply, and PUT of some kinds). */
  readonly create?: boolean;
  /** Whether a uid in the object is a precondition (PUT), or an ordinary immutable field (PATCH). */
  readonly uidPrecondition?: boolean;
}

export interface UpdateResult {
  readonly object: ApiObject;
  readonly created: boolean;
}

/** PUT and PATCH. Follows k8s.io/apiserver/pkg/registry/rest/update.go and registry/generic/registry/store.go. */
export function updateObject(
  context: RegistryContext,
  resource: ServedResource,
  request: UpdateRequest,
): UpdateResult {
  const { namespace, name, write } = request;
  const key = storeKey(resource.namespaced ? namespace : undefined, name);
  const stored = context.store.get(resource.collection, key);
  if (!stored) {
    // those that a PUT may create are looked at as if they were there
    const uid =
      request.create && request.uidPrecondition ? request.transform(undefined).metadata.uid : undefined;
    if (uid) throw otherUid(resource, { namespace, name, uid, found: "", dryRun: write.dryRun });
    if (!mayCreate(resource, request)) throw notFound(resourceName(resource), name);
    return createMissing(context, resource, request);
  }
  const { strategy } = resource;
  const live = copyLive(strategy.toServed(stored));
  const transformed = request.transform(live);
  setNamespace(resource, { object: transformed, namespace });
  if (request.uidPrecondition) dedupOwners(transformed, { admitted: false, warn: write.warn });
  const tracked = track(context, resource, { object: transformed, live, request });
  if (request.subresource === undefined) strategy.admit?.(tracked, admitOptions(context, live));
  else strategy.admitSubresource?.(tracked, admitOptions(context, live), request.subresource);
  const object = admitUpdate(context, resource, { object: tracked, live, request });
  setNamespace(resource, { object, namespace });
  dedupOwners(object, { admitted: true, warn: write.warn });
  write.rights?.vet?.(object, live);
  checkVersion(resource, { object, live, request });
  const content = contentOf(request.subresource);
  const user = write.user ?? administrator;
  strategy.stamp?.(object, { old: live, subresource: content, user, now: nowText(context) });
  if (content === undefined)
    strategy.begin?.(object, { old: live, store: context.store, dryRun: write.dryRun });
  const next = withTimesOf(live, prepare(resource, { object, live, request }));
  const errors = validateNext(resource, { object: next, old: live, subresource: content, write });
  if (errors.length) throw invalid(kindName(resource), { name: next.metadata.name ?? "", errors });
  strategy.warnings?.(next, live, content).forEach(write.warn);
  const review = { ...admitOptions(context, live), warn: write.warn };
  if (content === undefined) strategy.review?.(next, review);
  else strategy.reviewSubresource?.(next, review, content);
  admitValidating(context, updateTarget(resource, { object: next, live, request }));
  const storable = () => strategy.toStored(next, { applied: request.managed ?? false });
  if (write.dryRun) return { object: strategy.toServed(storable()), created: false };
  if (isFinished(next)) {
    context.store.remove(resource.collection, key, { expected: stored });
    return { object: next, created: false };
  }
  const written =
    resource.storedIn && request.managed && sameContent(next, live) ? withManagers(stored, next) : storable();
  // what is stored may be read as something else, and is written anew then
  if (equalJson(written, stored)) return { object: next, created: false };
  const { decoded = false } = request;
  return {
    object: putServed(context, resource, { key, storable: written, expected: stored, decoded }),
    created: false,
  };
}

/** A PUT or an apply of the status creates what it may create by its main path, too: of Services. */
function mayCreate({ strategy }: ServedResource, { create, subresource }: UpdateRequest): boolean {
  if (!create || subresource === undefined) return create ?? false;
  return subresource === "status" && strategy.createOnUpdate;
}

function createMissing(
  context: RegistryContext,
  resource: ServedResource,
  request: UpdateRequest,
): UpdateResult {
  const { namespace, write, managed = false } = request;
  const object = request.transform(undefined);
  const { resourceVersion } = object.metadata;
  const metadata = { ...object.metadata };
  delete metadata.resourceVersion;
  const created = createObject(context, resource, {
    namespace,
    object: { ...object, metadata },
    subresource: request.subresource,
    write,
    managed,
    late: true,
  });
  // what is not stored keeps the version that was sent
  if (write.dryRun && resourceVersion)
    return { object: withVersion(created, resourceVersion), created: true };
  return { object: created, created: true };
}

function checkVersion(
  resource: ServedResource,
  options: { object: ApiObject; live: ApiObject; request: UpdateRequest },
): void {
  const { object, live, request } = options;
  const { resourceVersion, uid } = object.metadata;
  const { name } = request;
  if (resourceVersion && !/^\d+$/.test(resourceVersion)) {
    throw plainError(`strconv.ParseUint: parsing ${goQuote(resourceVersion)}: invalid syntax`);
  }
  if (uid && uid !== live.metadata.uid && request.uidPrecondition)
    throw otherUid(resource, {
      namespace: live.metadata.namespace,
      name,
      uid,
      found: live.metadata.uid ?? "",
      dryRun: request.write.dryRun,
    });
  if (!resourceVersion || resourceVersion === "0") {
    if (!resource.strategy.unconditionalUpdate) {
      const errors = [invalidField("metadata.resourceVersion", 0, "must be specified for an update")];
      throw invalid(resourceName(resource), { name, errors });
    }
    object.metadata = { ...object.metadata, resourceVersion: live.metadata.resourceVersion ?? "" };
  } else if (resourceVersion !== live.metadata.resourceVersion) throw modified(resourceName(resource), name);
}

/** Takes away what nobody may send, and says who manages what; the result is a copy down to its metadata. */
function track(
  context: RegistryContext,
  resource: ServedResource,
  options: { object: ApiObject; live: ApiObject; request: UpdateRequest },
): ApiObject {
  const { live, request } = options;
  const sent = { ...options.object, metadata: { ...options.object.metadata } };
  delete sent.metadata.selfLink;
  if (request.managed) return sent;
  const { subresource, write } = request;
  // an empty list starts anew, but for custom resources, whose metadata is written once more before it is looked at
  const sentMetadata = options.object.metadata as JsonObject;
  const managers = resource.strategy.custom ? undefined : shownAt(sentMetadata, "managedFields");
  if (Array.isArray(managers) && live.metadata.managedFields) sent.metadata.managedFields ??= [];
  return trackFields(context, resource, { before: live, after: sent, manager: write.manager, subresource });
}

function prepare(
  resource: ServedResource,
  options: { object: ApiObject; live: ApiObject; request: UpdateRequest },
): ApiObject {
  const { live, request, object } = options;
  keep(object.metadata, live.metadata, "generation");
  resource.strategy.prepareForUpdate(object, live, contentOf(request.subresource));
  const { metadata } = object;
  metadata.uid ||= live.metadata.uid ?? "";
  keep(metadata, live.metadata, "creationTimestamp");
  if (live.metadata.deletionTimestamp !== undefined) keep(metadata, live.metadata, "deletionTimestamp");
  if (live.metadata.deletionGracePeriodSeconds !== undefined) {
    keep(metadata, live.metadata, "deletionGracePeriodSeconds");
  }
  return object;
}

/** What mutating admission makes of the new object; of a Scale, what it makes of the object's replicas. */
function admitUpdate(
  context: RegistryContext,
  resource: ServedResource,
  options: { object: ApiObject; live: ApiObject; request: UpdateRequest },
): ApiObject {
  const { object, request } = options;
  const { write, subresource } = request;
  if (!isAdmitted(context, resource, { operation: "UPDATE", writer: write })) return object;
  const again =
    subresource === undefined
      ? (changed: ApiObject) => resource.strategy.admit?.(changed, admitOptions(context, options.live))
      : () => {};
  const target = Object.assign(updateTarget(resource, options), { again });
  const admitted = admitMutating(context, target) ?? object;
  return subresource === "scale" ? withScale(resource, { object, scale: admitted }) : admitted;
}

function updateTarget(
  resource: ServedResource,
  options: { object: ApiObject; live: ApiObject; request: UpdateRequest },
) {
  const { object, live, request } = options;
  const { namespace, name, subresource, write } = request;
  const view = (whole: ApiObject) => (subresource === "scale" ? scaleOf(resource, whole) : whole);
  const target = { operation: "UPDATE", resource, subresource, namespace, name, writer: write } as const;
  return {
    ...target,
    get object() {
      return view(object);
    },
    get oldObject() {
      return view(live);
    },
  };
}

/**
 * When nothing has changed but since when fields are managed, nothing has: what was sent has been settled to what was there. Follows
 * IgnoreManagedFieldsTimestampsTransformer of k8s.io/apiserver/pkg/endpoints/handlers/fieldmanager/equality.go.
 */
function withTimesOf(live: ApiObject, next: ApiObject): ApiObject {
  const [before, after] = [live.metadata.managedFields ?? [], next.metadata.managedFields ?? []];
  if (before.length !== after.length || equalJson(before, after)) return next;
  const same = after.every((entry, index) =>
    equalJson({ ...entry, time: "" }, { ...before[index], time: "" }),
  );
  if (!same) return next;
  const settled = { ...next, metadata: { ...next.metadata, managedFields: before } };
  return equalJson(settled, live) ? settled : next;
}

/** Scale is a view of the main resource: the same rules hold for what it changes. */
function contentOf(subresource: string | undefined): string | undefined {
  return subresource === "scale" ? undefined : subresource;
}

function keep<T extends object, K extends keyof T>(target: T, source: T, key: K): void {
  if (source[key] === undefined) Reflect.deleteProperty(target, key);
  else target[key] = source[key];
}

function validateNext(
  resource: ServedResource,
  options: {
    object: ApiObject;
    old: ApiObject;
    subresource: string | undefined;
    write: WriteOptions;
  },
) {
  const { object, old, subresource, write } = options;
  const problems = [
    ...validateObjectMeta(object.metadata, { namespaced: resource.namespaced, name: pathSegment }),
    ...validateObjectMetaUpdate(object.metadata, old.metadata),
    ...resource.strategy.validateUpdate(object, old, subresource, write.warn),
  ];
  if (problems.length || subresource !== undefined) return problems;
  return write.rights?.judge?.(object, old) ?? [];
}

/** Whether the last finalizer of an object that is being deleted has gone. */
function isFinished(object: ApiObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata;
  if (!deletionTimestamp || deletionGracePeriodSeconds > 0 || finalizers.length > 0) return false;
  const { spec } = object as { spec?: { finalizers?: string[] } };
  return object.kind !== "Namespace" || !spec?.finalizers?.length;
}
