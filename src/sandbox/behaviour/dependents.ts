import type { ApiObject } from "../api-object.ts";
import type { StoreEvent } from "../store/history.ts";

/** Where an object is stored. */
export interface Location {
  readonly collection: string;
  readonly key: string;
}

/** Which objects name which uid as an owner, and which uids are there. */
export class Dependents {
  readonly #byOwner = new Map<string, Map<string, Location>>();
  readonly #live = new Map<string, Location>();

  /** Takes in one write. */
  record(event: StoreEvent): void {
    const { collection, key, object, previous } = event;
    const location = { collection, key };
    for (const owner of ownersOf(previous)) this.#byOwner.get(owner)?.delete(idOf(location));
    const { uid } = object.metadata;
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

  of(uid: string | undefined): Location[] {
    return [...(this.#byOwner.get(uid ?? "")?.values() ?? [])];
  }

  exists(uid: string): boolean {
    return this.#live.has(uid);
  }
}

function ownersOf(object: ApiObject | undefined): string[] {
  return (object?.metadata.ownerReferences ?? []).map((owner) => owner.uid);
}

function idOf({ collection, key }: Location): string {
  return `${collection} ${key}`;
}
