import type { Time } from "./scalar.ts";

declare const custom: unique symbol;

/** Reference from an object to one that owns it (meta/v1 OwnerReference). */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** Which fields a manager set, and when (meta/v1 ManagedFieldsEntry). */
export interface ManagedFieldsEntry {
  manager?: string;
  operation?: "Apply" | "Update";
  apiVersion?: string;
  time?: Time;
  fieldsType?: "FieldsV1";
  fieldsV1?: Record<string, unknown>;
  subresource?: string;
}

/** What a kind says about the names of its objects: the only part of metadata that a CRD may narrow. */
export interface MetadataNames {
  name?: string;
  generateName?: string;
}

/**
 * meta/v1 ObjectMeta, as the wire has it. With an argument, the names of a kind's objects are of those types, and of their tags in the CRD.
 *
 * @example
 * interface Tenant extends CustomResource<TenantSpec> { metadata: ObjectMeta<{ name: DnsLabel }> }
 */
export interface ObjectMeta<Names extends MetadataNames = MetadataNames> {
  name?: (Names & MetadataNames)["name"] & {};
  generateName?: (Names & MetadataNames)["generateName"] & {};
  namespace?: string | undefined;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: Time;
  deletionTimestamp?: Time;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  finalizers?: string[];
  managedFields?: ManagedFieldsEntry[];
  selfLink?: string;
}

/** Anything that the API server stores. */
export interface KubernetesObject {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
}

/** A list as the API server returns it. */
export interface KubernetesList<T extends KubernetesObject = KubernetesObject> {
  apiVersion?: string;
  kind?: string;
  metadata: { resourceVersion?: string; continue?: string; remainingItemCount?: number };
  items: T[];
}

/**
 * Shape of a custom resource: extend it with an interface of the kind's name.
 *
 * @example
 * interface Memcached extends CustomResource<MemcachedSpec, MemcachedStatus> {}
 */
export interface CustomResource<Spec = unknown, Status = unknown> extends KubernetesObject {
  spec: Spec;
  status?: Status;
  /** Never there at run time: the server counts generations of custom resources, but not of every built-in kind. */
  readonly [custom]?: never;
}

/** Metadata as every stored object has it: set by the server, whatever was sent. */
export interface StoredMeta extends ObjectMeta {
  name: string;
  uid: string;
  resourceVersion: string;
  creationTimestamp: Time;
}

/**
 * An object as the server has it, not as it was sent: every write answers with one. Custom resources always have a `generation` too.
 * `metadata.namespace` is there for namespaced kinds, which is known only from the handle's scope.
 */
export type Stored<T extends KubernetesObject> = T & {
  apiVersion: string;
  kind: string;
  metadata: typeof custom extends keyof T ? StoredMeta & { generation: number } : StoredMeta;
};

/** A stored object as it is read: what a handler gets, and what `get`, `list` and watches bring. It may be the cache's own, so it is read-only. */
export type Observed<T extends KubernetesObject> = {
  readonly [Key in keyof Stored<T>]: DeepReadonly<Stored<T>[Key]>;
};

/** A list of stored objects as it is read. */
export interface ObservedList<T extends KubernetesObject> {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: Readonly<KubernetesList["metadata"]>;
  readonly items: readonly Observed<T>[];
}

/** Name, and namespace where there is one. */
export interface ObjectKey {
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** `namespace/name`, or `name` for cluster-scoped objects: client-go's MetaNamespaceKeyFunc. */
export function keyText(key: ObjectKey): string {
  return key.namespace ? `${key.namespace}/${key.name}` : key.name;
}

/** The key of an object that has a name. */
export function keyOf(object: DeepReadonly<KubernetesObject>): ObjectKey {
  const { name = "", namespace } = object.metadata ?? {};
  return namespace ? { namespace, name } : { name };
}

/** T and everything below it, read-only: what a cache hands out. */
export type DeepReadonly<T> = T extends (...args: never[]) => unknown
  ? T
  : T extends readonly (infer Item)[]
    ? readonly DeepReadonly<Item>[]
    : T extends object
      ? ReadonlyFields<T>
      : T;

/** A name of its own, for editors to show instead of every field. */
type ReadonlyFields<T> = { readonly [Key in keyof T]: DeepReadonly<T[Key]> };

/**
 * T with every field optional at every depth, as a server-side-apply configuration has it: what is left out, or undefined, is not sent. Items of lists keep
 * the fields that their type requires: a keyed list needs its keys to find an item, and any other list is set as a whole. Parts of what was read fit in, so lists may be read-only.
 */
export type DeepPartial<T> = T extends (...args: never[]) => unknown
  ? T
  : T extends readonly (infer Item)[]
    ? readonly PartialItem<Item>[]
    : T extends object
      ? { [Key in keyof T]?: DeepPartial<T[Key]> | undefined }
      : T;

type PartialItem<T> = T extends readonly unknown[] | ((...args: never[]) => unknown)
  ? DeepPartial<T>
  : T extends object
    ? { [Key in keyof T]: DeepPartial<T[Key]> | (object extends Pick<T, Key> ? undefined : never) }
    : T;
