import type { ApiObject } from "../api-object.ts";
import type { Store } from "../store/store.ts";
import type { StoreEvent } from "../store/history.ts";

/** Where an object is stored. */
export interface Location {
  readonly collection: string;
  readonly key: string;
}

/** Collections whose objects a controller may adopt. */
const adoptable = new Set(["pods", "replicasets.apps", "controllerrevisions.apps"]);

/** Which objects name which uid as an owner, which uids are there, and what waits to be adopted. */
export class Dependents {
  readonly #byOwner = new Map<string, Map<string, Location>>();
  readonly #live = new Map<string, Location>();
  readonly #orphans = new Map<string, Set<string>>();

  /** Takes in what a store holds and everything that is written to it from now on. Returns how to stop. */
  follow(store: Store, listener: (event: StoreEvent, before: readonly Location[]) => void): () => void {
    // nobody can name an object of a seed that was not made: the uid is not known
    for (const collection of store.planted())
      for (const object of store.list(collection)) {
        const { namespace, name = "" } = object.metadata;
        const key = namespace ? `${namespace}/${name}` : name;
        const event: StoreEvent = { type: "ADDED", collection, key, revision: 0, object };
        this.#record(event);
        listener(event, []);
      }
    return store.watchAll((event) => {
      const before = event.type === "DELETED" ? this.of(event.object.metadata.uid) : [];
      this.#record(event);
      listener(event, before);
    });
  }

  of(uid: string | undefined): Location[] {
    return [...(this.#byOwner.get(uid ?? "")?.values() ?? [])];
  }

  exists(uid: string): boolean {
    return this.#live.has(uid);
  }

  /** Keys of objects of a collection and namespace that have no controller. */
  orphans(collection: string, namespace: string): string[] {
    return [...(this.#orphans.get(`${collection} ${namespace}`) ?? [])];
  }

  #record(event: StoreEvent): void {
    const { collection, key, object, previous } = event;
    const location = { collection, key };
    for (const owner of ownersOf(previous)) this.#drop(owner, location);
    const { uid } = object.metadata;
    this.#recordOrphan(event);
    if (event.type === "DELETED") {
      if (uid) this.#live.delete(uid);
      return;
    }
    if (uid) this.#live.set(uid, location);
    for (const owner of ownersOf(object)) {
      const known = this.#byOwner.get(owner) ?? new Map<string, Location>();
      this.#byOwner.set(owner, known.set(idOf(location), location));
    }
  }

  #drop(owner: string, location: Location): void {
    const known = this.#byOwner.get(owner);
    known?.delete(idOf(location));
    if (known?.size === 0) this.#byOwner.delete(owner);
  }

  #recordOrphan({ type, collection, key, object }: StoreEvent): void {
    if (!adoptable.has(collection)) return;
    const place = `${collection} ${object.metadata.namespace ?? ""}`;
    const known = this.#orphans.get(place) ?? new Set<string>();
    const orphan = type !== "DELETED" && !object.metadata.ownerReferences?.some((owner) => owner.controller);
    if (orphan) known.add(key);
    else known.delete(key);
    if (known.size) this.#orphans.set(place, known);
    else this.#orphans.delete(place);
  }
}

function ownersOf(object: ApiObject | undefined): string[] {
  return (object?.metadata.ownerReferences ?? []).map((owner) => owner.uid);
}

function idOf({ collection, key }: Location): string {
  return `${collection} ${key}`;
}
