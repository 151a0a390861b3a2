import { breather } from "../../base/breather.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { KubernetesObject } from "../../kube/object.ts";
import type { Status } from "../../kube/status.ts";
import { ApiError } from "../client/errors.ts";
import type { WatchEvent } from "../client/lister-watcher.ts";
import type { OpenWatch } from "./open-watch.ts";

/** Takes what a watch says. */
export interface WatchSink {
  set(object: KubernetesObject): void;
  delete(object: KubernetesObject): void;
  progress(resourceVersion: string): void;
}

/** The server closed a watch at once: going on without a pause would be a storm. */
export class VeryShortWatchError extends Error {
  constructor(kind: string) {
    super(`very short watch of ${kind}: it lasted less than a second and brought nothing`);
    this.name = "VeryShortWatchError";
  }
}

/** A watch as far as it is consumed. */
type Source = Pick<OpenWatch, "events" | "started" | "unordered" | "signal">;

/**
 * Feeds the events of a watch to a sink until it ends; with `initial`, until the bookmark that ends the initial events. Bookmarks only move
 * the version. In an unordered watch, versions count only from the first event that is no ADDED. Events of unknown type or of another kind are logged
 * and skipped. Follows handleAnyWatch of client-go's tools/cache/reflector.go.
 *
 * @throws ApiError for an ERROR event, VeryShortWatchError, and what reading throws
 */
export async function consumeWatch(
  watch: Source,
  options: {
    sink: WatchSink;
    initial: boolean;
    clock: Clock;
    logger: Logger;
    apiVersion: string;
    kind: string;
  },
): Promise<"ended" | "initial-events-end"> {
  const { sink, initial, clock, kind } = options;
  let count = 0;
  let ordered = !watch.unordered;
  const pause = breather({ clock });
  for (;;) {
    let next: IteratorResult<WatchEvent>;
    try {
      next = await watch.events.next();
    } catch (error) {
      // a watch that was closed here has ended, whatever its transport makes of that
      if (watch.signal.aborted) break;
      throw error;
    }
    if (next.done || watch.signal.aborted) break;
    const object = checkEvent(next.value, options);
    if (!object) continue;
    const { type } = next.value;
    const { resourceVersion = "", annotations } = object.metadata ?? {};
    if (type === "DELETED") sink.delete(object);
    else if (type !== "BOOKMARK") sink.set(object);
    count++;
    ordered ||= type !== "ADDED";
    if (ordered && resourceVersion) sink.progress(resourceVersion);
    if (initial && type === "BOOKMARK" && annotations?.["k8s.io/initial-events-end"] === "true")
      return "initial-events-end";
    // a flood of events must not keep timers and other connections from their turn
    const due = pause.due();
    if (due) await due;
  }
  if (count === 0 && clock.now() - watch.started < 1_000) throw new VeryShortWatchError(kind);
  return "ended";
}

const objectEvents = ["ADDED", "MODIFIED", "DELETED", "BOOKMARK"];

function checkEvent(
  { type, object }: WatchEvent,
  options: { logger: Logger; apiVersion: string; kind: string },
): KubernetesObject | undefined {
  const { logger, apiVersion, kind } = options;
  if (type === "ERROR") {
    const status = object as Status;
    throw new ApiError(status.code ?? 500, status);
  }
  const candidate = object as KubernetesObject | null | undefined;
  if (
    !objectEvents.includes(type) ||
    !candidate?.metadata ||
    candidate.apiVersion !== apiVersion ||
    candidate.kind !== kind
  ) {
    logger.warn("skipping an event that is not understood", {
      type,
      expected: `${apiVersion} ${kind}`,
      found: `${candidate?.apiVersion} ${candidate?.kind}`,
    });
    return undefined;
  }
  return candidate;
}
