import { randomUUID } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import { copyJson } from "../../base/json.ts";
import { FieldsMemory } from "../../kube/patch/fields-memory.ts";
import type { ApiObject } from "../api-object.ts";
import { notFound } from "../status-error.ts";
import type { StoreEvent } from "../store/history.ts";
import type { State } from "../store/state-file.ts";
import { Store } from "../store/store.ts";
import type { Admission } from "./admission.ts";
import { admitMutating, admitValidating } from "./admit.ts";
import type { RegistryContext, WriteOptions } from "./context.ts";
import { createObject, type CreateRequest } from "./create.ts";
import { deleteObject, type DeleteOptions, type DeleteRequest, type DeleteResult } from "./delete.ts";
import { listObjects, type ListRequest, type ListResult } from "./list.ts";
import { newSuffix } from "./new-suffix.ts";
import { PodLogs } from "./pod-logs.ts";
import { patchObject, type PatchRequest } from "./patch.ts";
import { ResourceTable } from "./resource-table.ts";
import { Scope, type Replay } from "./replay.ts";
import { resourceName, storeKey, type ServedResource } from "./served-resource.ts";
import { Answers, Suspension } from "./suspension.ts";
import { trackFields } from "./track-fields.ts";
import { updateObject, type UpdateRequest, type UpdateResult } from "./update.ts";
import { WatchGate } from "./watch-gate.ts";
import { watchObjects, type WatchEvent, type WatchHandle, type WatchRequest } from "./watch.ts";

/** Told after each write that a verb has made, before its caller goes on. */
export type AfterWrite = (resource: ServedResource, object: ApiObject) => void;

/** All verbs on all resources: what the HTTP layer serves, and what behaviours act through. */
export class Registry {
  readonly store: Store;
  readonly table = new ResourceTable();
  /** Holds back what watchers are told. */
  readonly gate = new WatchGate();
  /** What containers have written. */
  readonly logs: PodLogs;
  readonly #afterWrite: AfterWrite[] = [];
  #context: RegistryContext;
  /** What the verbs that are being run know from earlier runs. */
  #scope: Scope | undefined;

  constructor(options: { clock: Clock; history?: number }) {
    const { clock, history } = options;
    this.store = new Store(history === undefined ? {} : { history });
    const { store, table, gate } = this;
    this.logs = new PodLogs(clock);
    const [fields, answers] = [new FieldsMemory(), new Answers()];
    this.#context = { store, table, clock, newUid: randomUUID, newSuffix, gate, fields, answers };
  }

  /** From now on writes are looked at before they are stored. */
  admitThrough(admission: Admission): void {
    this.#context = { ...this.#context, admission };
  }

  /**
   * Runs verbs that may have to wait for answers from outside (webhooks): each time one is suspended, all are run again when its
   * answer is there. What is read in between is the present, as with the server's own retries.
   */
  async settle<T>(run: () => T): Promise<T> {
    const scope = new Scope();
    for (;;) {
      try {
        return this.#within(scope, run);
      } catch (error) {
        if (!(error instanceof Suspension)) throw error;
        await error.ready;
      }
    }
  }

  get clock(): Clock {
    return this.#context.clock;
  }

  /** Holds another state than before; what follows writes (definitions of resources) follows it. */
  restore(state: State): void {
    this.store.restore(state);
    const resource = this.resource("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    for (const object of this.store.list(resource.collection)) this.#written(resource, object);
  }

  /** Makes all objects what they are in another state, by writes: watchers are told, and kinds are served as they were. */
  become(state: State): void {
    const resource = this.resource("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    const before = this.store.list(resource.collection);
    this.store.become(state);
    for (const object of [...before, ...this.store.list(resource.collection)])
      this.#written(resource, object);
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
    const { generateName = "", name = generateName } = request.object.metadata;
    const object = this.#verb(`create ${resource.collection} ${request.namespace ?? ""}/${name}`, (context) =>
      createObject(context, resource, request),
    );
    return this.#written(resource, object);
  }

  /** What admission makes of an object that is taken but not stored; throws what refuses it. */
  admit(
    resource: ServedResource,
    request: {
      subresource: string | undefined;
      namespace: string | undefined;
      name: string;
      object: ApiObject;
      write: WriteOptions;
    },
  ): ApiObject {
    const { write, ...rest } = request;
    const about = `${request.namespace ?? ""}/${request.name}/${request.subresource ?? ""}`;
    return this.#verb(`admit ${resource.collection} ${about}`, (context) => {
      const target = { ...rest, operation: "CREATE", resource, oldObject: undefined, writer: write } as const;
      const object = admitMutating(context, target) ?? request.object;
      admitValidating(context, { ...target, object });
      return object;
    });
  }

  /** An object that is answered rather than stored, with the managedFields that it would have. */
  track(
    resource: ServedResource,
    options: { object: ApiObject; write: WriteOptions; subresource?: string },
  ): ApiObject {
    const { object, write, subresource } = options;
    const { manager } = write;
    return trackFields(this.#context, resource, { before: undefined, after: object, manager, subresource });
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
    const { namespace = "", name } = request;
    const result = this.#verb(`update ${resource.collection} ${namespace}/${name}`, (context) =>
      updateObject(context, resource, request),
    );
    this.#written(resource, result.object);
    return result;
  }

  patch(resource: ServedResource, request: PatchRequest): UpdateResult {
    const { namespace = "", name } = request;
    const result = this.#verb(`patch ${resource.collection} ${namespace}/${name}`, (context) =>
      patchObject(context, resource, request),
    );
    this.#written(resource, result.object);
    return result;
  }

  delete(resource: ServedResource, request: DeleteRequest): DeleteResult {
    const { namespace = "", name } = request;
    const result = this.#verb(`delete ${resource.collection} ${namespace}/${name}`, (context) =>
      deleteObject(context, resource, request),
    );
    this.#written(resource, result.object);
    return result;
  }

  /** DELETE of a collection: what is selected, object by object, until one cannot be deleted. Answers with the objects as they were. */
  async deleteCollection(
    resource: ServedResource,
    request: { list: ListRequest; options: DeleteOptions },
  ): Promise<ListResult> {
    const { list, options } = request;
    const found = await this.settle(() => this.list(resource, list));
    for (const { metadata } of found.items) {
      const { namespace, name = "" } = metadata;
      const target = { namespace, name, options, collection: true };
      // deleting one may take others with it
      if (this.find(resource, namespace, name)) await this.settle(() => this.delete(resource, target));
    }
    return found;
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

  /** Runs a verb once more, with what it has learnt when it was suspended before. */
  #verb<T>(identity: string, verb: (context: RegistryContext) => T): T {
    const scope = this.#scope ?? new Scope();
    try {
      return scope.run(identity, (replay: Replay) => verb(replay.contextFor(this.#context)));
    } catch (error) {
      if (error instanceof Suspension) error.resume = (run) => this.#within(scope, run);
      throw error;
    }
  }

  #within<T>(scope: Scope, run: () => T): T {
    const outer = this.#scope;
    this.#scope = scope;
    try {
      return run();
    } finally {
      this.#scope = outer;
    }
  }

  #written(resource: ServedResource, object: ApiObject): ApiObject {
    for (const callback of this.#afterWrite) callback(resource, object);
    return object;
  }
}

/** How parts of the server itself write. */
export function internalWrite(manager: string): WriteOptions {
  const own = manager === "kube-apiserver";
  return {
    manager,
    dryRun: false,
    fieldValidation: "Ignore",
    warn: () => {},
    ...(own
      ? { exempt: true }
      : { user: { username: `system:${manager}`, groups: ["system:authenticated"] } }),
  };
}
