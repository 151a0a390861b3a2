import { systemClock, type Clock, type Timer } from "./clock.ts";

interface Pending {
  readonly at: number;
  readonly callback: () => void;
  timer: Timer | undefined;
}

/** A clock that goes with another one, and that a test can put forward. */
export class SteppableClock implements Clock {
  readonly #base: Clock;
  readonly #pending = new Set<Pending>();
  #ahead = 0;

  constructor(base: Clock = systemClock) {
    this.#base = base;
  }

  now(): number {
    return Math.floor(this.#base.now() + this.#ahead);
  }

  monotonic(): number {
    return this.#base.monotonic() + this.#ahead;
  }

  setTimer(ms: number, callback: () => void): Timer {
    const pending: Pending = { at: this.monotonic() + Math.max(0, ms), callback, timer: undefined };
    this.#pending.add(pending);
    this.#arm(pending);
    return {
      cancel: () => {
        this.#pending.delete(pending);
        pending.timer?.cancel();
      },
      unref: () => pending.timer?.unref?.(),
    };
  }

  /** Puts the clock forward. Timers that are due on the way fire in their order, each at its own instant; what they lead to at once has happened when it resolves. */
  async step(ms: number): Promise<void> {
    const end = this.monotonic() + ms;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#ahead += Math.max(0, next.at - this.monotonic());
      this.#fire(next);
      await settle();
    }
    this.#ahead += Math.max(0, end - this.monotonic());
    for (const pending of this.#pending) this.#arm(pending);
  }

  #next(end: number): Pending | undefined {
    let best: Pending | undefined;
    for (const pending of this.#pending)
      if (pending.at <= end && (!best || pending.at < best.at)) best = pending;
    return best;
  }

  #arm(pending: Pending): void {
    pending.timer?.cancel();
    pending.timer = this.#base.setTimer(pending.at - this.monotonic(), () => this.#fire(pending));
  }

  #fire(pending: Pending): void {
    pending.timer?.cancel();
    if (this.#pending.delete(pending)) pending.callback();
  }
}

/** Lets what was started run on, as far as it needs nothing from outside. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
