import type { Clock, Timer } from "./clock.ts";

interface Pending {
  at: number;
  order: number;
  callback: () => void;
}

/** A clock that a test moves. Timers fire in time order, and what their callbacks await runs before the next one. */
export class VirtualClock implements Clock {
  #now: number;
  /** How far the system's time has been set away from where it would be. */
  #shift = 0;
  #order = 0;
  readonly #pending = new Set<Pending>();

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now + this.#shift;
  }

  monotonic(): number {
    return this.#now;
  }

  /** Sets the system's time by so many milliseconds: {@link now} jumps, timers and {@link monotonic} do not. */
  setBy(ms: number): void {
    this.#shift += ms;
  }

  setTimer(ms: number, callback: () => void): Timer {
    const pending = { at: this.#now + Math.max(0, ms), order: this.#order++, callback };
    this.#pending.add(pending);
    return { cancel: () => this.#pending.delete(pending) };
  }

  /** Number of timers that wait: a leak check. */
  get waiting(): number {
    return this.#pending.size;
  }

  /** Moves time by `ms`, firing each timer due on the way at its own instant. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#pending.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await settle();
    }
    this.#now = end;
  }

  #next(end: number): Pending | undefined {
    let best: Pending | undefined;
    for (const pending of this.#pending) {
      if (pending.at > end) continue;
      if (!best || pending.at < best.at || (pending.at === best.at && pending.order < best.order))
        best = pending;
    }
    return best;
  }
}

/** Lets promise callbacks run to their end; they have no I/O in tests on virtual time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
