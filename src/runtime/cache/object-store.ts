import type { FieldIndex } from "../../kube/field-index.ts";
import {
  keyOf,
  keyText,
  type DeepReadonly,
  type KubernetesObject,
  type Observed,
} from "../../kube/object.ts";
import { EntryOpener } from "./entry-opener.ts";
import type { Entry } from "./stored-form.ts";

/** Values of an index and who has them, both ways: what an object left is known without asking it again. */
interface IndexTable {
  readonly values: FieldIndex["values"];
  readonly keys: Map<string, Set<string>>;
  readonly valuesOf: Map<string, readonly string[]>;
}

/** A value that an object is to have in an index. */
export interface IndexLookup {
  readonly name: string;
  readonly value: string;
}

/** Objects by key, with indexes kept in step. What is handed out is opened first: frozen, say. */
export class ObjectStore {
  readonly #entries = new Map<string, Entry>();
  readonly #indexes = new Map<string, IndexTable>();
  readonly #open: (entry: Entry) => Observed<KubernetesObject>;
  readonly #onError: (error: unknown) => void;

  /** `onError` is told what an index function throws; the object is then in the store, but not in that index. */
  constructor(
    options: {
      indexes?: readonly FieldIndex<never>[];
      open?: (entry: Entry) => Observed<KubernetesObject>;
      onError?: (error: unknown) => void;
    } = {},
  ) {
    const opener = new EntryOpener({ freeze: false });
    this.#open = options.open ?? ((entry) => opener.open(entry));
    this.#onError = options.onError ?? (() => {});
    for (const { name, values } of options.indexes ?? [])
      this.#indexes.set(name, { values, keys: new Map(), valuesOf: new Map() });
  }

  get size(): number {
    return this.#entries.size;
  }

  get indexNames(): string[] {
    return [...this.#indexes.keys()];
  }

  get(key: string): Observed<KubernetesObject> | undefined {
    const entry = this.#entries.get(key);
    return entry && this.#open(entry);
  }

  list(): Observed<KubernetesObject>[] {
    return Array.from(this.#entries.values(), this.#open);
  }

  keys(): string[] {
    return [...this.#entries.keys()];
  }

  /** As it is kept. */
  entry(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** All as they are kept; what is set or deleted meanwhile is taken into account. */
  entries(): IterableIterator<Entry> {
    return this.#entries.values();
  }

  /** Objects that a test passes and that have all the values; undefined when there is no such index. */
  select(
    test: (entry: Entry) => boolean,
    lookups: readonly IndexLookup[] = [],
  ): Observed<KubernetesObject>[] | undefined {
    const found: Observed<KubernetesObject>[] = [];
    const sets: ReadonlySet<string>[] = [];
    for (const { name, value } of lookups) {
      const index = this.#indexes.get(name);
      if (!index) return undefined;
      sets.push(index.keys.get(value) ?? nothing);
    }
    const [first, ...rest] = sets.sort((a, b) => a.size - b.size);
    for (const key of first ?? this.#entries.keys()) {
      const entry = this.#entries.get(key);
      if (entry && rest.every((set) => set.has(key)) && test(entry)) found.push(this.#open(entry));
    }
    return found;
  }

  /** Whether an object, stored or not, has all the values in indexes. */
  indexes(object: Observed<KubernetesObject>, lookups: readonly IndexLookup[]): boolean {
    return lookups.every(({ name, value }) => this.#indexes.get(name)?.values(object).includes(value));
  }

  /** Stores an object and returns the one before it. */
  set(entry: Entry): Entry | undefined {
    const key = storeKey(entry);
    const before = this.#entries.get(key);
    this.#entries.set(key, entry);
    for (const index of this.#indexes.values()) {
      if (before) removeFrom(index, key);
      this.#addTo(index, key, entry);
    }
    return before;
  }

  /** Removes an object and returns it. */
  delete(key: string): Entry | undefined {
    const before = this.#entries.get(key);
    if (!before) return undefined;
    this.#entries.delete(key);
    for (const index of this.#indexes.values()) removeFrom(index, key);
    return before;
  }

  #addTo(index: IndexTable, key: string, entry: Entry): void {
    let values: readonly string[];
    try {
      values = index.values(this.#open(entry));
    } catch (error) {
      return this.#onError(error);
    }
    if (values.length > 0) index.valuesOf.set(key, values);
    for (const value of values) {
      const keys = index.keys.get(value);
      if (keys) keys.add(key);
      else index.keys.set(value, new Set([key]));
    }
  }
}

/** Key of an object in a store. */
export function storeKey(object: DeepReadonly<KubernetesObject>): string {
  return keyText(keyOf(object));
}

const nothing: ReadonlySet<string> = new Set();

function removeFrom({ keys, valuesOf }: IndexTable, key: string): void {
  for (const value of valuesOf.get(key) ?? []) {
    const set = keys.get(value);
    set?.delete(key);
    // values that nobody has any more must not pile up
    if (set?.size === 0) keys.delete(value);
  }
  valuesOf.delete(key);
}
