import type { ApiObject } from "../api-object.ts";

/** One write. `object` is the state after it (of a deletion: the last state, with the deletion's resourceVersion). */
export interface StoreEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly collection: string;
  readonly key: string;
  readonly revision: number;
  readonly object: ApiObject;
  /** State before the write; absent for ADDED. */
  readonly previous?: ApiObject;
}

/** What happened, oldest first, as far back as `capacity` writes or the last compaction. */
export class History {
  readonly #capacity: number;
  #events: StoreEvent[] = [];
  #compacted = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Every event after this revision is still known. */
  get compacted(): number {
    return this.#compacted;
  }

  add(event: StoreEvent): void {
    this.#events.push(event);
    // dropping in halves keeps additions cheap
    if (this.#events.length > this.#capacity * 2)
      this.compact(this.#events[this.#capacity - 1]?.revision ?? 0);
  }

  /** Forgets events up to and including `revision`. */
  compact(revision: number): void {
    this.#compacted = Math.max(this.#compacted, revision);
    this.#events = this.#events.slice(this.#firstAfter(revision));
  }

  /** Events after `revision`, oldest first. */
  after(revision: number): readonly StoreEvent[] {
    return this.#events.slice(this.#firstAfter(revision));
  }

  #firstAfter(revision: number): number {
    let [low, high] = [0, this.#events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#events[middle]?.revision ?? 0) <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
