/** Lets so many at a time; the others wait in line. */
export class Turns {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(places: number) {
    this.#free = places;
  }

  /** Calls back at once when there is a place, else when there is one. Give it back by {@link give}. Returns how to leave the line. */
  take(callback: () => void): () => void {
    if (this.#free > 0) {
      this.#free--;
      callback();
      return () => {};
    }
    // one of its own, that the same function given twice waits twice
    const turn = () => callback();
    this.#waiting.add(turn);
    return () => void this.#waiting.delete(turn);
  }

  give(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#free++;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
