import type { Clock } from "../../base/clock.ts";
import type { WatchEvent, WatchHandle } from "../registry/watch.ts";
import type { LastText } from "./last-text.ts";
import { writeHead, type Reply } from "./respond.ts";
import { WatchQueue } from "./watch-queue.ts";

/** How often an idle watcher is told the present resourceVersion. */
const bookmarkInterval = 60_000;
/** How long before its end a watcher is told it once more. */
const farewellBookmark = 2000;
/** The server's --min-request-timeout: a watch without a timeout of its own lasts between one and two of these. */
const defaultTimeoutSeconds = 1800;

interface StreamOptions {
  readonly clock: Clock;
  readonly timeoutSeconds: number | undefined;
  readonly bookmarks: boolean;
  /** Undefined for what cannot be written as the client wants it. */
  readonly render: (event: WatchEvent) => unknown;
  readonly texts: LastText;
  readonly start: (listener: (event: WatchEvent) => void) => WatchHandle;
  readonly signal: AbortSignal;
}

/**
 * Sends a watch's events as lines of JSON until the client leaves, the time is up, or the client is too slow.
 * Resolves when the response has ended.
 */
export function streamWatch(reply: Reply, options: StreamOptions): Promise<void> {
  const { clock, render, start, signal, texts } = options;
  const { response } = reply;
  let blocked = false;
  let failed = false;
  const queue = new WatchQueue<WatchEvent>({ clock, giveUp: () => handle.stop() });
  const flush = () => {
    blocked = false;
    for (let event = queue.take(); event !== undefined; event = queue.take()) {
      const object = render(event);
      // what cannot be written ends the stream
      if (object === undefined) return void response.end();
      blocked = !response.write(texts.line({ type: event.type, object }));
      if (blocked) return;
    }
    if (queue.isClosed) response.end();
  };
  const tell = (event: WatchEvent) => {
    if (failed) return;
    queue.add(event);
    if (event.type === "ERROR") failed = true;
    if (!blocked && response.headersSent) flush();
  };
  const handle = start(tell);
  queue.begin();
  writeHead(reply, { code: 200, headers: { "Content-Type": "application/json" } });
  response.flushHeaders();
  flush();
  const { promise, resolve } = deferred();
  let farewell: { cancel: () => void } | undefined;
  // who is reading reads what there is to its end
  const end = () => {
    if (!blocked) return void response.end();
    queue.close();
    farewell ??= clock.setTimer(bookmarkInterval, () => response.destroy());
  };
  const timers = startTimers({ ...options, handle, end });
  signal.addEventListener("abort", end, { once: true });
  response.on("drain", flush);
  response.on("close", () => {
    handle.stop();
    queue.close();
    timers.cancel();
    farewell?.cancel();
    signal.removeEventListener("abort", end);
    resolve();
  });
  if (failed || signal.aborted) end();
  return promise;
}

/** Bookmarks from time to time and shortly before the end, and the end of the watch. Follows nextBookmarkTime of k8s.io/apiserver/pkg/storage/cacher. */
function startTimers(options: {
  clock: Clock;
  timeoutSeconds: number | undefined;
  bookmarks: boolean;
  handle: WatchHandle;
  end: () => void;
}): { cancel: () => void } {
  const { clock, bookmarks, handle, end } = options;
  const seconds = options.timeoutSeconds || defaultTimeoutSeconds * (1 + Math.random());
  const timeout = clock.setTimer(seconds * 1000, end);
  let left = seconds * 1000 - farewellBookmark;
  let ticker: { cancel: () => void } | undefined;
  const next = () => {
    if (left <= 0) return;
    const wait = Math.min(bookmarkInterval, left);
    left -= wait;
    ticker = clock.setTimer(wait, () => {
      handle.bookmark();
      next();
    });
  };
  if (bookmarks) next();
  return {
    cancel: () => {
      timeout.cancel();
      ticker?.cancel();
    },
  };
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
