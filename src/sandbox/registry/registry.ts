import { randomInt, randomUUID } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import { copyJson } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import { notFound } from "../status-error.ts";
import type { StoreEvent } from "../store/history.ts";
import { Store } from "../store/store.ts";
import type { RegistryContext, WriteOptions } from "./context.ts";
import { createObject, type CreateRequest } from "./create.ts";
import { deleteObject, type DeleteOptions, type DeleteResult } from "./delete.ts";
import { listObjects, type ListRequest, type ListResult } from "./list.ts";
import { patchObject, type PatchRequest } from "./patch.ts";
import { ResourceTable } from "./resource-table.ts";
import { resourceName, storeKey, type ServedResource } from "./served-resource.ts";
import { updateObject, type UpdateRequest, type UpdateResult } from "./update.ts";
import { watchObjects, type WatchEvent, type WatchHandle, type WatchRequest } from "./watch.ts";

/** Told after each write that a verb has made, before its caller goes on. */
export type AfterWrite = (resource: ServedResource, object: ApiObject) => void;

const suffixLetters = "bcdfghjklmnpqrstvwxz2456789";

/** All verbs on all resources: what the HTTP layer serves, and what behaviours act through. */
export class Registry {
  readonly store: Store;
  readonly table = new ResourceTable();
  readonly #context: RegistryContext;
  readonly #afterWrite: AfterWrite[] = [];

  constructor(options: { clock: Clock; history?: number }) {
    const { clock, history } = options;
    this.store = new Store(history === undefined ? {} : { history });
    this.#context = { store: this.store, table: this.table, clock, newUid: randomUUID, newSuffix };
  }

  get clock(): Clock {
    return this.#context.clock;
  }

  /** Calls back after each write. */
  afterWrite(callback: AfterWrite): void {
    this.#afterWrite.push(callback);
  }

  /** A resource that is known to be served. */
  resource(group: string, version: string, plural: string): ServedResource {
    const found = this.table.find(group, version, plural);
    if (!found) throw new Error(`not served: ${group}/${version} ${plural}`);
    return found;
  }

  /** The object, frozen; undefined when it is not there. */
  find(resource: ServedResource, namespace: string | undefined, name: string): ApiObject | undefined {
    const stored = this.store.get(
      resource.collection,
      storeKey(resource.namespaced ? namespace : undefined, name),
    );
    return stored && resource.strategy.toServed(stored);
  }

  /** The object, frozen; 404 when it is not there. */
  get(resource: ServedResource, namespace: string | undefined, name: string): ApiObject {
    const found = this.find(resource, namespace, name);
    if (!found) throw notFound(resourceName(resource), name);
    return found;
  }

  list(resource: ServedResource, request: ListRequest): ListResult {
    return listObjects(this.#context, resource, request);
  }

  watch(
    resource: ServedResource,
    options: { request: WatchRequest; listener: (event: WatchEvent) => void },
  ): WatchHandle {
    return watchObjects(this.#context, resource, options);
  }

  /** Each write to a resource from now on, as the store has it. */
  observe(resource: ServedResource, listener: (event: StoreEvent) => void): () => void {
    return this.store.watch(resource.collection, this.store.revision, listener);
  }

  create(resource: ServedResource, request: CreateRequest): ApiObject {
    return this.#written(resource, createObject(this.#context, resource, request));
  }

  /** Creates an object as a controller does: defaults are filled in, unknown fields dropped. */
  make(resource: ServedResource, request: { object: ApiObject; manager: string }): ApiObject {
    const { object } = resource.strategy.decode(request.object);
    return this.create(resource, {
      namespace: object.metadata.namespace,
      object,
      write: internalWrite(request.manager),
    });
  }

  update(resource: ServedResource, request: UpdateRequest): UpdateResult {
    const result = updateObject(this.#context, resource, request);
    this.#written(resource, result.object);
    return result;
  }

  patch(resource: ServedResource, request: PatchRequest): UpdateResult {
    const result = patchObject(this.#context, resource, request);
    this.#written(resource, result.object);
    return result;
  }

  delete(
    resource: ServedResource,
    request: { namespace: string | undefined; name: string; options: DeleteOptions },
  ): DeleteResult {
    const result = deleteObject(this.#context, resource, request);
    this.#written(resource, result.object);
    return result;
  }

  /** DELETE of a collection: what is selected, object by object. */
  deleteCollection(
    resource: ServedResource,
    request: { list: ListRequest; options: DeleteOptions },
  ): ListResult {
    const { list, options } = request;
    const found = this.list(resource, list);
    const items = found.items.map((object) => {
      const { namespace, name = "" } = object.metadata;
      return this.delete(resource, { namespace, name, options }).object;
    });
    return { items, metadata: found.metadata };
  }

  /**
   * Changes an object as a controller does: `change` edits a copy, the (sub)resource's rules hold, an unchanged
   * object is not written. Undefined when the object is not there.
   */
  edit(
    resource: ServedResource,
    target: { namespace: string | undefined; name: string; subresource?: string; manager: string },
    change: (object: ApiObject) => void,
  ): ApiObject | undefined {
    const { namespace, name, subresource, manager } = target;
    if (!this.find(resource, namespace, name)) return undefined;
    const transform = (live: ApiObject | undefined) => {
      const object = copyJson(live) as ApiObject;
      change(object);
      return object;
    };
    const write = internalWrite(manager);
    return this.update(resource, {
      namespace,
      name,
      write,
      transform,
      ...(subresource ? { subresource } : {}),
    }).object;
  }

  #written(resource: ServedResource, object: ApiObject): ApiObject {
    for (const callback of this.#afterWrite) callback(resource, object);
    return object;
  }
}

/** How parts of the server itself write. */
export function internalWrite(manager: string): WriteOptions {
  return { manager, dryRun: false, fieldValidation: "Ignore", warn: () => {} };
}

function newSuffix(): string {
  return Array.from({ length: 5 }, () => suffixLetters[randomInt(suffixLetters.length)]).join("");
}
