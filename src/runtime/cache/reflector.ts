import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { childController, sleep } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";
import type { KubernetesList, KubernetesObject } from "../../kube/object.ts";
import {
  ApiError,
  isConnectionRefused,
  isExpired,
  isInternalError,
  isTooLargeResourceVersion,
  isTooManyRequests,
} from "../client/errors.ts";
import type { ListerWatcher, WatchEvent } from "../client/lister-watcher.ts";
import { reflectorBackoff, type Backoff } from "./backoff.ts";
import { consumeWatch, type WatchSink } from "./consume-watch.ts";

/** Where a reflector puts what it sees. */
export interface ReflectorStore {
  /** The whole collection, as of a resource version: what is missing has been deleted. */
  replace(objects: readonly KubernetesObject[], resourceVersion: string): void;
  set(object: KubernetesObject): void;
  delete(object: KubernetesObject): void;
  /** The watch has come this far. */
  progress(resourceVersion: string): void;
}

/** Settings of a {@link Reflector}. */
export interface ReflectorOptions {
  readonly lister: ListerWatcher;
  readonly store: ReflectorStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly apiVersion: string;
  readonly kind: string;
  /** Stream the initial state by a watch; default true. Servers that cannot are asked to list. */
  readonly watchList?: boolean;
  readonly random?: () => number;
  /** Each error, before the wait that follows it. */
  readonly onError?: (error: unknown) => void;
}

const pageSize = 500;
const minWatchTimeout = 300;
const internalErrorRetry = 60_000;

/**
 * Keeps a store equal to a collection on the server: a consistent start, then a watch that is taken up where it ended. What happens at each
 * kind of error is that of client-go's tools/cache/reflector.go (ListAndWatch, list, watchList, watch).
 */
export class Reflector {
  readonly #options: ReflectorOptions;
  readonly #backoff: Backoff;
  readonly #random: () => number;
  #lastVersion = "";
  #versionUnavailable = false;
  #paginated = false;

  constructor(options: ReflectorOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
    this.#backoff = reflectorBackoff({ clock: options.clock, random: this.#random });
  }

  /** Version of the last list, event or bookmark. */
  get lastVersion(): string {
    return this.#lastVersion;
  }

  /** Runs until the signal aborts; errors are reported and retried, never thrown. */
  async start(signal: AbortSignal): Promise<void> {
    const { clock, logger, kind, onError } = this.#options;
    while (!signal.aborted) {
      try {
        await this.#listAndWatch(signal);
      } catch (error) {
        if (signal.aborted) return;
        logger.warn("cannot list or watch", { kind, error: messageOf(error) });
        onError?.(error);
      }
      await sleep(this.#backoff.next(), { clock, signal });
    }
  }

  async #listAndWatch(signal: AbortSignal): Promise<void> {
    if (this.#options.watchList === false) return this.#listThenWatch(signal);
    let stream: OpenWatch | undefined;
    try {
      stream = await this.#watchList(signal);
    } catch (error) {
      signal.throwIfAborted();
      this.#options.logger.debug("initial events are not to be had, listing instead", {
        kind: this.#options.kind,
        error: messageOf(error),
      });
      return this.#listThenWatch(signal);
    }
    if (stream) await this.#watch(signal, stream);
  }

  async #listThenWatch(signal: AbortSignal): Promise<void> {
    await this.#list(signal);
    await this.#watch(signal, undefined);
  }

  async #list(signal: AbortSignal): Promise<void> {
    const asked = this.#relistVersion();
    let result: PagedList;
    try {
      result = await this.#listPages(asked, signal);
    } catch (error) {
      if (!isExpired(error) && !isTooLargeResourceVersion(error)) throw error;
      // the version is gone, or from a history the server no longer has: only its newest state is sure
      this.#versionUnavailable = true;
      result = await this.#listPages(this.#relistVersion(), signal);
    }
    if (asked === "0" && result.paginated) this.#paginated = true;
    this.#versionUnavailable = false;
    this.#options.store.replace(result.items, result.version);
    this.#lastVersion = result.version;
  }

  /** Pages where the server pages; a page token that expired means one whole list. As client-go's tools/pager. */
  async #listPages(version: string, signal: AbortSignal): Promise<PagedList> {
    const { lister } = this.#options;
    const paging = this.#paginated || version === "" || version === "0";
    const items: KubernetesObject[] = [];
    let page = await lister.list(
      { resourceVersion: version, ...(paging ? { limit: pageSize } : {}) },
      signal,
    );
    const first = page.metadata.resourceVersion ?? "";
    let paginated = false;
    for (;;) {
      items.push(...page.items);
      const token = page.metadata.continue;
      if (!token) return { items, version: first, paginated };
      paginated = true;
      try {
        page = await lister.list({ limit: pageSize, continue: token }, signal);
      } catch (error) {
        if (!isExpired(error)) throw error;
        const whole = await lister.list({ resourceVersion: version }, signal);
        return { items: whole.items, version: whole.metadata.resourceVersion ?? "", paginated };
      }
    }
  }

  /** The initial state as a stream: complete at the annotated bookmark, after which the same stream goes on. Undefined when stopped. */
  async #watchList(signal: AbortSignal): Promise<OpenWatch | undefined> {
    for (;;) {
      if (signal.aborted) return undefined;
      const collected = new Map<string, KubernetesObject>();
      let version = "";
      let open: OpenWatch | undefined;
      try {
        open = await this.#open(signal, { initial: true });
        const outcome = await consumeWatch(open, {
          ...this.#sinkOptions(),
          sink: collector(collected, (rv) => (version = rv)),
          initial: true,
        });
        if (outcome === "initial-events-end") {
          this.#versionUnavailable = false;
          this.#options.store.replace([...collected.values()], version);
          this.#lastVersion = version;
          return open;
        }
        open.close();
      } catch (error) {
        open?.close();
        if (signal.aborted) return undefined;
        if (!(await this.#retryInitial(error, signal))) throw error;
      }
    }
  }

  async #retryInitial(error: unknown, signal: AbortSignal): Promise<boolean> {
    if (isExpired(error) || isTooLargeResourceVersion(error)) {
      this.#versionUnavailable = true;
      return true;
    }
    if (!isRetriable(error)) return false;
    this.#options.onError?.(error);
    await sleep(this.#backoff.next(), { clock: this.#options.clock, signal });
    return true;
  }

  /** Watches from the last version, again and again; returns when a new list is needed. */
  async #watch(signal: AbortSignal, first: OpenWatch | undefined): Promise<void> {
    const { clock, logger, kind, onError } = this.#options;
    let open = first;
    let failingSince: number | undefined;
    for (;;) {
      if (signal.aborted) {
        open?.close();
        return;
      }
      try {
        open ??= await this.#open(signal, { initial: false });
      } catch (error) {
        if (signal.aborted) return;
        if (!isRetriable(error)) throw error;
        onError?.(error);
        await sleep(this.#backoff.next(), { clock, signal });
        continue;
      }
      try {
        await consumeWatch(open, { ...this.#sinkOptions(), sink: this.#sink(), initial: false });
        failingSince = undefined;
      } catch (error) {
        if (signal.aborted) return;
        onError?.(error);
        if (isTooManyRequests(error)) await sleep(this.#backoff.next(), { clock, signal });
        else if (
          isInternalError(error) &&
          clock.now() - (failingSince ??= clock.now()) < internalErrorRetry
        ) {
          logger.debug("watch failed inside the server, trying again", { kind });
        } else {
          logger.info("watch ended", { kind, reason: messageOf(error) });
          return;
        }
      } finally {
        open.close();
        open = undefined;
      }
    }
  }

  async #open(signal: AbortSignal, { initial }: { initial: boolean }): Promise<OpenWatch> {
    const { clock, lister } = this.#options;
    const timeoutSeconds = Math.floor(minWatchTimeout * (1 + this.#random()));
    const { controller, unlink } = childController(signal);
    // the server ends a watch in time; one that goes on beyond is half-open
    const guard = clock.setTimer((timeoutSeconds + 5) * 1_000, () => controller.abort());
    const close = () => {
      guard.cancel();
      unlink();
      controller.abort();
    };
    const started = clock.now();
    const version = initial && this.#versionUnavailable ? "" : this.#lastVersion;
    try {
      const events = await lister.watch(
        {
          ...(version || !initial ? { resourceVersion: version } : {}),
          ...(initial ? { sendInitialEvents: true, resourceVersionMatch: "NotOlderThan" as const } : {}),
          allowWatchBookmarks: true,
          timeoutSeconds,
        },
        controller.signal,
      );
      return { events: events[Symbol.asyncIterator](), started, signal: controller.signal, close };
    } catch (error) {
      close();
      throw error;
    }
  }

  #sinkOptions() {
    const { clock, logger, apiVersion, kind } = this.#options;
    return { clock, logger, apiVersion, kind };
  }

  #sink(): WatchSink {
    const { store } = this.#options;
    return {
      set: (object) => store.set(object),
      delete: (object) => store.delete(object),
      progress: (version) => {
        this.#lastVersion = version;
        store.progress(version);
      },
    };
  }

  /** First from the server's cache (0), then not older than what was seen; when that is unavailable, the newest. */
  #relistVersion(): string {
    if (this.#versionUnavailable) return "";
    return this.#lastVersion || "0";
  }
}

interface PagedList {
  readonly items: KubernetesList["items"];
  readonly version: string;
  readonly paginated: boolean;
}

/** A watch that the server accepted. */
export interface OpenWatch {
  readonly events: AsyncIterator<WatchEvent>;
  readonly started: number;
  readonly signal: AbortSignal;
  close(): void;
}

/** Errors at which the watch is taken up again without a list: the server is down or asks to slow down. */
function isRetriable(error: unknown): boolean {
  return isConnectionRefused(error) || (error instanceof ApiError && isTooManyRequests(error));
}

/** Synthetic ADDED events come in no order: their versions say nothing, only the bookmark's does. */
function collector(
  collected: Map<string, KubernetesObject>,
  onVersion: (version: string) => void,
): WatchSink {
  const keyOf = ({ metadata }: KubernetesObject) => `${metadata?.namespace ?? ""}/${metadata?.name ?? ""}`;
  return {
    set: (object) => void collected.set(keyOf(object), object),
    delete: (object) => void collected.delete(keyOf(object)),
    progress: onVersion,
  };
}
