import { resourcePath } from "../../kube/gvk.ts";
import {
  keyOf,
  type DeepReadonly,
  type KubernetesList,
  type KubernetesObject,
  type ObjectKey,
  type Observed,
  type ObservedList,
  type Stored,
} from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Status } from "../../kube/status.ts";
import type {
  ApplyConfiguration,
  ApplyOptions,
  CallOptions,
  DeleteOptions,
  ListOptions,
  ObjectEvent,
  Patch,
  WatchOptions,
  WriteOptions,
} from "./call-options.ts";
import type { Client } from "./client.ts";
import { readChunks } from "./exchange.ts";
import { createDiscovery, type Discovery } from "./discovery.ts";
import { listAll } from "./list-pages.ts";
import { createListerWatcher } from "./lister-watcher.ts";
import { indexWithoutCache } from "./index-without-cache.ts";
import { acceptOf, observedAs } from "./metadata-only.ts";
import { objectOf } from "./object-of.ts";
import { withQuery } from "./query.ts";
import { collectionPath, deleteBody, identify, completeList, patchBody } from "./request-body.ts";
import { restSubresource } from "./rest-subresource.ts";
import type { Subresource, SubresourceAnswer, SubresourceBody } from "./subresource.ts";
import type { Channel } from "./channel-pools.ts";
import type { Transport } from "./transport.ts";
import type { TransportRequest, TransportResponse } from "./transport-request.ts";
import { watchObjects } from "./watch-objects.ts";

type ObjectIn<T> = T | DeepReadonly<T> | ApplyConfiguration<T & KubernetesObject>;

/** A client that talks to the server for every call. A key or an object without a name is refused with a TypeError. */
export class RestClient implements Client {
  readonly #transport: Transport;
  readonly #fieldManager: string;
  readonly #namespace: string;
  readonly #signal: AbortSignal | undefined;
  readonly #channel: Channel;
  #discovery: Discovery | undefined;

  /** `signal` ends every call that has none of its own. */
  constructor(
    transport: Transport,
    options: { fieldManager?: string; namespace?: string; signal?: AbortSignal; channel?: Channel } = {},
  ) {
    this.#transport = transport;
    this.#fieldManager = options.fieldManager ?? "kubewright";
    this.#namespace = options.namespace ?? transport.connection.namespace;
    this.#signal = options.signal;
    this.#channel = options.channel ?? "call";
  }

  async get<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    options: CallOptions = {},
  ): Promise<Observed<T>> {
    const request = {
      method: "GET",
      path: this.#objectPath(resource, key),
      ...acceptOf(resource, "object"),
    } as const;
    return observedAs(resource, await this.#send<Observed<T>>(request, options));
  }

  async list<T extends KubernetesObject>(
    resource: Resource<T>,
    options: ListOptions = {},
  ): Promise<ObservedList<T>> {
    const path = collectionPath(resource, options);
    if (options.index) throw indexWithoutCache(resource);
    const list = await this.#send<unknown>({ method: "GET", path, ...acceptOf(resource, "list") }, options);
    completeList(resource, list as KubernetesList);
    return list as ObservedList<T>;
  }

  async create<T extends KubernetesObject>(
    resource: Resource<T>,
    object: NoInfer<T | DeepReadonly<T>>,
    options: WriteOptions = {},
  ): Promise<Stored<T>> {
    const path = this.#path(resource, { namespace: object.metadata?.namespace });
    return this.#send(
      { method: "POST", path: this.#written(path, options), body: identify(resource, object) },
      options,
    );
  }

  update<T extends KubernetesObject>(
    resource: Resource<T>,
    object: NoInfer<T | DeepReadonly<T>>,
    options: WriteOptions = {},
  ): Promise<Stored<T>> {
    return this.#put(resource, object, options);
  }

  updateStatus<T extends KubernetesObject>(
    resource: Resource<T>,
    object: NoInfer<T | DeepReadonly<T>>,
    options: WriteOptions = {},
  ): Promise<Stored<T>> {
    return this.#put(resource, object, options, "status");
  }

  patch<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options: WriteOptions = {},
  ): Promise<Stored<T>> {
    return this.#patch(resource, { key, patch }, options);
  }

  patchStatus<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options: WriteOptions = {},
  ): Promise<Stored<T>> {
    return this.#patch(resource, { key, patch, subresource: "status" }, options);
  }

  apply<T extends KubernetesObject>(
    resource: Resource<T>,
    object: ApplyConfiguration<NoInfer<T>>,
    options: ApplyOptions = {},
  ): Promise<Stored<T>> {
    return this.#apply(resource, object, options);
  }

  applyStatus<T extends KubernetesObject>(
    resource: Resource<T>,
    object: ApplyConfiguration<NoInfer<T>>,
    options: ApplyOptions = {},
  ): Promise<Stored<T>> {
    return this.#apply(resource, object, options, "status");
  }

  async delete<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    options: DeleteOptions = {},
  ): Promise<Stored<T> | Status> {
    return this.#send(
      { method: "DELETE", path: this.#objectPath(resource, key), body: deleteBody(options) },
      options,
    );
  }

  async deleteAllOf(resource: Resource, options: ListOptions & DeleteOptions): Promise<void> {
    if (resource.scope === "Namespaced" && !options.namespace)
      throw new TypeError(`cannot delete every ${resource.kind} of all namespaces at once: name a namespace`);
    await this.#send(
      { method: "DELETE", path: collectionPath(resource, options), body: deleteBody(options) },
      options,
    );
  }

  subresource<T extends KubernetesObject, Name extends string>(
    resource: Resource<T>,
    name: Name,
  ): Subresource<SubresourceBody<T, Name>, SubresourceAnswer<T, Name>> {
    if (!name) throw new TypeError(`cannot address a subresource of ${resource.kind} without its name`);
    return restSubresource(
      {
        path: (of, key, subresource) => this.#objectPath(of, key, subresource),
        written: (path, options, force) => this.#written(path, options, force),
        ask: (request, options) => this.#ask(request, options),
        stream: (request, options) => this.#stream(request, options),
      },
      { resource, name },
    );
  }

  watch<T extends KubernetesObject>(
    resource: Resource<T>,
    options: WatchOptions = {},
  ): AsyncGenerator<ObjectEvent<T>> {
    const {
      signal = this.#signal ?? new AbortController().signal,
      resourceVersion,
      bookmarks,
      ...selection
    } = options;
    return watchObjects<T>(
      {
        lister: createListerWatcher(this.#transport, resource, selection),
        listAll: () => listAll(this, resource, { ...selection, signal }),
        signal,
        clock: this.#transport.clock,
      },
      { ...(resourceVersion === undefined ? {} : { resourceVersion }), ...(bookmarks ? { bookmarks } : {}) },
    );
  }

  get discovery(): Discovery {
    return (this.#discovery ??= createDiscovery((path) => this.#send({ method: "GET", path }, {})));
  }

  async request(request: TransportRequest): Promise<unknown> {
    return (await this.#ask(request, request)).body;
  }

  async #put<T extends KubernetesObject>(
    resource: Resource<T>,
    object: ObjectIn<T>,
    options: WriteOptions,
    subresource?: string,
  ): Promise<Stored<T>> {
    const path = this.#objectPath(resource, keyOf(object as KubernetesObject), subresource);
    return this.#send(
      { method: "PUT", path: this.#written(path, options), body: identify(resource, object) },
      options,
    );
  }

  async #patch<T extends KubernetesObject>(
    resource: Resource<T>,
    target: { key: ObjectKey; patch: Patch; subresource?: string },
    options: WriteOptions,
  ): Promise<Stored<T>> {
    const path = this.#written(this.#objectPath(resource, target.key, target.subresource), options);
    return this.#send({ method: "PATCH", path, ...patchBody(target.patch) }, options);
  }

  async #apply<T extends KubernetesObject>(
    resource: Resource<T>,
    object: ObjectIn<T>,
    options: ApplyOptions,
    subresource?: string,
  ): Promise<Stored<T>> {
    const { force = true } = options;
    const path = this.#written(
      this.#objectPath(resource, keyOf(object as KubernetesObject), subresource),
      options,
      force,
    );
    return this.#send(
      {
        method: "PATCH",
        path,
        body: identify(resource, object),
        contentType: "application/apply-patch+yaml",
      },
      options,
    );
  }

  async #send<R>(request: TransportRequest, options: CallOptions): Promise<R> {
    return objectOf(request, await this.#ask(request, options));
  }

  #ask(request: TransportRequest, { signal = this.#signal }: CallOptions): Promise<TransportResponse> {
    return this.#transport.request({ channel: this.#channel, ...request, ...(signal ? { signal } : {}) });
  }

  async #stream(request: TransportRequest, options: CallOptions): Promise<AsyncIterable<Uint8Array>> {
    const { signal = this.#signal ?? new AbortController().signal } = options;
    return readChunks(await this.#transport.stream({ channel: "watch", ...request, signal }), signal);
  }

  /** An empty name would mean the whole collection: a delete of it must never come from a missing name. */
  #objectPath(resource: Resource, key: ObjectKey, subresource?: string): string {
    if (!key.name) throw new TypeError(`cannot address a ${resource.kind} without a name`);
    return this.#path(resource, { ...key, subresource });
  }

  #path(
    resource: Resource,
    target: {
      namespace?: string | undefined;
      name?: string | undefined;
      subresource?: string | undefined;
    },
  ): string {
    const { namespace = this.#namespace, name, subresource } = target;
    return resourcePath(resource, {
      ...(resource.scope === "Namespaced" ? { namespace } : {}),
      ...(name ? { name } : {}),
      ...(subresource ? { subresource } : {}),
    });
  }

  #written(path: string, options: WriteOptions, force?: boolean): string {
    const { dryRun, fieldManager = this.#fieldManager, fieldValidation } = options;
    return withQuery(path, { fieldManager, dryRun: dryRun ? "All" : undefined, fieldValidation, force });
  }
}
