import type { Clock } from "../../base/clock.ts";
import { childController } from "../../base/lifetime.ts";
import type { ListerWatcher, WatchEvent } from "../client/lister-watcher.ts";
import type { SilenceGuard } from "./silence-guard.ts";

/** A watch that the server accepted. */
export interface OpenWatch {
  readonly events: AsyncIterator<WatchEvent>;
  /** When it was asked for: some proxies pass the head of an answer on only with the first event. */
  readonly started: number;
  /** Its first events are the state at the start, in no order: their versions say nothing. */
  readonly unordered: boolean;
  readonly signal: AbortSignal;
  close(): void;
}

const minTimeout = 300;
/** Seconds beyond the server's own time limit after which a watch must be half-open. */
const guardTime = 5;

/**
 * Opens a watch from a version; with `initial`, one that brings the initial state first. The server is asked to end it after a random five to
 * ten minutes, as in client-go's tools/cache/reflector.go; one that goes on beyond is ended here, since nobody can be at its other end.
 */
export async function openWatch(
  lister: ListerWatcher,
  options: {
    version: string;
    initial: boolean;
    clock: Clock;
    random: () => number;
    silence: SilenceGuard;
    signal: AbortSignal;
  },
): Promise<OpenWatch> {
  const { version, initial, clock, random, silence, signal } = options;
  const timeoutSeconds = Math.floor(minTimeout * (1 + random()));
  const { controller, unlink } = childController(signal);
  const guard = clock.setTimer((timeoutSeconds + guardTime) * 1_000, () => controller.abort());
  let listener: { stop(): void } | undefined;
  const close = () => {
    guard.cancel();
    listener?.stop();
    unlink();
    controller.abort();
  };
  const started = clock.now();
  try {
    const events = await lister.watch(
      {
        ...(version === "" ? {} : { resourceVersion: version }),
        ...(initial ? { sendInitialEvents: true, resourceVersionMatch: "NotOlderThan" as const } : {}),
        allowWatchBookmarks: true,
        timeoutSeconds,
      },
      controller.signal,
    );
    const unordered = initial || version === "" || version === "0";
    const heard = silence.listen(events[Symbol.asyncIterator](), (reason) => controller.abort(reason));
    listener = heard;
    return { events: heard, started, unordered, signal: controller.signal, close };
  } catch (error) {
    close();
    throw error;
  }
}
