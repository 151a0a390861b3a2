import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import type { Runnable } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";
import type { KubernetesObject, Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { ListerWatcher } from "../client/lister-watcher.ts";
import { deepFreeze, stripManagedFields } from "./stored-form.ts";
import { ObjectStore, storeKey } from "./object-store.ts";
import { Reflector } from "./reflector.ts";
import { VersionGate } from "./version-gate.ts";

/** What happened to an object. */
export type InformerEvent<T extends KubernetesObject = KubernetesObject> =
  | {
      readonly type: "create";
      readonly object: Observed<T>;
      /** Part of what was there at the start. */ readonly initial: boolean;
    }
  | { readonly type: "update"; readonly object: Observed<T>; readonly old: Observed<T> }
  | {
      readonly type: "delete";
      readonly object: Observed<T>;
      /** The delete itself was missed: this is the last state that was seen. */ readonly stateUnknown: boolean;
    };

/** Called for each event, in order, after the store was updated. It must return at once: it may only enqueue. */
export type EventHandler = (event: InformerEvent) => void;

/** Settings of an {@link Informer}. */
export interface InformerOptions {
  readonly resource: Resource;
  /** The namespace that the lister is bound to; default: it brings all. */
  readonly namespace?: string;
  readonly lister: ListerWatcher;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Applied before an object is stored; by default managedFields are left out. */
  readonly transform?: (object: KubernetesObject) => KubernetesObject;
  /** Freeze what is stored, so that a write to a cached object throws; default true. */
  readonly freeze?: boolean;
  readonly watchList?: boolean;
  readonly random?: () => number;
  readonly onError?: (error: unknown) => void;
}

/**
 * A store kept equal to a collection, and handlers that are told what changes. A handler that throws is logged and the others are still
 * called. Follows client-go's tools/cache/shared_informer.go, except that handlers run on the event loop's turn.
 */
export class Informer implements Runnable {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly store = new ObjectStore<Observed<KubernetesObject>>();
  readonly #options: InformerOptions;
  readonly #reflector: Reflector;
  readonly #handlers = new Set<EventHandler>();
  readonly #gate = new VersionGate();
  readonly #synced: Promise<void>;
  #markSynced: () => void = () => {};
  #hasSynced = false;
  #problem: unknown;

  constructor(options: InformerOptions) {
    this.#options = options;
    this.resource = options.resource;
    this.namespace = options.namespace;
    this.#synced = new Promise((resolve) => (this.#markSynced = resolve));
    const { apiVersion, kind } = options.resource;
    this.#reflector = new Reflector({
      ...options,
      apiVersion,
      kind,
      onError: (error) => {
        this.#problem = error;
        options.onError?.(error);
      },
      onWorking: () => (this.#problem = undefined),
      store: {
        replace: (objects, version) => {
          this.#replace(objects);
          this.#gate.advance(version);
        },
        set: (object) => this.#set(this.asStored(object), { initial: false }),
        delete: (object) =>
          this.#delete(storeKey(object), { last: this.asStored(object), stateUnknown: false }),
        progress: (version) => this.#gate.advance(version),
      },
    });
  }

  /** Whether the first list is in the store and was handed to every handler. */
  get hasSynced(): boolean {
    return this.#hasSynced;
  }

  /** Why the last try to list or watch failed; undefined while it works. */
  get problem(): unknown {
    return this.#problem;
  }

  /** Version of the last list, event or bookmark: the store holds the collection as of it. "" before the first. */
  get lastVersion(): string {
    return this.#gate.version;
  }

  /**
   * Whether the store holds the collection as of a version, or newer, and the handlers were told. A version that cannot be compared (see
   * compareVersions) counts as reached only while it is the very last one.
   */
  reached(version: string): boolean {
    return this.#gate.reached(version);
  }

  /** Resolves with true when the store has {@link reached} a version, with false when the signal aborts first. */
  whenReached(version: string, signal: AbortSignal): Promise<boolean> {
    return this.#gate.whenReached(version, signal);
  }

  /** Resolves when {@link hasSynced}. */
  whenSynced(): Promise<void> {
    return this.#synced;
  }

  /** Adds a handler; objects that are there already are handed to it first, as initial creations. Returns how to remove it. */
  addHandler(handler: EventHandler): () => void {
    const own: EventHandler = (event) => handler(event);
    this.#handlers.add(own);
    for (const object of this.store.list()) this.#call(own, { type: "create", object, initial: true });
    return () => this.#handlers.delete(own);
  }

  /** Hands every object to the handlers again, as an update to itself. */
  resync(): void {
    for (const object of this.store.list()) this.#emit({ type: "update", object, old: object });
  }

  start(signal: AbortSignal): Promise<void> {
    return this.#reflector.start(signal);
  }

  #replace(objects: readonly KubernetesObject[]): void {
    const present = new Set<string>();
    const initial = !this.#hasSynced;
    for (const object of objects) {
      present.add(storeKey(object));
      this.#set(this.asStored(object), { initial });
    }
    for (const key of this.store.keys()) if (!present.has(key)) this.#delete(key, { stateUnknown: true });
    this.#hasSynced = true;
    this.#markSynced();
  }

  #set(object: Observed<KubernetesObject>, { initial }: { initial: boolean }): void {
    const old = this.store.set(object);
    if (!old) this.#emit({ type: "create", object, initial });
    else if (old.metadata.resourceVersion !== object.metadata.resourceVersion)
      this.#emit({ type: "update", object, old });
  }

  /** Of an object that was never told of, nothing is told. */
  #delete(
    key: string,
    { last, stateUnknown }: { last?: Observed<KubernetesObject>; stateUnknown: boolean },
  ): void {
    const known = this.store.delete(key);
    if (known) this.#emit({ type: "delete", object: last ?? known, stateUnknown });
  }

  #emit(event: InformerEvent): void {
    // one that is added meanwhile is handed what is there, this object included
    for (const handler of [...this.#handlers]) if (this.#handlers.has(handler)) this.#call(handler, event);
  }

  #call(handler: EventHandler, event: InformerEvent): void {
    try {
      handler(event);
    } catch (error) {
      this.#options.onError?.(error);
      this.#options.logger.error("an event handler failed", {
        kind: this.resource.kind,
        event: event.type,
        error,
      });
    }
  }

  /** An object as it is stored. A transform that throws is logged, and the object stored as it came. */
  asStored(object: KubernetesObject): Observed<KubernetesObject> {
    const { transform = stripManagedFields, freeze = true, logger } = this.#options;
    let stored = object;
    try {
      stored = transform(object);
    } catch (error) {
      this.#options.onError?.(error);
      logger.error("a cache transform failed", { kind: this.resource.kind, error: messageOf(error) });
    }
    // a server sent it, so that it has what servers set
    return (freeze ? deepFreeze(stored) : stored) as Observed<KubernetesObject>;
  }
}
