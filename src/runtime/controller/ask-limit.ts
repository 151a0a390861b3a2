import type { Clock, Timer } from "../../base/clock.ts";

/** How long a map may take before it is told of and no longer waited for. */
const patience = 30_000;

/** Settings of one ask. */
export interface Ask {
  /** Asks; undefined when the answer was there at once. The promise must not reject. */
  readonly ask: () => Promise<void> | undefined;
  /** Asked at once, whatever is under way. */
  readonly urgent: boolean;
  /** Called when there is no answer for 30 s. */
  readonly onSlow: () => void;
}

/** Bounds how many asynchronous maps are under way at once: the first list of a kind may have many thousand objects, each worth a request. */
export class AskLimit {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #most: number;
  readonly #waiting = new Set<() => void>();
  readonly #timers = new Set<Timer>();
  #busy = 0;

  constructor({ clock, signal, most = 16 }: { clock: Clock; signal: AbortSignal; most?: number }) {
    this.#clock = clock;
    this.#signal = signal;
    this.#most = most;
    signal.addEventListener("abort", () => {
      for (const timer of this.#timers) timer.cancel();
      this.#waiting.clear();
    });
  }

  /** Asks now, or once there is room. Resolves when there is an answer, or none for 30 s; undefined when it was there at once. */
  run(ask: Ask): Promise<void> | undefined {
    if (ask.urgent || this.#busy < this.#most) return this.#start(ask);
    return new Promise((resolve) => this.#waiting.add(() => resolve(this.#start(ask))));
  }

  #start({ ask, onSlow }: Ask): Promise<void> | undefined {
    const answered = ask();
    if (!answered) return undefined;
    this.#busy++;
    return this.#released(answered, onSlow).then(() => {
      this.#busy--;
      this.#next();
    });
  }

  #released(answered: Promise<void>, onSlow: () => void): Promise<void> {
    return new Promise((resolve) => {
      if (this.#signal.aborted) return resolve();
      const timer = this.#clock.setTimer(patience, () => {
        this.#timers.delete(timer);
        onSlow();
        resolve();
      });
      this.#timers.add(timer);
      void answered.then(() => {
        timer.cancel();
        this.#timers.delete(timer);
        resolve();
      });
    });
  }

  #next(): void {
    for (const start of this.#waiting) {
      if (this.#busy >= this.#most) return;
      this.#waiting.delete(start);
      start();
    }
  }
}
