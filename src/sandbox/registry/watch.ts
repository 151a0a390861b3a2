import type { ApiObject } from "../api-object.ts";
import { expired, plainError, StatusError } from "../status-error.ts";
import { CompactedError } from "../store/store.ts";
import type { StoreEvent } from "../store/history.ts";
import type { RegistryContext } from "./context.ts";
import { selectorOf, type Selection } from "./list.ts";
import { revisionProblem, tooLarge } from "./revision.ts";
import type { ServedResource } from "./served-resource.ts";
import { tellInOrder } from "./tell-in-order.ts";

/** meta/v1 ListOptions of a watch, checked. */
export interface WatchRequest extends Selection {
  readonly resourceVersion?: string;
  readonly allowWatchBookmarks: boolean;
  readonly sendInitialEvents?: boolean;
}

/** What a watcher is told. */
export type WatchEvent =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK"; readonly object: ApiObject }
  | { readonly type: "ERROR"; readonly object: StatusError["status"] };

export interface WatchHandle {
  /** A bookmark at the store's present revision. */
  bookmark(): void;
  stop(): void;
}

/**
 * Tells `listener` what happens to the selected objects, until stopped. Without a resourceVersion, or with "0",
 * it starts with the present objects as ADDED; `sendInitialEvents` ends these with an annotated bookmark. Follows
 * Cacher.Watch of k8s.io/apiserver/pkg/storage/cacher.
 */
export function watchObjects(
  context: RegistryContext,
  resource: ServedResource,
  options: { request: WatchRequest; listener: (event: WatchEvent) => void },
): WatchHandle {
  const { request, listener } = options;
  const { matches } = selectorOf(resource, request);
  const prefix = resource.namespaced && request.namespace ? `${request.namespace}/` : "";
  const from = startRevision(request);
  const { gate, store } = context;
  if (request.sendInitialEvents && from > store.revision)
    return failed(listener, tooLarge(request.resourceVersion ?? "", store.revision));
  const replay = request.sendInitialEvents ?? from === 0;
  const seen = () => gate.revisionOf(resource.collection) ?? store.revision;
  const { tell, stop: forget } = tellInOrder<WatchEvent>({ listener, failed: errorEvent });
  const start = replay || from === 0 ? seen() : from;
  if (replay) {
    const present = store.list(resource.collection, { prefix, revision: start });
    tell(() => void resource.strategy.prepareRead?.(present));
    for (const object of present)
      tell(() => {
        const served = resource.strategy.toServed(object);
        return matches(served) ? { type: "ADDED", object: served } : undefined;
      });
    if (request.sendInitialEvents && request.allowWatchBookmarks)
      tell(() => bookmarkEvent(resource, { revision: start, initial: true }));
  }
  // what was known before the watch began
  let known = start;
  let begun = false;
  const observe = (event: StoreEvent) => {
    if (!begun) known = Math.max(known, event.revision);
    if (!event.key.startsWith(prefix) || event.revision <= from) return;
    gate.pass(event, () => tell(() => translate(resource, { event, matches })));
  };
  try {
    const stop = store.watch(resource.collection, Math.min(start, store.revision), observe);
    begun = true;
    return {
      bookmark: () => {
        const revision = seen();
        if (revision > known) tell(() => bookmarkEvent(resource, { revision, initial: false }));
      },
      stop: () => {
        stop();
        forget();
      },
    };
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    return failed(listener, expired(`too old resource version: ${from} (${error.compacted})`));
  }
}

/** A watch that cannot begin says so in its stream. */
function failed(listener: (event: WatchEvent) => void, { status }: StatusError): WatchHandle {
  listener({ type: "ERROR", object: status });
  return { bookmark: () => {}, stop: () => {} };
}

/** What cannot be converted ends a watch. */
function errorEvent(error: unknown): WatchEvent {
  if (error instanceof StatusError) return { type: "ERROR", object: error.status };
  throw error;
}

function startRevision({ resourceVersion = "" }: WatchRequest): number {
  const problem = revisionProblem(resourceVersion);
  if (problem) throw plainError(problem);
  return Number(resourceVersion);
}

/** A change of what is selected looks like a coming or a going to the watcher. */
function translate(
  resource: ServedResource,
  options: { event: StoreEvent; matches: (object: ApiObject) => boolean },
): WatchEvent | undefined {
  const { event, matches } = options;
  const object = resource.strategy.toServed(event.object);
  const before = event.previous ? resource.strategy.toServed(event.previous) : undefined;
  const was = before !== undefined && matches(before);
  const is = event.type !== "DELETED" && matches(object);
  if (is) return { type: was ? "MODIFIED" : "ADDED", object };
  if (!was || !before) return undefined;
  const metadata = { ...before.metadata, resourceVersion: String(event.revision) };
  return { type: "DELETED", object: { ...before, metadata } };
}

function bookmarkEvent(
  resource: ServedResource,
  options: { revision: number; initial: boolean },
): WatchEvent {
  const annotations = options.initial ? { annotations: { "k8s.io/initial-events-end": "true" } } : {};
  const metadata = { resourceVersion: String(options.revision), ...annotations };
  const { kind, apiVersion, strategy } = resource;
  return { type: "BOOKMARK", object: { ...strategy.zero, kind, apiVersion, metadata } };
}
