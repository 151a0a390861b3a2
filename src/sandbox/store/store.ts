import { freezeJson, type ApiObject } from "../api-object.ts";
import { History, type StoreEvent } from "./history.ts";
import { stamped, type StoreRecord } from "./record.ts";
import { planWrites, stateAfter } from "./plan-writes.ts";
import type { State } from "./state-file.ts";

/** A write lost a race, or came too late. */
export class PreconditionError extends Error {}

/** The revision asked for is no longer known. */
export class CompactedError extends Error {
  readonly compacted: number;

  constructor(compacted: number) {
    super(`revision compacted, oldest is ${compacted}`);
    this.compacted = compacted;
  }
}

type Listener = (event: StoreEvent) => void;

/** Objects that a new server has, by key; see {@link Store.seed}. */
export interface Seed {
  readonly count: number;
  readonly make: () => readonly (readonly [key: string, object: ApiObject])[];
}

interface Collection {
  readonly objects: Map<string, ApiObject>;
  readonly listeners: Set<Listener>;
  /** Keys in order; undefined after an addition or a removal. */
  sorted: readonly string[] | undefined;
}

/**
 * Objects by collection (`deployments.apps`) and key (`namespace/name`), with one revision counter for all of
 * them, as etcd has it. Everything is synchronous: what runs between two awaits is a transaction. Objects
 * handed out are frozen; their `metadata.resourceVersion` is the revision of their last write.
 */
export class Store {
  readonly #collections = new Map<string, Collection>();
  readonly #history: History;
  readonly #everywhere = new Set<Listener>();
  readonly #seeds = new Map<string, Seed & { readonly after: number }>();
  #revision = 1;
  #journal: ((record: StoreRecord) => void) | undefined;
  #checkpoint: ((state: State) => void) | undefined;

  constructor(options: { history?: number } = {}) {
    this.#history = new History(options.history ?? 10_000);
  }

  /** Revision of the last write. */
  get revision(): number {
    return this.#revision;
  }

  /** Reads and watches from before this revision answer 410. */
  get compacted(): number {
    return this.#history.compacted;
  }

  /**
   * Puts `count` objects into a collection that is empty, without making them before somebody asks for the collection: they have the next revisions,
   * and are no news to those who watch it.
   */
  seed(collection: string, seed: Seed): void {
    this.#seeds.set(collection, { ...seed, after: this.#revision });
    this.#revision += seed.count;
  }

  get(collection: string, key: string): ApiObject | undefined {
    if (this.#seeds.has(collection)) this.#plant(collection);
    return this.#collections.get(collection)?.objects.get(key);
  }

  /** Objects in key order; with a prefix (`namespace/`) only those below it; at an older revision as they were then. */
  list(collection: string, options: { prefix?: string; revision?: number } = {}): ApiObject[] {
    const { prefix = "", revision } = options;
    const known = this.#collection(collection);
    if (revision !== undefined && revision < this.#revision)
      return this.#listAt(known, { collection, prefix, revision });
    known.sorted ??= [...known.objects.keys()].sort(byBytes);
    const found: ApiObject[] = [];
    for (const key of known.sorted) {
      const object = key.startsWith(prefix) ? known.objects.get(key) : undefined;
      if (object) found.push(object);
    }
    return found;
  }

  /**
   * Writes an object and returns it frozen, with its new resourceVersion. `expected` is the object read before
   * (undefined: there must be none).
   */
  put(
    collection: string,
    key: string,
    options: { object: ApiObject; expected: ApiObject | undefined },
  ): ApiObject {
    const known = this.#collection(collection);
    const previous = known.objects.get(key);
    if (previous !== options.expected)
      throw new PreconditionError(`${collection} ${key} has been written since it was read`);
    const object = this.#stamp(options.object, { collection, key });
    known.objects.set(key, object);
    if (!previous) known.sorted = undefined;
    this.#emit(known, {
      type: previous ? "MODIFIED" : "ADDED",
      collection,
      key,
      revision: this.#revision,
      object,
      ...(previous ? { previous } : {}),
    });
    return object;
  }

  /** Removes an object and returns its last state, with the resourceVersion of the removal. */
  remove(collection: string, key: string, options: { expected: ApiObject }): ApiObject {
    const known = this.#collection(collection);
    const previous = known.objects.get(key);
    if (!previous || previous !== options.expected) {
      throw new PreconditionError(`${collection} ${key} has been written since it was read`);
    }
    const object = this.#stamp(previous, { collection, key, removed: true });
    known.objects.delete(key);
    known.sorted = undefined;
    this.#emit(known, { type: "DELETED", collection, key, revision: this.#revision, object, previous });
    return object;
  }

  /**
   * Calls back for each event of a collection after `revision`: known ones at once, later ones as they happen.
   * Throws {@link CompactedError} when some of them are forgotten. Returns how to stop.
   */
  watch(collection: string, revision: number, listener: Listener): () => void {
    if (revision < this.#history.compacted) throw new CompactedError(this.#history.compacted);
    const { listeners } = this.#known(collection);
    for (const event of this.#history.after(revision)) if (event.collection === collection) listener(event);
    const own: Listener = (event) => listener(event);
    listeners.add(own);
    return () => listeners.delete(own);
  }

  /** Calls back for each write to any collection from now on. Returns how to stop. */
  watchAll(listener: Listener): () => void {
    const own: Listener = (event) => listener(event);
    this.#everywhere.add(own);
    return () => this.#everywhere.delete(own);
  }

  /** Forgets history up to and including `revision` (at most the present). */
  compact(revision: number): void {
    this.#history.compact(Math.min(revision, this.#revision));
  }

  /** Names of collections that hold at least one object. */
  collections(): string[] {
    for (const name of this.#seeds.keys()) this.#plant(name);
    return this.planted();
  }

  /** Those of {@link collections} that somebody has asked for or written to: seeds of the others are told to {@link watchAll} when they are made. */
  planted(): string[] {
    return [...this.#collections]
      .filter(([, collection]) => collection.objects.size > 0)
      .map(([name]) => name);
  }

  /**
   * From now on each write is told to the journal before it counts, and a state that everything is to become ({@link become}) to the
   * checkpoint; where that throws, it does not.
   */
  journalTo(journal: (record: StoreRecord) => void, checkpoint?: (state: State) => void): void {
    this.#journal = journal;
    this.#checkpoint = checkpoint;
  }

  /** Everything that is there. */
  state(): State {
    const records = this.collections().flatMap((collection) =>
      [...(this.#collections.get(collection)?.objects ?? [])].map(([key, object]) => ({
        revision: Number(object.metadata.resourceVersion),
        collection,
        key,
        object,
      })),
    );
    return { revision: this.#revision, records };
  }

  /**
   * Holds this state instead of what it holds. Nobody is told; watches and reads from before it get 410.
   */
  restore(state: State): void {
    this.#seeds.clear();
    for (const known of this.#collections.values()) {
      known.objects.clear();
      known.sorted = undefined;
    }
    for (const { collection, key, object } of state.records)
      if (object) this.#known(collection).objects.set(key, freezeJson(object));
    this.#revision = state.revision;
    this.#history.compact(state.revision);
  }

  /**
   * Makes the objects what they are in a state, each that differs by a write of its own: watchers are told, and versions go on. All of it counts, or
   * nothing does. An object with another uid is another object: the one that was there goes.
   */
  become(state: State): void {
    const writes = planWrites(this.state(), state);
    const [journal, checkpoint] = [this.#journal, this.#checkpoint];
    checkpoint?.(stateAfter(this.state(), writes));
    if (checkpoint) this.#journal = undefined;
    try {
      for (const { collection, key, object } of writes) {
        const expected = this.get(collection, key);
        if (object) this.put(collection, key, { object, expected });
        else if (expected) this.remove(collection, key, { expected });
      }
    } finally {
      this.#journal = journal;
    }
  }

  #listAt(known: Collection, options: { collection: string; prefix: string; revision: number }): ApiObject[] {
    const { collection, prefix, revision } = options;
    if (revision < this.#history.compacted) throw new CompactedError(this.#history.compacted);
    const objects = new Map(known.objects);
    for (const event of [...this.#history.after(revision)].reverse()) {
      if (event.collection !== collection) continue;
      if (event.previous) objects.set(event.key, event.previous);
      else objects.delete(event.key);
    }
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(byBytes);
    return keys.map((key) => objects.get(key)).filter((object) => object !== undefined);
  }

  /** Nothing has changed yet when the journal fails. */
  #stamp(object: ApiObject, where: { collection: string; key: string; removed?: boolean }): ApiObject {
    const revision = this.#revision + 1;
    const next = stamped(object, revision);
    const { collection, key, removed = false } = where;
    this.#journal?.({ revision, collection, key, ...(removed ? {} : { object: next }) });
    this.#revision = revision;
    return next;
  }

  #emit(known: Collection, event: StoreEvent): void {
    this.#history.add(event);
    for (const listener of [...known.listeners, ...this.#everywhere]) listener(event);
  }

  #plant(name: string): void {
    const seed = this.#seeds.get(name);
    if (!seed) return;
    this.#seeds.delete(name);
    const known = this.#known(name);
    seed.make().forEach(([key, planted], index) => {
      const revision = seed.after + index + 1;
      const object = stamped(planted, revision);
      known.objects.set(key, object);
      for (const listener of this.#everywhere)
        listener({ type: "ADDED", collection: name, key, revision, object });
    });
    known.sorted = undefined;
  }

  #collection(name: string): Collection {
    if (this.#seeds.has(name)) this.#plant(name);
    return this.#known(name);
  }

  #known(name: string): Collection {
    let known = this.#collections.get(name);
    if (!known)
      this.#collections.set(name, (known = { objects: new Map(), listeners: new Set(), sorted: undefined }));
    return known;
  }
}

/** etcd's order: by bytes. Names are ASCII, where that is the order of code units. */
function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
