import type { Clock } from "../../base/clock.ts";
import { childController, sleep } from "../../base/lifetime.ts";
import type { KubernetesObject, Observed, ObservedList } from "../../kube/object.ts";
import type { Status } from "../../kube/status.ts";
import type { ObjectEvent } from "./call-options.ts";
import { ApiError, ConnectionError } from "./errors.ts";
import { isExpired } from "./errors.ts";
import type { ListerWatcher, WatchEvent } from "./lister-watcher.ts";

const minTimeout = 300;
/** Seconds beyond the server's own time limit after which a watch must be half-open. */
const guardTime = 5;
const retryWait = 1_000;

/** What a user's watch needs. */
interface WatchSource {
  readonly lister: Pick<ListerWatcher, "watch">;
  readonly listAll: () => Promise<ObservedList<KubernetesObject>>;
  /** Aborts end the watch with their reason. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly random?: () => number;
}

/**
 * The events of a collection from a version on; without one, what is there comes first. A watch that ends is opened again where it was, as by
 * client-go's tools/watch RetryWatcher: after a broken connection, 429 and 5xx within a second, other refusals are thrown.
 */
export async function* watchObjects<T extends KubernetesObject>(
  source: WatchSource,
  options: { resourceVersion?: string; bookmarks?: boolean } = {},
): AsyncGenerator<ObjectEvent<T>> {
  const { bookmarks = false } = options;
  let version = options.resourceVersion ?? "";
  if (version === "") {
    const { items, metadata } = await source.listAll();
    for (const item of items) yield { type: "ADDED", object: item as Observed<T> };
    version = metadata.resourceVersion ?? "";
  }
  for (;;) {
    const last = version;
    try {
      for await (const event of opened(source, version)) {
        const { type, object } = event as { type: string; object: Observed<T> };
        if (!isKnown(type)) continue;
        version = object.metadata.resourceVersion;
        if (bookmarks || type !== "BOOKMARK") yield { type, object };
      }
    } catch (error) {
      source.signal.throwIfAborted();
      if (!isPassing(error)) throw error;
    }
    source.signal.throwIfAborted();
    // an end without an event may be how the server refuses: it is not asked as fast as it answers
    if (version === last) await sleep(retryWait, source);
    source.signal.throwIfAborted();
  }
}

/** One watch, ended when it is silent beyond its time. */
async function* opened(source: WatchSource, version: string): AsyncGenerator<WatchEvent> {
  const { lister, signal, clock, random = Math.random } = source;
  const timeoutSeconds = Math.floor(minTimeout * (1 + random()));
  const { controller, unlink } = childController(signal);
  const guard = clock.setTimer((timeoutSeconds + guardTime) * 1_000, () => {
    controller.abort(new ConnectionError("ETIMEDOUT", "the watch is silent beyond its time"));
  });
  try {
    const parameters = { resourceVersion: version, allowWatchBookmarks: true, timeoutSeconds };
    for await (const event of await lister.watch(parameters, controller.signal)) {
      if (event.type === "ERROR")
        throw new ApiError((event.object as Status).code ?? 500, event.object as Status);
      yield event;
    }
  } finally {
    guard.cancel();
    unlink();
    controller.abort();
  }
}

function isKnown(type: string): type is ObjectEvent["type"] {
  return ["ADDED", "MODIFIED", "DELETED", "BOOKMARK"].includes(type);
}

/** Whether the next try may fare better. */
function isPassing(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  if (isExpired(error) || !(error instanceof ApiError)) return false;
  return error.code === 429 || error.code >= 500;
}
