import { resourcePath } from "../../kube/gvk.ts";
import {
  keyOf,
  type DeepReadonly,
  type KubernetesList,
  type KubernetesObject,
  type ObjectKey,
} from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type {
  ApplyConfiguration,
  ApplyOptions,
  CallOptions,
  Client,
  DeleteOptions,
  ListOptions,
  Patch,
  WriteOptions,
} from "./client.ts";
import { withQuery } from "./query.ts";
import type { Channel, Transport, TransportRequest } from "./transport.ts";

type ObjectIn<T> = T | DeepReadonly<T> | ApplyConfiguration<T & KubernetesObject>;

/** A client that talks to the server for every call. */
export class RestClient implements Client {
  readonly #transport: Transport;
  readonly #fieldManager: string;
  readonly #namespace: string;
  readonly #signal: AbortSignal | undefined;
  readonly #channel: Channel;

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

  get<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    options: CallOptions = {},
  ): Promise<DeepReadonly<T>> {
    return this.#send({ method: "GET", path: this.#path(resource, key) }, options);
  }

  list<T extends KubernetesObject>(
    resource: Resource<T>,
    options: ListOptions = {},
  ): Promise<DeepReadonly<KubernetesList<T>>> {
    return this.#send({ method: "GET", path: collectionPath(resource, options) }, options);
  }

  create<T extends KubernetesObject>(
    resource: Resource<T>,
    object: NoInfer<T>,
    options: WriteOptions = {},
  ): Promise<T> {
    const { namespace } = keyOf(object);
    const path = this.#path(resource, namespace ? { namespace } : {});
    return this.#send(
      { method: "POST", path: this.#written(path, options), body: identify(resource, object) },
      options,
    );
  }

  update<T extends KubernetesObject>(
    resource: Resource<T>,
    object: NoInfer<T | DeepReadonly<T>>,
    options: WriteOptions = {},
  ): Promise<T> {
    return this.#put(resource, object, options);
  }

  updateStatus<T extends KubernetesObject>(
    resource: Resource<T>,
    object: NoInfer<T | DeepReadonly<T>>,
    options: WriteOptions = {},
  ): Promise<T> {
    return this.#put(resource, object, options, "status");
  }

  patch<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options: WriteOptions = {},
  ): Promise<T> {
    return this.#patch(resource, { key, patch }, options);
  }

  patchStatus<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options: WriteOptions = {},
  ): Promise<T> {
    return this.#patch(resource, { key, patch, subresource: "status" }, options);
  }

  apply<T extends KubernetesObject>(
    resource: Resource<T>,
    object: ApplyConfiguration<NoInfer<T>>,
    options: ApplyOptions = {},
  ): Promise<T> {
    return this.#apply(resource, object, options);
  }

  applyStatus<T extends KubernetesObject>(
    resource: Resource<T>,
    object: ApplyConfiguration<NoInfer<T>>,
    options: ApplyOptions = {},
  ): Promise<T> {
    return this.#apply(resource, object, options, "status");
  }

  async delete(resource: Resource, key: ObjectKey, options: DeleteOptions = {}): Promise<void> {
    await this.#send(
      { method: "DELETE", path: this.#path(resource, key), body: deleteBody(options) },
      options,
    );
  }

  async deleteAllOf(resource: Resource, options: ListOptions & DeleteOptions): Promise<void> {
    await this.#send(
      { method: "DELETE", path: collectionPath(resource, options), body: deleteBody(options) },
      options,
    );
  }

  createSubresource<R>(
    resource: Resource,
    key: ObjectKey,
    request: { subresource: string; body: object } & WriteOptions,
  ): Promise<R> {
    const path = this.#written(this.#path(resource, key, request.subresource), request);
    return this.#send({ method: "POST", path, body: request.body }, request);
  }

  request(request: TransportRequest): Promise<unknown> {
    return this.#send(request, request);
  }

  #put<T extends KubernetesObject>(
    resource: Resource<T>,
    object: ObjectIn<T>,
    options: WriteOptions,
    subresource?: string,
  ): Promise<T> {
    const path = this.#path(resource, keyOf(object as KubernetesObject), subresource);
    return this.#send(
      { method: "PUT", path: this.#written(path, options), body: identify(resource, object) },
      options,
    );
  }

  #patch<T extends KubernetesObject>(
    resource: Resource<T>,
    target: { key: ObjectKey; patch: Patch; subresource?: string },
    options: WriteOptions,
  ): Promise<T> {
    const path = this.#written(this.#path(resource, target.key, target.subresource), options);
    return this.#send({ method: "PATCH", path, ...patchBody(target.patch) }, options);
  }

  #apply<T extends KubernetesObject>(
    resource: Resource<T>,
    object: ObjectIn<T>,
    options: ApplyOptions,
    subresource?: string,
  ): Promise<T> {
    const { force = true } = options;
    const path = this.#written(
      this.#path(resource, keyOf(object as KubernetesObject), subresource),
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

  async #send<R>(request: TransportRequest, { signal = this.#signal }: CallOptions): Promise<R> {
    const { body } = await this.#transport.request({
      channel: this.#channel,
      ...request,
      ...(signal ? { signal } : {}),
    });
    return body as R;
  }

  #path(resource: Resource, key: Partial<ObjectKey>, subresource?: string): string {
    return resourcePath(resource, {
      ...(resource.scope === "Namespaced" ? { namespace: key.namespace ?? this.#namespace } : {}),
      ...(key.name ? { name: key.name } : {}),
      ...(subresource ? { subresource } : {}),
    });
  }

  #written(path: string, options: WriteOptions, force?: boolean): string {
    const { dryRun, fieldManager = this.#fieldManager, fieldValidation } = options;
    return withQuery(path, { fieldManager, dryRun: dryRun ? "All" : undefined, fieldValidation, force });
  }
}

function collectionPath(resource: Resource, options: ListOptions): string {
  const { namespace, labelSelector, fieldSelector, limit, continue: token } = options;
  const path = resourcePath(resource, namespace && resource.scope === "Namespaced" ? { namespace } : {});
  return withQuery(path, { labelSelector, fieldSelector, limit, continue: token });
}

function identify(resource: Resource, object: object): object {
  return { ...object, apiVersion: resource.apiVersion, kind: resource.kind };
}

function patchBody(patch: Patch): { body: unknown; contentType: string } {
  if ("json" in patch) return { body: patch.json, contentType: "application/json-patch+json" };
  if ("merge" in patch) return { body: patch.merge, contentType: "application/merge-patch+json" };
  return { body: patch.strategic, contentType: "application/strategic-merge-patch+json" };
}

function deleteBody({ dryRun, propagationPolicy, gracePeriodSeconds, preconditions }: DeleteOptions): object {
  return {
    apiVersion: "v1",
    kind: "DeleteOptions",
    ...(dryRun ? { dryRun: ["All"] } : {}),
    ...(propagationPolicy ? { propagationPolicy } : {}),
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(preconditions ? { preconditions } : {}),
  };
}
