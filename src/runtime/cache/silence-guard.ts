import type { Clock, Timer } from "../../base/clock.ts";

/**
 * Milliseconds without a word after which a watch counts as half-open. An API server that caches a kind says how far it is about once a
 * minute (defaultBookmarkFrequency of k8s.io/apiserver/pkg/storage/cacher).
 */
const limit = 90_000;

/**
 * Judges the watches of one collection, one after the other. A silent one is given up, and taken up again at its last version at the cost of
 * one request. Not every server sends bookmarks, and some proxies hold them back: after a watch that was given up, the next one is given its
 * whole time unless it says something.
 */
export class SilenceGuard {
  readonly #clock: Clock;
  #patient = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Passes on what an iterator brings, and calls back once when it has been silent for too long. Call `stop` when the watch is over. */
  listen<T>(events: AsyncIterator<T>, onSilent: () => void): AsyncIterator<T> & { stop(): void } {
    const clock = this.#clock;
    let last = clock.monotonic();
    let timer: Timer;
    const arm = (wait: number) => {
      timer = clock.setTimer(wait, () => {
        const left = last + limit - clock.monotonic();
        if (left > 0 || this.#patient) return arm(left > 0 ? left : limit);
        this.#patient = true;
        onSilent();
      });
    };
    arm(limit);
    return {
      next: async () => {
        const result = await events.next();
        last = clock.monotonic();
        if (!result.done) this.#patient = false;
        return result;
      },
      stop: () => timer.cancel(),
    };
  }
}
