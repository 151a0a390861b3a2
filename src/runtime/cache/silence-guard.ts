import type { Clock, Timer } from "../../base/clock.ts";
import type { KubernetesObject } from "../../kube/object.ts";
import type { WatchEvent } from "../client/lister-watcher.ts";

/**
 * Milliseconds without a word after which a watch counts as half-open. An API server that caches a kind says how far it is about once a
 * minute (defaultBookmarkFrequency of k8s.io/apiserver/pkg/storage/cacher).
 */
const limit = 90_000;

/** A server that sends bookmarks was silent in two watches: what it has may be older than what is known here, as after a restored backup. */
export class SilentWatchError extends Error {
  constructor() {
    super("two watches in a row were silent");
    this.name = "SilentWatchError";
  }
}

/** What a watch brings, listened to. */
export interface HeardEvents extends AsyncIterator<WatchEvent> {
  /** The watch is over. */
  stop(): void;
}

/**
 * Judges the watches of one collection, one after the other. A silent one is given up, and taken up again at its last version at the cost of
 * one request. When that one is silent too, the collection is to be listed anew: a server whose version is behind the one that was asked for sends neither
 * events nor bookmarks, and only a list is refused for that. Not every server sends bookmarks, and some proxies hold them back: where none was heard, the
 * second watch is given its whole time, and so are all until something is heard.
 */
export class SilenceGuard {
  readonly #clock: Clock;
  #strikes = 0;
  #bookmarks = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Passes on what an iterator brings, and calls back once when it has been silent for too long. */
  listen(events: AsyncIterator<WatchEvent>, onSilent: (reason?: SilentWatchError) => void): HeardEvents {
    let last = this.#clock.monotonic();
    let timer: Timer;
    const arm = (wait: number) => {
      timer = this.#clock.setTimer(wait, () => {
        const left = last + limit - this.#clock.monotonic();
        if (left > 0) return arm(left);
        this.#strikes++;
        if (this.#strikes === 1) return onSilent();
        if (this.#strikes === 2 && this.#bookmarks) return onSilent(new SilentWatchError());
        arm(limit);
      });
    };
    arm(limit);
    return {
      next: async () => {
        const result = await events.next();
        last = this.#clock.monotonic();
        if (!result.done) this.#heard(result.value);
        return result;
      },
      stop: () => timer.cancel(),
    };
  }

  #heard({ type, object }: WatchEvent): void {
    this.#strikes = 0;
    if (type !== "BOOKMARK") return;
    const { annotations } = (object as KubernetesObject | null)?.metadata ?? {};
    this.#bookmarks ||= annotations?.["k8s.io/initial-events-end"] !== "true";
  }
}
