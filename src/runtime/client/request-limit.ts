import type { Clock, Timer } from "../../base/clock.ts";
import { expectManyListeners } from "../../base/lifetime.ts";

/**
 * What may end one try of a request early: the caller's signal, and its time. There are thousands a second, so that it is no AbortController,
 * which costs as much as a small request's parsing.
 */
export class RequestLimit {
  readonly #signal: AbortSignal | undefined;
  readonly #timer: Timer;
  readonly #onAbort = () => this.#finish(this.#signal?.reason);
  #end: ((reason: unknown) => void) | undefined;
  #over: { readonly reason: unknown } | undefined;

  /** `late` makes the error of a try whose time is over. */
  constructor(options: {
    signal: AbortSignal | undefined;
    clock: Clock;
    timeout: number;
    late: () => unknown;
  }) {
    const { signal, clock, timeout, late } = options;
    this.#signal = signal;
    this.#timer = clock.setTimer(timeout, () => this.#finish(late()));
    if (!signal) return;
    expectManyListeners(signal);
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** What to do when the try is to end; takes the place of what was said before. At once when it is over already. */
  onEnd(end: (reason: unknown) => void): void {
    this.#end = end;
    if (this.#over) end(this.#over.reason);
  }

  /** Throws the signal's reason, or that the time is over. */
  throwIfOver(): void {
    if (this.#over) throw this.#over.reason;
  }

  /** The try has ended by itself. */
  release(): void {
    this.#timer.cancel();
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#end = undefined;
  }

  #finish(reason: unknown): void {
    this.#over ??= { reason };
    this.#end?.(reason);
  }
}
