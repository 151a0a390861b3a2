import type {
  DeepReadonly,
  KubernetesObject,
  ObjectKey,
  Observed,
  ObservedList,
  Stored,
} from "../../kube/object.ts";
import type {
  ApplyOptions,
  CallOptions,
  DeleteOptions,
  ListOptions,
  ObjectEvent,
  Patch,
  WatchOptions,
  WriteOptions,
} from "./call-options.ts";
import type { Status } from "../../kube/status.ts";
import type { Client } from "./client.ts";
import type { KindName, UntypedObject } from "./served-resource.ts";
import type { Subresource, SubresourceAnswer, SubresourceBody } from "./subresource.ts";

/** An object that says what it is. */
export interface NamedObject extends KubernetesObject {
  apiVersion: string;
  kind: string;
}

/**
 * Calls on any kind, named by `apiVersion` and `kind`, by group and kind, or by a handle whose plural and scope are only guessed: the server says where it
 * is served. An object or a reference is a name, too. Types are what the caller says.
 */
export interface UntypedClient {
  get<T extends KubernetesObject = UntypedObject>(
    kind: KindName,
    key: ObjectKey,
    options?: CallOptions,
  ): Promise<Observed<T>>;
  list<T extends KubernetesObject = UntypedObject>(
    kind: KindName,
    options?: ListOptions,
  ): Promise<ObservedList<T>>;
  watch<T extends KubernetesObject = UntypedObject>(
    kind: KindName,
    options?: WatchOptions,
  ): AsyncIterable<ObjectEvent<T>>;
  create<T extends NamedObject>(object: T | DeepReadonly<T>, options?: WriteOptions): Promise<Stored<T>>;
  update<T extends NamedObject>(object: T | DeepReadonly<T>, options?: WriteOptions): Promise<Stored<T>>;
  /** Server-side apply of a manifest. */
  apply<T extends NamedObject>(object: T | DeepReadonly<T>, options?: ApplyOptions): Promise<Stored<T>>;
  patch<T extends KubernetesObject = UntypedObject>(
    kind: KindName,
    key: ObjectKey,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<Stored<T>>;
  delete(kind: KindName, key: ObjectKey, options?: DeleteOptions): Promise<Stored<UntypedObject> | Status>;
  deleteAllOf(kind: KindName, options: ListOptions & DeleteOptions): Promise<void>;
  /** As `client.subresource`. */
  subresource<Name extends string>(
    kind: KindName,
    name: Name,
  ): Subresource<SubresourceBody<UntypedObject, Name>, SubresourceAnswer<UntypedObject, Name>>;
}

/**
 * A client for kinds that have no handle: each call looks the kind up by `client.discovery`.
 *
 * @example
 * const untyped = untypedClient(client);
 * for (const manifest of manifests) await untyped.apply(manifest);
 */
export function untypedClient(client: Client): UntypedClient {
  const find = <T extends KubernetesObject>(kind: KindName) => client.discovery.resource<T>(kind);
  return {
    get: async <T extends KubernetesObject>(kind: KindName, key: ObjectKey, options?: CallOptions) =>
      client.get(await find<T>(kind), key, options),
    list: async <T extends KubernetesObject>(kind: KindName, options?: ListOptions) =>
      client.list(await find<T>(kind), options),
    async *watch<T extends KubernetesObject>(kind: KindName, options?: WatchOptions) {
      yield* client.watch(await find<T>(kind), options);
    },
    create: async <T extends NamedObject>(object: T | DeepReadonly<T>, options?: WriteOptions) =>
      client.create<T>(await find<T>(nameOf(object)), object, options),
    update: async <T extends NamedObject>(object: T | DeepReadonly<T>, options?: WriteOptions) =>
      client.update<T>(await find<T>(nameOf(object)), object, options),
    apply: async <T extends NamedObject>(object: T | DeepReadonly<T>, options?: ApplyOptions) =>
      client.apply(await find<T>(nameOf(object)), object as Parameters<typeof client.apply<T>>[1], options),
    patch: async <T extends KubernetesObject>(
      kind: KindName,
      key: ObjectKey,
      patch: Patch,
      options?: WriteOptions,
    ) => client.patch(await find<T>(kind), key, patch, options),
    delete: async (kind, key, options) => client.delete(await find(kind), key, options),
    deleteAllOf: async (kind, options) => client.deleteAllOf(await find(kind), options),
    subresource: (kind, name) => {
      const below = async () => client.subresource(await find<UntypedObject>(kind), name);
      return {
        get: async (...args) => (await below()).get(...args),
        stream: async (...args) => (await below()).stream(...args),
        create: async (...args) => (await below()).create(...args),
        update: async (...args) => (await below()).update(...args),
        patch: async (...args) => (await below()).patch(...args),
        apply: async (...args) => (await below()).apply(...args),
      };
    },
  };
}

function nameOf({ apiVersion, kind }: { readonly apiVersion?: string; readonly kind?: string }): KindName {
  if (!apiVersion || !kind) throw new TypeError("cannot tell what an object without apiVersion and kind is");
  return { apiVersion, kind };
}
