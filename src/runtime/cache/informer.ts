import { breather } from "../../base/breather.ts";
import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { copyJson } from "../../base/json.ts";
import { childController, sleep, type Runnable } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";
import type { FieldIndex } from "../../kube/field-index.ts";
import type { DeepReadonly, KubernetesObject, Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { ListerWatcher } from "../client/lister-watcher.ts";
import { EntryOpener } from "./entry-opener.ts";
import { HandlerSet, type Change, type EventHandler } from "./handler-set.ts";
import { ObjectStore, storeKey } from "./object-store.ts";
import { prepareObject, type PrepareOptions } from "./prepare-object.ts";
import { Reflector, type Replacement } from "./reflector.ts";
import { withoutManagedFields, type Entry } from "./stored-form.ts";
import { VersionGate } from "./version-gate.ts";

/** Settings of an {@link Informer}. */
export interface InformerOptions extends Omit<PrepareOptions, "onFailure"> {
  readonly resource: Resource;
  readonly lister: ListerWatcher;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Freeze what is handed out, so that a write to a cached object throws; default true. */
  readonly freeze?: boolean;
  readonly indexes?: readonly FieldIndex<never>[];
  /** Milliseconds after which every object is handed to the handlers again, 10 % more or less; 0, the default, is never. */
  readonly resync?: number;
  readonly watchList?: boolean;
  readonly random?: () => number;
  /** Everything that goes wrong. */
  readonly onError?: (error: unknown) => void;
  /** What code that was given to the cache has thrown: it goes on without. */
  readonly onFailure?: (during: "handler" | "transform" | "index", error: unknown) => void;
}

/**
 * A store kept equal to a collection, and handlers that are told what changes. A handler that throws is logged and the others are still
 * called. Follows client-go's tools/cache/shared_informer.go, except that handlers run on the event loop's turn.
 */
export class Informer implements Runnable {
  readonly resource: Resource;
  readonly #options: InformerOptions;
  readonly #reflector: Reflector;
  readonly #handlers: HandlerSet;
  readonly #opener: EntryOpener;
  readonly #gate = new VersionGate();
  readonly #synced: Promise<void>;
  readonly #prepareOptions: PrepareOptions;
  #store: ObjectStore;
  /** What is handed to all handlers is handed to them one thing after the other. */
  #telling: Promise<void> = Promise.resolve();
  #markSynced: () => void = () => {};
  #hasSynced = false;
  #problem: unknown;

  constructor(options: InformerOptions) {
    this.#options = options;
    this.#opener = new EntryOpener(options);
    this.resource = options.resource;
    this.#store = this.#newStore();
    this.#synced = new Promise((resolve) => (this.#markSynced = resolve));
    this.#prepareOptions = { ...options, onFailure: (error) => this.#failed("transform", error) };
    this.#handlers = new HandlerSet({
      open: (entry) => this.#opener.open(entry),
      onFailure: (error, event) => this.#failed("handler", error, { event }),
    });
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
        begin: () => this.#begin(),
        set: (object) => this.#set(this.#prepare(object)),
        delete: (object) => this.#delete(storeKey(object), this.#prepare(object)),
        progress: (version) => this.#gate.advance(version),
      },
    });
  }

  /** What is there now. It may be another one after a list: do not keep it. */
  get store(): ObjectStore {
    return this.#store;
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
    const own = this.#handlers.add(handler);
    for (const entry of this.#store.entries())
      this.#handlers.tell({ type: "create", entry, initial: true }, { handlers: [own], relist: true });
    return () => this.#handlers.remove(own);
  }

  /** Hands every object to the handlers again, as an update to itself. Resolves when that is done, or the signal has aborted. */
  resync(signal: AbortSignal): Promise<void> {
    return this.#inTurn(async () => {
      // what is set or deleted meanwhile is told by itself, and this goes on with what is there then
      const pause = breather(this.#options);
      for (const entry of this.#store.entries()) {
        if (signal.aborted) return;
        this.#handlers.tell({ type: "update", entry, old: entry });
        await pause.due();
      }
    });
  }

  async start(signal: AbortSignal): Promise<void> {
    const { controller, unlink } = childController(signal);
    try {
      await Promise.all([
        this.#reflector.start(signal).finally(() => controller.abort()),
        this.#resyncRegularly(controller.signal),
      ]);
    } finally {
      unlink();
    }
  }

  /** As client-go's resyncPeriod of controller-runtime's informers: each informer at a time of its own, so that not all come at once. */
  async #resyncRegularly(signal: AbortSignal): Promise<void> {
    const { resync = 0, random = Math.random, clock } = this.#options;
    if (resync <= 0) return;
    const period = resync * (0.9 + 0.2 * random());
    while (await sleep(period, { clock, signal })) await this.resync(signal);
  }

  /** Takes a whole collection in, beside what is there. */
  #begin(): Replacement {
    const next = this.#newStore();
    return {
      set: (object) => {
        const known = this.#store.size > 0 ? this.#store.entry(storeKey(object)) : undefined;
        // what is known already need not be kept twice
        next.set(known && sameState(known, object) ? known : this.#prepare(object));
      },
      delete: (object) => void next.delete(storeKey(object)),
      commit: async (version, signal) => {
        await this.#inTurn(() => this.#replace(next, signal));
        if (signal.aborted) return;
        this.#hasSynced = true;
        this.#gate.advance(version);
        this.#markSynced();
      },
    };
  }

  /** From here on readers see all of the new; the handlers that are there now are told what that changes, and those that come later are handed it. */
  async #replace(next: ObjectStore, signal: AbortSignal): Promise<void> {
    const before = this.#store;
    this.#store = next;
    const initial = !this.#hasSynced;
    const handlers = this.#handlers.present();
    const pause = breather(this.#options);
    for (const change of changesBetween(before, next, initial)) {
      if (signal.aborted) return;
      this.#handlers.tell(change, { handlers, relist: true });
      const due = pause.due();
      if (due) await due;
    }
  }

  #set(entry: Entry): void {
    const old = this.#store.set(entry);
    const change = changeOf(old, entry, { initial: false });
    if (change) this.#handlers.tell(change);
  }

  /** Of an object that was never told of, nothing is told. */
  #delete(key: string, last: Entry): void {
    const known = this.#store.delete(key);
    if (known) this.#handlers.tell({ type: "delete", entry: last, stateUnknown: false });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#telling.then(work);
    // whoever comes next has a turn all the same
    this.#telling = done.catch(() => {});
    return done;
  }

  /** A copy of an object as it comes out of the store when a watch brings it. */
  copyAsStored(object: DeepReadonly<KubernetesObject>): Observed<KubernetesObject> {
    // half of what a server answers with is managedFields, which need no copy to be left out
    const kept = this.#options.managedFields ? object : withoutManagedFields(object);
    return this.#opener.open(this.#prepare(copyJson(kept) as KubernetesObject));
  }

  #prepare(object: KubernetesObject): Entry {
    return prepareObject(object, this.#prepareOptions);
  }

  #newStore(): ObjectStore {
    const { indexes = [] } = this.#options;
    return new ObjectStore({
      indexes,
      open: (entry) => this.#opener.open(entry),
      onError: (error) => this.#failed("index", error),
    });
  }

  #failed(during: "handler" | "transform" | "index", error: unknown, fields: object = {}): void {
    const { onError, onFailure, logger, resource } = this.#options;
    const what = { handler: "an event handler", transform: "a cache transform", index: "a cache index" };
    try {
      onError?.(error);
      onFailure?.(during, error);
      logger.error(`${what[during]} failed`, { kind: resource.kind, ...fields, error: messageOf(error) });
    } catch {
      // the store has the object already: whoever is not told of it now would never be
    }
  }
}

/** An object is known in this very state: nobody writes a state without a version of its own. */
function sameState(known: Entry, object: KubernetesObject | Entry): boolean {
  const { uid, resourceVersion } = object.metadata ?? {};
  return known.metadata.resourceVersion === resourceVersion && known.metadata.uid === uid;
}

function changeOf(
  old: Entry | undefined,
  entry: Entry,
  { initial }: { initial: boolean },
): Change | undefined {
  if (!old) return { type: "create", entry, initial };
  if (sameState(old, entry)) return undefined;
  return { type: "update", entry, old };
}

/** What a handler that knows `before` has to be told to know `next`. */
function* changesBetween(before: ObjectStore, next: ObjectStore, initial: boolean): Generator<Change> {
  // an initial list is the largest, and there is nothing to compare it with
  const known = before.size > 0 ? (entry: Entry) => before.entry(storeKey(entry)) : () => undefined;
  for (const entry of next.entries()) {
    const change = changeOf(known(entry), entry, { initial });
    if (change) yield change;
  }
  for (const entry of before.entries()) {
    if (!next.entry(storeKey(entry))) yield { type: "delete", entry, stateUnknown: true };
  }
}
