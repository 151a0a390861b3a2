import type { KubernetesObject, ObjectKey } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { ApplyOptions, DeleteOptions, WriteOptions } from "./call-options.ts";
import type { Client } from "./client.ts";

/** What calls of a client do where they do not say otherwise. */
export interface ClientDefaults extends Pick<WriteOptions, "fieldManager" | "fieldValidation"> {
  /** Nothing that this client does is stored, whatever a call says. */
  readonly dryRun?: true;
  /** Where namespaced kinds are read and written. A call that names another namespace is refused. */
  readonly namespace?: string;
}

/**
 * The same client with defaults of its own: controller-runtime's client.WithFieldOwner, WithFieldValidation, NewDryRunClient and NewNamespacedClient in one.
 * Raw requests are passed on as they are; a client that is to store nothing lets them only read.
 *
 * @example
 * const careful = clientWith(client, { dryRun: true, fieldValidation: "Strict" });
 */
export function clientWith(client: Client, defaults: ClientDefaults): Client {
  const { fieldManager, fieldValidation, dryRun } = defaults;
  const written = <O extends WriteOptions>(options: O | undefined) =>
    ({
      ...(fieldManager === undefined ? {} : { fieldManager }),
      ...(fieldValidation === undefined ? {} : { fieldValidation }),
      ...options,
      ...(dryRun ? { dryRun } : {}),
    }) as O;
  const deleted = (options: DeleteOptions | undefined) => ({ ...options, ...(dryRun ? { dryRun } : {}) });
  const at = (resource: Resource, key: ObjectKey) => placeKey(resource, key, defaults);
  const placed = <T>(resource: Resource, object: T) => placeObject(resource, object, defaults);
  const within = <O extends { readonly namespace?: string | undefined }>(resource: Resource, options: O) =>
    ({ ...options, ...placeList(resource, options.namespace, defaults) }) as O;
  return {
    get: async (resource, key, options) => client.get(resource, at(resource, key), options),
    list: async (resource, options = {}) => client.list(resource, within(resource, options)),
    watch: (resource, options = {}) => client.watch(resource, within(resource, options)),
    create: async (resource, object, options) =>
      client.create(resource, placed(resource, object), written(options)),
    update: async (resource, object, options) =>
      client.update(resource, placed(resource, object), written(options)),
    patch: async (resource, key, patch, options) =>
      client.patch(resource, at(resource, key), patch, written(options)),
    apply: async (resource, object, options) =>
      client.apply(resource, placed(resource, object), written<ApplyOptions>(options)),
    delete: async (resource, key, options) => client.delete(resource, at(resource, key), deleted(options)),
    deleteAllOf: async (resource, options) =>
      client.deleteAllOf(resource, within(resource, { ...options, ...deleted(options) })),
    updateStatus: async (resource, object, options) =>
      client.updateStatus(resource, placed(resource, object), written(options)),
    patchStatus: async (resource, key, patch, options) =>
      client.patchStatus(resource, at(resource, key), patch, written(options)),
    applyStatus: async (resource, object, options) =>
      client.applyStatus(resource, placed(resource, object), written<ApplyOptions>(options)),
    subresource(resource, name) {
      const { get, stream, create, update, patch, apply } = client.subresource(resource, name);
      return {
        get: async (key, options) => get(at(resource, key), options),
        stream: async (key, options) => stream(at(resource, key), options),
        create: async (key, body, options) => create(at(resource, key), body, written(options)),
        update: async (key, body, options) => update(at(resource, key), body, written(options)),
        patch: async (key, change, options) => patch(at(resource, key), change, written(options)),
        apply: async (key, body, options) => apply(at(resource, key), body, written<ApplyOptions>(options)),
      };
    },
    async request(request) {
      if (dryRun && request.method !== "GET")
        throw new TypeError(`cannot send ${request.method} ${request.path}: this client is to store nothing`);
      return client.request(request);
    },
    discovery: client.discovery,
  };
}

function placeKey(resource: Resource, key: ObjectKey, { namespace }: ClientDefaults): ObjectKey {
  if (namespace === undefined || resource.scope === "Cluster") return key;
  if (!key.namespace) return { ...key, namespace };
  refuseOther(resource, { namespace, given: key.namespace });
  return key;
}

function placeObject<T>(resource: Resource, object: T, defaults: ClientDefaults): T {
  const { metadata = {} } = object as KubernetesObject;
  const { namespace: given, name = "" } = metadata;
  const { namespace } = placeKey(resource, given ? { name, namespace: given } : { name }, defaults);
  return namespace === given ? object : { ...object, metadata: { ...metadata, namespace } };
}

function placeList(resource: Resource, given: string | undefined, { namespace }: ClientDefaults) {
  if (namespace === undefined || resource.scope === "Cluster") return {};
  if (given) refuseOther(resource, { namespace, given });
  return { namespace };
}

function refuseOther({ kind }: Resource, { namespace, given }: { namespace: string; given: string }): void {
  if (given !== namespace)
    throw new TypeError(
      `cannot address a ${kind} in namespace "${given}": this client is for "${namespace}"`,
    );
}
