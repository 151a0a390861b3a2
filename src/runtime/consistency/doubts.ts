import type { Clock } from "../../base/clock.ts";
import { overlaps, type Place } from "./in-flight.ts";

/** Something that may have been written, or not: nobody answered. */
export interface Doubt {
  readonly place: Place;
  readonly since: number;
  /** A cache that has come to this version has what was written. */
  until?: string;
}

/** A lost write that was not asked about for so long is in the cache, or was never done. */
const ends = 10 * 60_000;

/** Writes of one kind whose answers were lost. */
export class Doubts {
  readonly #clock: Clock;
  readonly #doubts = new Set<Doubt>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#doubts.size;
  }

  add(place: Place): void {
    const since = this.#clock.monotonic();
    for (const doubt of this.#doubts) if (since - doubt.since > ends) this.#doubts.delete(doubt);
    this.#doubts.add({ place, since });
  }

  /** Doubts about a place; those whose version was reached are gone. */
  about(place: Place, reached: (doubt: Place, version: string) => boolean): Doubt[] {
    if (this.#doubts.size === 0) return [];
    for (const doubt of this.#doubts)
      if (doubt.until !== undefined && reached(doubt.place, doubt.until)) this.#doubts.delete(doubt);
    return [...this.#doubts].filter((doubt) => overlaps(doubt.place, place));
  }

  /** The server was asked since these arose. */
  settle(doubts: readonly Doubt[]): void {
    for (const doubt of doubts) this.#doubts.delete(doubt);
  }
}
