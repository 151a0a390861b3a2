import { goQuote } from "../../base/go-quote.ts";
import type { ApiObject } from "../api-object.ts";
import { expired, plainError, StatusError } from "../status-error.ts";
import { CompactedError } from "../store/store.ts";
import type { StoreEvent } from "../store/history.ts";
import type { RegistryContext } from "./context.ts";
import { matcherOf, type Selection } from "./list.ts";
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
 * it starts with the present objects as ADDED; `sendInitialEvents` ends these with an annotated bookmark.
 */
export function watchObjects(
  context: RegistryContext,
  resource: ServedResource,
  options: { request: WatchRequest; listener: (event: WatchEvent) => void },
): WatchHandle {
  const { request, listener } = options;
  const matches = matcherOf(resource, request);
  const prefix = resource.namespaced && request.namespace ? `${request.namespace}/` : "";
  const from = startRevision(request);
  const replay = request.sendInitialEvents ?? from === 0;
  const { gate, store } = context;
  const seen = () => gate.revisionOf(resource.collection) ?? store.revision;
  const { tell, stop: forget } = tellInOrder<WatchEvent>({ listener, failed: errorEvent });
  const bookmark = (initial: boolean) => {
    tell(() => bookmarkEvent(resource, { revision: seen(), initial }));
  };
  if (replay) {
    const present = store.list(resource.collection, { prefix, revision: seen() });
    tell(() => void resource.strategy.prepareRead?.(present));
    for (const object of present)
      tell(() => {
        const served = resource.strategy.toServed(object);
        return matches(served) ? { type: "ADDED", object: served } : undefined;
      });
    if (request.sendInitialEvents && request.allowWatchBookmarks) bookmark(true);
  }
  const observe = (event: StoreEvent) => {
    if (!event.key.startsWith(prefix) || event.revision <= from) return;
    gate.pass(event, () => tell(() => translate(resource, { event, matches })));
  };
  const start = replay || from === 0 ? seen() : from;
  try {
    const stop = store.watch(resource.collection, Math.min(start, store.revision), observe);
    return {
      bookmark: () => bookmark(false),
      stop: () => {
        stop();
        forget();
      },
    };
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    listener({
      type: "ERROR",
      object: expired(`too old resource version: ${from} (${error.compacted})`).status,
    });
    return { bookmark: () => {}, stop: () => {} };
  }
}

/** What cannot be converted ends a watch. */
function errorEvent(error: unknown): WatchEvent {
  if (error instanceof StatusError) return { type: "ERROR", object: error.status };
  throw error;
}

function startRevision(request: WatchRequest): number {
  const { resourceVersion = "" } = request;
  if (/^\d*$/.test(resourceVersion)) return Number(resourceVersion);
  const quoted = goQuote(resourceVersion);
  throw plainError(
    `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`,
  );
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
