import type { Clock, Timer } from "../../base/clock.ts";
import { Heap } from "./heap.ts";
import type { QueueState } from "./queue-state.ts";
import { exponentialRateLimiter, type RateLimiter } from "./rate-limiter.ts";

/** How a key is added. */
export interface AddOptions {
  /** Milliseconds to wait. */
  readonly after?: number;
  /** Wait as the rate limiter says, by how often the key failed; with `after`, the shorter of the two. */
  readonly rateLimited?: boolean;
  /** Higher goes first; default 0. Initial lists and resyncs use {@link lowPriority}. */
  readonly priority?: number;
}

/** Priority of events that are not news: the initial list, and resyncs. As controller-runtime's handler.LowPriority. */
export const lowPriority = -100;

/** What a worker gets. */
export interface QueueItem {
  readonly key: string;
  readonly priority: number;
}

/** What the queue tells metrics about. Times are in milliseconds. */
export interface QueueObserver {
  /** A key became ready. */
  added?(): void;
  /** A key is to wait. */
  retried?(): void;
  /** So many keys of that priority are ready. */
  depth?(ready: number, priority: number): void;
  started?(waited: number): void;
  finished?(worked: number): void;
}

interface Entry {
  readonly key: string;
  readonly priority: number;
  readonly order: number;
  /** Time at which it becomes ready; undefined when it is. */
  readonly readyAt: number | undefined;
  /** Since when it is ready. */
  readonly readySince: number;
}

/**
 * Keys that wait to be worked on. Each is there once however often it is added, and is never worked on twice at the same time: a key added
 * while a worker has it waits for `done`. One entry a key: a ready add ends a delay, the highest priority and the earliest time win; equal
 * priorities are first in, first out, where a key comes last that is raised to a priority, or whose delay is over.
 * Semantics of client-go's util/workqueue/queue.go and controller-runtime's pkg/controller/priorityqueue.
 */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #rateLimiter: RateLimiter;
  readonly #observer: QueueObserver;
  readonly #entries = new Map<string, Entry>();
  /** May hold entries that were replaced; they are skipped. */
  readonly #ready = new Heap<Entry>((a, b) =>
    a.priority === b.priority ? a.order < b.order : a.priority > b.priority,
  );
  readonly #delayed = new Heap<Entry>((a, b) =>
    a.readyAt === b.readyAt ? a.order < b.order : (a.readyAt ?? 0) < (b.readyAt ?? 0),
  );
  readonly #processing = new Map<string, number>();
  readonly #waiting: ((item: QueueItem | undefined) => void)[] = [];
  /** Keys that are ready, by priority. */
  readonly #readyCounts = new Map<number, number>();
  #order = 0;
  #timer: Timer | undefined;
  #shutDown = false;

  constructor(options: { clock: Clock; rateLimiter?: RateLimiter; observer?: QueueObserver }) {
    this.#clock = options.clock;
    this.#rateLimiter = options.rateLimiter ?? exponentialRateLimiter();
    this.#observer = options.observer ?? {};
  }

  /** Keys that are ready or will be; those being worked on are not counted. */
  get size(): number {
    return this.#entries.size;
  }

  /** Keys that a worker has, with the time since when. */
  get processing(): ReadonlyMap<string, number> {
    return this.#processing;
  }

  add(key: string, options: AddOptions = {}): void {
    if (this.#shutDown) return;
    const { after = 0, rateLimited = false, priority = 0 } = options;
    const limited = rateLimited ? this.#rateLimiter.when(key) : Infinity;
    const wait = after > 0 ? Math.min(after, limited) : rateLimited ? limited : 0;
    const now = this.#clock.monotonic();
    const readyAt = wait > 0 ? now + wait : undefined;
    if (readyAt !== undefined) this.#observer.retried?.();
    const known = this.#entries.get(key);
    if (!known) {
      this.#put({ key, priority, order: this.#order++, readyAt, readySince: now });
      return;
    }
    const sooner = known.readyAt !== undefined && (readyAt === undefined || readyAt < known.readyAt);
    const raised = priority > known.priority;
    if (!sooner && !raised) return;
    this.#put({
      ...known,
      ...(raised ? { priority, order: this.#order++ } : {}),
      ...(sooner ? { readyAt, readySince: now } : {}),
    });
  }

  /** The next key, once there is one; undefined after {@link shutDown}. Call {@link done} when its work is over. */
  get(): Promise<QueueItem | undefined> {
    if (this.#shutDown) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#dispatch();
    });
  }

  /** The key's work is over; if it was added meanwhile, it is next in line. */
  done(key: string): void {
    const started = this.#processing.get(key);
    if (started === undefined) return;
    this.#processing.delete(key);
    this.#observer.finished?.(this.#clock.monotonic() - started);
    const again = this.#entries.get(key);
    if (again && again.readyAt === undefined) this.#ready.push(again);
    this.#dispatch();
  }

  /** The key's failures are forgotten. */
  forget(key: string): void {
    this.#rateLimiter.forget(key);
  }

  /** How often the key failed in a row. */
  retries(key: string): number {
    return this.#rateLimiter.retries(key);
  }

  /** Where a key is. Goes through the queue: for people who ask, not for every run. */
  stateOf(key: string): QueueState {
    const [now, retries] = [this.#clock.monotonic(), this.retries(key)];
    const entry = this.#entries.get(key);
    const started = this.#processing.get(key);
    if (started !== undefined)
      return { state: "running", milliseconds: now - started, again: entry !== undefined, retries };
    if (!entry) return { state: "idle", retries };
    const { priority, readyAt, readySince } = entry;
    if (readyAt !== undefined)
      return { state: "delayed", milliseconds: Math.max(0, readyAt - now), priority, retries };
    const goesFirst = (other: Entry) =>
      other !== entry &&
      other.readyAt === undefined &&
      !this.#processing.has(other.key) &&
      (other.priority > priority || (other.priority === priority && other.order < entry.order));
    const ahead = [...this.#entries.values()].filter(goesFirst).length;
    return { state: "ready", ahead, milliseconds: now - readySince, priority, retries };
  }

  /** Nothing more is handed out or taken in; keys being worked on finish as they like. */
  shutDown(): void {
    this.#shutDown = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#entries.clear();
    for (const [priority, count] of this.#readyCounts) this.#countReady(priority, -count);
    for (const resolve of this.#waiting.splice(0)) resolve(undefined);
  }

  #put(entry: Entry): void {
    const before = this.#entries.get(entry.key);
    this.#entries.set(entry.key, entry);
    const wasReady = before && before.readyAt === undefined;
    if (wasReady) this.#countReady(before.priority, -1);
    if (entry.readyAt === undefined) {
      if (!wasReady) this.#observer.added?.();
      this.#countReady(entry.priority, 1);
    }
    if (entry.readyAt !== undefined) this.#delay(entry);
    // a key that is being worked on is in line when that is done
    else if (!this.#processing.has(entry.key)) this.#ready.push(entry);
    this.#dispatch();
  }

  #delay(entry: Entry): void {
    this.#delayed.push(entry);
    // a key that is put off for hours again and again must not pile up entries that were replaced
    if (this.#delayed.size > 2 * this.#entries.size + 64)
      this.#delayed.retain((candidate) => this.#entries.get(candidate.key) === candidate);
    this.#armTimer();
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const entry = this.#ready.pop();
      if (!entry) return;
      if (this.#entries.get(entry.key) !== entry || this.#processing.has(entry.key)) continue;
      const now = this.#clock.monotonic();
      this.#entries.delete(entry.key);
      this.#processing.set(entry.key, now);
      this.#countReady(entry.priority, -1);
      this.#observer.started?.(now - entry.readySince);
      this.#waiting.shift()?.({ key: entry.key, priority: entry.priority });
    }
  }

  #armTimer(): void {
    this.#timer?.cancel();
    const next = this.#nextDelayed();
    this.#timer =
      next && this.#clock.setTimer((next.readyAt ?? 0) - this.#clock.monotonic(), () => this.#release());
  }

  #release(): void {
    const now = this.#clock.monotonic();
    for (let next = this.#nextDelayed(); next && (next.readyAt ?? 0) <= now; next = this.#nextDelayed()) {
      this.#delayed.pop();
      this.#put({ ...next, order: this.#order++, readyAt: undefined, readySince: now });
    }
    this.#armTimer();
  }

  #nextDelayed(): Entry | undefined {
    for (let next = this.#delayed.peek(); next; next = this.#delayed.peek()) {
      if (this.#entries.get(next.key) === next) return next;
      this.#delayed.pop();
    }
    return undefined;
  }

  #countReady(priority: number, change: number): void {
    const count = (this.#readyCounts.get(priority) ?? 0) + change;
    if (count === 0) this.#readyCounts.delete(priority);
    else this.#readyCounts.set(priority, count);
    this.#observer.depth?.(count, priority);
  }
}
