import type { ApiObject } from "../api-object.ts";
import { pathSegment } from "../admission/name-format.ts";
import { validateObjectMeta } from "../admission/object-meta.ts";
import {
  alreadyExists,
  badRequest,
  forbidden,
  generateNameConflict,
  invalid,
  notFound,
  plainError,
  type InvalidField,
} from "../status-error.ts";
import { admitMutating, admitValidating } from "./admit.ts";
import { dedupOwners } from "./dedup-owners.ts";
import { nowText, type RegistryContext, type WriteOptions } from "./context.ts";
import { putServed } from "./put-served.ts";
import {
  kindName,
  resourceName,
  storeKey,
  type AdmitOptions,
  type ServedResource,
} from "./served-resource.ts";
import { administrator } from "./writer.ts";
import { trackFields } from "./track-fields.ts";

/** Creates an object that has been decoded; `managed` when its managedFields are already those of the result. */
export interface CreateRequest {
  readonly namespace: string | undefined;
  readonly object: ApiObject;
  readonly write: WriteOptions;
  readonly managed?: boolean;
  /** Whether it was an update or an apply, and only turned out to be a creation. */
  readonly late?: boolean;
  /** The subresource by whose path it came: only `status` of kinds that an update may create. */
  readonly subresource?: string | undefined;
}

const attempts = 8;

/** POST. Follows k8s.io/apiserver/pkg/registry/rest/create.go and registry/generic/registry/store.go. */
export function createObject(
  context: RegistryContext,
  resource: ServedResource,
  request: CreateRequest,
): ApiObject {
  const { write, subresource } = request;
  const name = request.object.metadata.name ?? "";
  const object = { ...request.object, metadata: { ...request.object.metadata } };
  wipeMetadata(object, request);
  setNamespace(resource, { object, namespace: request.namespace });
  if (!request.managed) dedupOwners(object, { admitted: false, warn: write.warn });
  if (resource.namespaced && request.namespace !== "") checkNamespace(context, resource, object);
  const tracked = request.managed
    ? object
    : trackFields(context, resource, {
        before: undefined,
        after: object,
        manager: write.manager,
        subresource,
      });
  const target = {
    operation: "CREATE",
    resource,
    subresource,
    namespace: request.namespace,
    name,
    writer: write,
  } as const;
  const admit = (object: ApiObject) => {
    if (subresource === undefined) resource.strategy.admit?.(object, admitOptions(context, undefined));
  };
  admit(tracked);
  const admitted =
    admitMutating(context, { ...target, object: tracked, oldObject: undefined, again: admit }) ?? tracked;
  setNamespace(resource, { object: admitted, namespace: request.namespace });
  dedupOwners(admitted, { admitted: true, warn: write.warn });
  write.rights?.vet?.(admitted, undefined);
  const validate = (created: ApiObject) => {
    if (request.late) write.rights?.checkCreate?.();
    const named = name || (created.metadata.name ?? "");
    admitValidating(context, { ...target, name: named, object: created, oldObject: undefined });
  };
  return createNamed(context, resource, {
    object: admitted,
    subresource,
    write,
    applied: request.managed ?? false,
    validate,
  });
}

interface Creation {
  readonly object: ApiObject;
  readonly subresource: string | undefined;
  readonly write: WriteOptions;
  /** Whether a server-side apply made it. */
  readonly applied: boolean;
  /** Validating admission. */
  readonly validate: (object: ApiObject) => void;
}

/** A made-up name that is taken is replaced by another one. */
function createNamed(context: RegistryContext, resource: ServedResource, creation: Creation): ApiObject {
  const { object } = creation;
  const { generateName, name } = object.metadata;
  if (name || !generateName) return store(context, resource, creation);
  for (let attempt = 1; ; attempt++) {
    const metadata = { ...object.metadata, name: `${generateName.slice(0, 58)}${context.newSuffix()}` };
    try {
      return store(context, resource, { ...creation, object: { ...object, metadata } });
    } catch (error) {
      if (attempt === attempts || !(error instanceof Error && "code" in error && error.code === 409))
        throw error;
    }
  }
}

function store(context: RegistryContext, resource: ServedResource, creation: Creation): ApiObject {
  const { write, validate, subresource } = creation;
  const { strategy } = resource;
  const object = { ...creation.object, metadata: { ...creation.object.metadata } };
  const requested = object.metadata.resourceVersion;
  delete object.metadata.resourceVersion;
  stampMetadata(context, object);
  strategy.stamp?.(object, {
    old: undefined,
    subresource: undefined,
    user: write.user ?? administrator,
    now: nowText(context),
  });
  // the storage behind a status has no such hook (StatusREST of k8s.io/kubernetes/pkg/registry/core/service/storage)
  if (subresource === undefined)
    strategy.begin?.(object, { old: undefined, store: context.store, dryRun: write.dryRun });
  strategy.prepareForCreate(object, write.warn);
  const problems = validateNew(resource, object);
  const errors = problems.length ? problems : (write.rights?.judge?.(object, undefined) ?? []);
  const name = object.metadata.name ?? "";
  if (errors.length) throw invalid(kindName(resource), { name, errors });
  strategy.warnings?.(object, undefined, undefined).forEach(write.warn);
  strategy.review?.(object, { ...admitOptions(context, undefined), warn: write.warn });
  validate(object);
  const key = storeKey(object.metadata.namespace, name);
  // a dry run never comes to the store, which asks this
  if (requested && !write.dryRun)
    throw plainError("resourceVersion should not be set on objects to be created");
  const present = context.store.get(resource.collection, key);
  if (present && object.metadata.generateName) throw generateNameConflict(resourceName(resource), name);
  if (present) {
    const deleting = present.metadata.deletionTimestamp !== undefined;
    throw alreadyExists(resourceName(resource), name, { deleting });
  }
  // what is read back has the defaults of what was taken away, such as a status
  const storable = strategy.toStored(object, { applied: creation.applied });
  if (write.dryRun) return strategy.toServed(storable);
  return putServed(context, resource, { key, storable, expected: undefined, decoded: !creation.applied });
}

/** What built-in admission may look at. */
export function admitOptions(context: RegistryContext, old: ApiObject | undefined): AdmitOptions {
  return {
    old,
    find: (collection, key) => context.store.get(collection, key),
    list: (collection) => context.store.list(collection),
  };
}

/** Built-in kinds look at their metadata themselves; what they say of it comes before the general check. */
function validateNew({ strategy, namespaced }: ServedResource, object: ApiObject): InvalidField[] {
  const { metadata } = object;
  if (strategy.custom)
    return [
      ...validateObjectMeta(metadata, { namespaced, name: strategy.nameFormat }),
      ...strategy.validate(object),
    ];
  const problems = strategy.validate(object);
  return problems.length ? problems : validateObjectMeta(metadata, { namespaced, name: pathSegment });
}

/**
 * Puts the request's namespace into the object, or refuses one that differs; an object of the whole cluster loses it.
 * Follows EnsureObjectNamespaceMatchesRequestNamespace of k8s.io/apiserver/pkg/registry/rest/meta.go.
 */
export function setNamespace(
  resource: ServedResource,
  options: { object: ApiObject; namespace: string | undefined },
): void {
  const { object, namespace } = options;
  const { metadata } = object;
  const expected = resource.namespaced ? namespace : undefined;
  if (expected === undefined) delete metadata.namespace;
  else if (metadata.namespace && metadata.namespace !== expected) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  if (expected) metadata.namespace = expected;
}

/** Follows the NamespaceLifecycle admission plugin: the namespace must be there and not go away. */
function checkNamespace(context: RegistryContext, resource: ServedResource, object: ApiObject): void {
  const { namespace = "", name = "" } = object.metadata;
  const found = context.store.get("namespaces", namespace);
  if (!found) throw notFound({ group: "", resource: "namespaces" }, namespace);
  if (!found.metadata.deletionTimestamp) return;
  const message = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const causes = [
    {
      reason: "NamespaceTerminating",
      message: `namespace ${namespace} is being terminated`,
      field: "metadata.namespace",
    },
  ];
  throw forbidden(resourceName(resource), { name, message, causes });
}

/** Takes away what only the server sets; a resourceVersion is refused later, and only POST looks at when an object is to go. */
function wipeMetadata({ metadata }: ApiObject, { late = false }: CreateRequest): void {
  if (!late) {
    delete metadata.deletionTimestamp;
    delete metadata.deletionGracePeriodSeconds;
  }
  delete metadata.selfLink;
  delete metadata.uid;
  delete metadata.creationTimestamp;
}

function stampMetadata(context: RegistryContext, { metadata }: ApiObject): void {
  metadata.uid = context.newUid();
  metadata.creationTimestamp = nowText(context);
}
