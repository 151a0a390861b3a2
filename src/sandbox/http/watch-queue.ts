import type { Clock } from "../../base/clock.ts";

/** Events that a reader who has stopped reading may be behind, for a while; whatever else it does, beyond the second number it is given up. */
const patience = 1000;
const longest = 10_000;
/** How long a reader who is behind may read nothing, in milliseconds. */
const graceful = 1000;
/** What one who is given up still gets, if it goes on reading: as much as a real server has in its channel. */
const lastEvents = 100;

/**
 * What a watcher has to be told and could not be told yet: events, not their texts, which are written when there is room for them. A real server
 * (cacher.go and cache_watcher.go of k8s.io/apiserver/pkg/storage/cacher) ends the watch of a reader that does not keep up; it reads what was on its way, then the
 * end, and starts again. So does this: `giveUp` is called once, then nothing is taken in any more.
 */
export class WatchQueue<T> {
  readonly #clock: Clock;
  readonly #giveUp: () => void;
  #events: T[] = [];
  /** Those before this one have been taken. */
  #next = 0;
  /** Present objects, which are no fault of the reader's. */
  #initial = 0;
  #begun = false;
  #timer: { cancel: () => void } | undefined;
  #closed = false;

  constructor(options: { clock: Clock; giveUp: () => void }) {
    this.#clock = options.clock;
    this.#giveUp = options.giveUp;
  }

  /** Whether nothing is taken in any more. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** Everything so far is what was there when the watch began. */
  begin(): void {
    this.#begun = true;
    this.#initial = this.#events.length;
  }

  add(event: T): void {
    if (this.#closed) return;
    this.#events.push(event);
    if (this.#begun) this.#check(this.#events.length - Math.max(this.#next, this.#initial));
  }

  /** The next event; taking it shows that the reader reads. */
  take(): T | undefined {
    this.#timer?.cancel();
    this.#timer = undefined;
    const event = this.#events[this.#next];
    if (event === undefined) return undefined;
    this.#next++;
    if (this.#next === this.#events.length || this.#next > patience) this.#compact();
    return event;
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #check(behind: number): void {
    if (behind > longest) this.#abandon();
    else if (behind > patience) this.#timer ??= this.#clock.setTimer(graceful, () => this.#abandon());
  }

  #abandon(): void {
    if (this.#closed) return;
    this.close();
    this.#events.length = Math.min(this.#events.length, Math.max(this.#next, this.#initial) + lastEvents);
    this.#giveUp();
  }

  #compact(): void {
    this.#events = this.#events.slice(this.#next);
    this.#initial = Math.max(0, this.#initial - this.#next);
    this.#next = 0;
  }
}
