import { breather } from "../../base/breather.ts";
import type { Clock } from "../../base/clock.ts";
import { sleep } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";
import type { Enqueued, Reader } from "./map-event.ts";

/** What a source that is a function gets. */
export interface SourceContext {
  /** Aborts when the controller stops: end the iteration then. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly client: Reader;
}

/**
 * Events from outside the cluster: a {@link channel}, anything else that can be iterated, or an async generator function. Events are asked for one
 * after the other, so that a source is never faster than the controller takes in; however many there are, the event loop turns in between. A function whose iteration throws is called again after a pause
 * that grows to 30 s; with anything else the error ends the operator. A source that ends is not asked again.
 */
export type RawSource<E> = AsyncIterable<E> | ((context: SourceContext) => AsyncIterable<E>);

/** A source of a controller, and which objects an event is about. */
export interface WatchedSource {
  readonly source: RawSource<unknown>;
  readonly map: (event: unknown) => readonly Enqueued[] | Promise<readonly Enqueued[]>;
  readonly priority: number | undefined;
}

const [firstPause, longestPause] = [800, 30_000];

/** A source that is ready to be read. What is no function takes events in from now on, so that none is missed before the start. */
export interface OpenSource {
  /**
   * Hands each event on until the source ends or the signal aborts. It does not wait for an iterator that does not come back after the stop.
   *
   * @throws what the iteration of a source throws that is no function
   */
  read(options: SourceContext & { clock: Clock; take: (event: unknown) => Promise<void> }): Promise<void>;
  /** Takes no more events in. */
  close(): void;
}

export function openSource(source: RawSource<unknown>): OpenSource {
  if (typeof source === "function") return { read: (options) => readAgain(source, options), close: () => {} };
  const events = source[Symbol.asyncIterator]();
  return { read: (options) => iterate(events, options), close: () => endIterator(events) };
}

async function readAgain(
  source: (context: SourceContext) => AsyncIterable<unknown>,
  options: Parameters<OpenSource["read"]>[0],
): Promise<void> {
  const { signal, log, clock } = options;
  for (let pause = firstPause; !signal.aborted; pause = Math.min(pause * 2, longestPause)) {
    const started = clock.monotonic();
    try {
      return await iterate(source(options)[Symbol.asyncIterator](), options);
    } catch (error) {
      if (signal.aborted) return;
      log.error("a source of events failed, starting it again", { error });
      if (clock.monotonic() - started > longestPause) pause = firstPause;
      await sleep(pause, { clock, signal });
    }
  }
}

async function iterate(
  events: AsyncIterator<unknown>,
  { signal, take, clock }: Parameters<OpenSource["read"]>[0],
): Promise<void> {
  const pause = breather({ clock });
  const stop = stopOf(signal);
  try {
    while (!signal.aborted) {
      const next = events.next();
      // the iterator may never answer after a stop; its failure then is nobody's business
      next.catch(() => {});
      const result = await stop.or(next);
      if (!result || result.done) return;
      await take(result.value);
      // a source that always has one more would else let nothing else happen, not even the stop
      const turn = pause.due();
      if (turn) await turn;
    }
  } finally {
    stop.unlink();
    endIterator(events);
  }
}

/** The stop beside what an iterator answers. A `Promise.race` with one long-lived promise would keep something of each event until the stop. */
function stopOf(signal: AbortSignal): { or<R>(answer: Promise<R>): Promise<R | undefined>; unlink(): void } {
  let onStop = () => {};
  const listener = () => onStop();
  signal.addEventListener("abort", listener, { once: true });
  return {
    or: (answer) =>
      new Promise((resolve, reject) => {
        onStop = () => resolve(undefined);
        answer.then(resolve, reject);
      }),
    unlink: () => signal.removeEventListener("abort", listener),
  };
}

/** Not awaited: a generator that hangs in an await of its own would hold up the stop. */
function endIterator(events: AsyncIterator<unknown>): void {
  void Promise.resolve(events.return?.()).catch(() => {});
}
