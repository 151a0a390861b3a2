import { keyOf, keyText, type DeepReadonly, type KubernetesObject } from "../../kube/object.ts";

/** Values under which an object is found, for example the names of the Secrets it mentions. */
export type IndexFunction<T = KubernetesObject> = (object: T) => readonly string[];

/** Objects by key, with indexes kept in step. */
export class ObjectStore<T extends DeepReadonly<KubernetesObject> = KubernetesObject> {
  readonly #objects = new Map<string, T>();
  readonly #indexes = new Map<string, { values: IndexFunction<T>; keys: Map<string, Set<string>> }>();

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  list(): T[] {
    return [...this.#objects.values()];
  }

  keys(): string[] {
    return [...this.#objects.keys()];
  }

  /** Stores an object and returns the one before it. */
  set(object: T): T | undefined {
    const key = storeKey(object);
    const before = this.#objects.get(key);
    this.#objects.set(key, object);
    for (const index of this.#indexes.values()) {
      for (const value of before ? index.values(before) : []) index.keys.get(value)?.delete(key);
      for (const value of index.values(object)) addTo(index.keys, value, key);
    }
    return before;
  }

  /** Removes an object and returns it. */
  delete(key: string): T | undefined {
    const before = this.#objects.get(key);
    if (!before) return undefined;
    this.#objects.delete(key);
    for (const index of this.#indexes.values()) {
      for (const value of index.values(before)) index.keys.get(value)?.delete(key);
    }
    return before;
  }

  /** Adds an index; objects that are there already are indexed. */
  addIndex(name: string, values: IndexFunction<T>): void {
    const keys = new Map<string, Set<string>>();
    for (const object of this.#objects.values())
      for (const value of values(object)) addTo(keys, value, storeKey(object));
    this.#indexes.set(name, { values, keys });
  }

  /** Objects under a value of an index; undefined when there is no such index. */
  byIndex(name: string, value: string): T[] | undefined {
    const index = this.#indexes.get(name);
    if (!index) return undefined;
    return [...(index.keys.get(value) ?? [])]
      .map((key) => this.#objects.get(key))
      .filter((object) => object !== undefined);
  }
}

/** Key of an object in a store. */
export function storeKey(object: DeepReadonly<KubernetesObject>): string {
  return keyText(keyOf(object));
}

function addTo(keys: Map<string, Set<string>>, value: string, key: string): void {
  const set = keys.get(value);
  if (set) set.add(key);
  else keys.set(value, new Set([key]));
}
