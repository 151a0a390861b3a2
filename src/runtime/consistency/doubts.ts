import type { Clock } from "../../base/clock.ts";
import { overlaps, type Place } from "./in-flight.ts";

/** Something that may have been written, or not: nobody answered. */
export interface Doubt {
  readonly place: Place;
  readonly since: number;
  /** A cache that has come to this version has what was written. */
  until?: string;
}

/** Whether a cache has come to a version, in a place. */
type Reached = (doubt: Place, version: string) => boolean;

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
    this.#end();
    this.#doubts.add({ place, since: this.#clock.monotonic() });
  }

  /** Doubts about a place that the reader's cache has not come to. Those that every cache of the kind has come to are gone. */
  about(place: Place, reached: Record<"here" | "everywhere", Reached>): Doubt[] {
    if (this.#doubts.size === 0) return [];
    this.#end();
    for (const doubt of this.#doubts)
      if (doubt.until !== undefined && reached.everywhere(doubt.place, doubt.until))
        this.#doubts.delete(doubt);
    return [...this.#doubts].filter(
      (doubt) =>
        overlaps(doubt.place, place) &&
        !(doubt.until !== undefined && reached.here(doubt.place, doubt.until)),
    );
  }

  /** The server was asked since these arose. */
  settle(doubts: readonly Doubt[]): void {
    for (const doubt of doubts) this.#doubts.delete(doubt);
  }

  #end(): void {
    const now = this.#clock.monotonic();
    for (const doubt of this.#doubts) if (now - doubt.since > ends) this.#doubts.delete(doubt);
  }
}
