import type { Clock, Timer } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { Suspension } from "../registry/suspension.ts";
import { StatusError } from "../status-error.ts";

/** How long after a failure an item is tried again. */
const retryDelay = 100;

/** Items to be worked on, each once at a time however often it is added; later, on the clock, never inside a write. */
export class WorkLoop<T> {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #keyOf: (item: T) => string;
  readonly #work: (item: T) => void;
  readonly #timers = new Map<string, { timer: Timer; at: number }>();
  /** Items whose work waits for an answer; true when they were added meanwhile. */
  readonly #waiting = new Map<string, boolean>();
  #stopped = false;

  constructor(options: {
    clock: Clock;
    logger: Logger;
    keyOf: (item: T) => string;
    work: (item: T) => void;
  }) {
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#keyOf = options.keyOf;
    this.#work = options.work;
  }

  /** Works on the item after `delay` milliseconds, or earlier if it is already due earlier. */
  add(item: T, delay = 0): void {
    if (this.#stopped) return;
    const key = this.#keyOf(item);
    const at = this.#clock.now() + delay;
    const pending = this.#timers.get(key);
    if (pending && pending.at <= at) return;
    pending?.timer.cancel();
    this.#timers.set(key, { at, timer: this.#clock.setTimer(delay, () => this.#run(key, item)) });
  }

  stop(): void {
    this.#stopped = true;
    for (const { timer } of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #run(key: string, item: T): void {
    this.#timers.delete(key);
    if (this.#waiting.has(key)) this.#waiting.set(key, true);
    else this.#attempt(item, () => this.#work(item));
  }

  #attempt(item: T, work: () => void): void {
    const key = this.#keyOf(item);
    try {
      work();
    } catch (error) {
      if (error instanceof Suspension) return this.#wait(item, error);
      // lost races and namespaces that are going are part of the game
      if (!(error instanceof StatusError)) this.#logger.error("behaviour failed", { key, error });
      this.add(item, retryDelay);
    }
    const again = this.#waiting.get(key);
    this.#waiting.delete(key);
    if (again) this.add(item);
  }

  /** A webhook is asked: the work is begun again with its answer. */
  #wait(item: T, suspension: Suspension): void {
    const key = this.#keyOf(item);
    if (!this.#waiting.has(key)) this.#waiting.set(key, false);
    void suspension.ready.then(() => {
      if (!this.#stopped) this.#attempt(item, () => suspension.resume(() => this.#work(item)));
    });
  }
}
