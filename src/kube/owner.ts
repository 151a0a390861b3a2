import { parseApiVersion } from "./gvk.ts";
import type { DeepReadonly, KubernetesObject, OwnerReference } from "./object.ts";

/** An object is to get a second controller: it may have one only. */
export class AlreadyOwnedError extends Error {
  /** Whom it belongs to. */
  readonly owner: OwnerReference;

  constructor(object: DeepReadonly<KubernetesObject>, owner: OwnerReference) {
    const { namespace, name = "" } = object.metadata ?? {};
    const where = namespace ? `${namespace}/${name}` : name;
    super(
      `${object.kind ?? "object"} ${where} is already owned by the ${owner.kind} controller "${owner.name}"`,
    );
    this.name = "AlreadyOwnedError";
    this.owner = owner;
  }
}

/** What an owner reference says besides who the owner is. */
export interface OwnerReferenceOptions {
  /**
   * Whether the owner's deletion in the foreground waits for the object; default true for controllers. To set it, one must be allowed to update the
   * owner's finalizers.
   */
  readonly blockOwnerDeletion?: boolean;
}

/** The reference that marks the managing controller, if any. */
export function controllerOf(object: DeepReadonly<KubernetesObject>): OwnerReference | undefined {
  return object.metadata?.ownerReferences?.find((reference) => reference.controller === true);
}

/** A controller reference to `owner`, which must have been read from the server (it needs its uid). */
export function controllerReference(
  owner: DeepReadonly<KubernetesObject>,
  { blockOwnerDeletion = true }: OwnerReferenceOptions = {},
): OwnerReference {
  return { ...ownerReference(owner), controller: true, blockOwnerDeletion };
}

/** A reference to an `owner` that does not control the object: it is deleted when all of its owners are. */
export function ownerReference(
  owner: DeepReadonly<KubernetesObject>,
  { blockOwnerDeletion }: OwnerReferenceOptions = {},
): OwnerReference {
  const { apiVersion, kind, metadata } = owner;
  if (!apiVersion || !kind || !metadata?.name || !metadata.uid) {
    throw new TypeError("cannot refer to an owner without apiVersion, kind, metadata.name and metadata.uid");
  }
  return {
    apiVersion,
    kind,
    name: metadata.name,
    uid: metadata.uid,
    ...(blockOwnerDeletion === undefined ? {} : { blockOwnerDeletion }),
  };
}

/**
 * Makes `owner` the controller of `object`, in place, so that it is deleted with it and reconciles it. As controllerutil.SetControllerReference.
 *
 * @throws AlreadyOwnedError when another controller has it, TypeError when the owner cannot own it from its namespace
 */
export function setControllerReference(
  owner: DeepReadonly<KubernetesObject>,
  object: KubernetesObject,
  options: OwnerReferenceOptions = {},
): void {
  refuseUnreachable(owner, object);
  const reference = controllerReference(owner, options);
  refuseOtherController(owner, object);
  upsert(reference, object);
}

/** @throws AlreadyOwnedError when `object` has a controller that is not `owner`: another group, kind or name */
export function refuseOtherController(
  owner: DeepReadonly<KubernetesObject>,
  object: DeepReadonly<KubernetesObject>,
): void {
  const existing = controllerOf(object);
  if (existing && !refersTo(existing, owner)) throw new AlreadyOwnedError(object, existing);
}

/**
 * Adds `owner` to the owners of `object`, in place, without making it its controller. As controllerutil.SetOwnerReference.
 *
 * @throws TypeError when the owner cannot own it from its namespace
 */
export function setOwnerReference(
  owner: DeepReadonly<KubernetesObject>,
  object: KubernetesObject,
  options: OwnerReferenceOptions = {},
): void {
  refuseUnreachable(owner, object);
  upsert(ownerReference(owner, options), object);
}

/** Takes `owner` off the owners of `object`, in place; says whether it was one. */
export function removeOwnerReference(
  owner: DeepReadonly<KubernetesObject>,
  object: KubernetesObject,
): boolean {
  const { metadata } = object;
  const owners = metadata?.ownerReferences ?? [];
  const rest = owners.filter((reference) => !refersTo(reference, owner));
  if (!metadata || rest.length === owners.length) return false;
  metadata.ownerReferences = rest;
  return true;
}

/** Takes `owner` off the owners of `object`, in place, if it is its controller; says whether it was. */
export function removeControllerReference(
  owner: DeepReadonly<KubernetesObject>,
  object: KubernetesObject,
): boolean {
  const controller = controllerOf(object);
  return controller !== undefined && refersTo(controller, owner) && removeOwnerReference(owner, object);
}

/** Whether `owner` is one of the owners of `object`: by group, kind and name, whatever the version. */
export function hasOwnerReference(
  owner: DeepReadonly<KubernetesObject>,
  object: DeepReadonly<KubernetesObject>,
): boolean {
  return object.metadata?.ownerReferences?.some((reference) => refersTo(reference, owner)) ?? false;
}

/** Whether `object` has a controller, whichever. */
export function hasControllerReference(object: DeepReadonly<KubernetesObject>): boolean {
  return controllerOf(object) !== undefined;
}

function upsert(reference: OwnerReference, object: KubernetesObject): void {
  const metadata = (object.metadata ??= {});
  const owners = metadata.ownerReferences ?? [];
  const index = owners.findIndex((candidate) => isSameObject(candidate, reference));
  metadata.ownerReferences = index < 0 ? [...owners, reference] : owners.with(index, reference);
}

function refersTo(
  reference: OwnerReference,
  { apiVersion = "", kind = "", metadata }: DeepReadonly<KubernetesObject>,
) {
  return isSameObject(reference, { apiVersion, kind, name: metadata?.name ?? "" });
}

type Named = Pick<OwnerReference, "apiVersion" | "kind" | "name">;

function isSameObject(a: Named, b: Named): boolean {
  const [groupA, groupB] = [parseApiVersion(a.apiVersion).group, parseApiVersion(b.apiVersion).group];
  return groupA === groupB && a.kind === b.kind && a.name === b.name;
}

/** The garbage collector deletes what has an owner that it cannot find: owners are looked for in the object's own namespace. */
function refuseUnreachable(
  owner: DeepReadonly<KubernetesObject>,
  object: DeepReadonly<KubernetesObject>,
): void {
  const [from, to] = [owner.metadata?.namespace, object.metadata?.namespace];
  if (!from || from === to) return;
  throw new TypeError(
    to
      ? `cannot own across namespaces: the owner is in "${from}", the object in "${to}"`
      : `cannot own what names no namespace: the owner is in "${from}", and what is cluster-scoped must have a cluster-scoped owner`,
  );
}
