import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { sleep } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";
import type { KubernetesObject } from "../../kube/object.ts";
import { isExpired, isTooLargeResourceVersion, isTooManyRequests } from "../client/errors.ts";
import type { ListerWatcher } from "../client/lister-watcher.ts";
import { reflectorBackoff, type Backoff } from "./backoff.ts";
import { consumeWatch, type WatchSink } from "./consume-watch.ts";
import { listWhole, type WholeList } from "./list-whole.ts";
import { openWatch, type OpenWatch } from "./open-watch.ts";
import { SilenceGuard, SilentWatchError } from "./silence-guard.ts";
import { internalErrorRetry, isRetriable } from "./watch-retry.ts";

/** Where a reflector puts what it sees. */
export interface ReflectorStore {
  /** Begins to take in the whole collection. Nothing is seen of that before it is committed; one that is dropped leaves nothing. */
  begin(): Replacement;
  set(object: KubernetesObject): void;
  delete(object: KubernetesObject): void;
  /** The watch has come this far. */
  progress(resourceVersion: string): void;
}

/** A whole collection on its way into a store. */
export interface Replacement {
  set(object: KubernetesObject): void;
  delete(object: KubernetesObject): void;
  /** All is there, as of a resource version: what is missing has been deleted. Resolves when whoever listens was told, or the signal has aborted. */
  commit(resourceVersion: string, signal: AbortSignal): Promise<void>;
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
  /** The server has let a watch in, or answered a list: whatever was wrong before is over. */
  readonly onWorking?: () => void;
}

/**
 * Keeps a store equal to a collection on the server: a consistent start, then a watch that is taken up where it ended. What happens at each
 * kind of error is that of client-go's tools/cache/reflector.go (ListAndWatch, list, watchList, watch).
 */
export class Reflector {
  readonly #options: ReflectorOptions;
  readonly #backoff: Backoff;
  readonly #random: () => number;
  readonly #silence: SilenceGuard;
  #lastVersion = "";
  #versionUnavailable = false;
  #paginated = false;

  constructor(options: ReflectorOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
    this.#backoff = reflectorBackoff({ clock: options.clock, random: this.#random });
    this.#silence = new SilenceGuard(options.clock);
  }

  /** Version of the last list, event or bookmark. */
  get lastVersion(): string {
    return this.#lastVersion;
  }

  /** Runs until the signal aborts; errors are reported and retried, never thrown. */
  async start(signal: AbortSignal): Promise<void> {
    const { logger, kind, onError } = this.#options;
    while (!signal.aborted) {
      try {
        await this.#listAndWatch(signal);
      } catch (error) {
        if (signal.aborted) return;
        logger.warn("cannot list or watch", { kind, error: messageOf(error) });
        onError?.(error);
      }
      await this.#pause(signal);
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
    let result: WholeList<Replacement>;
    try {
      result = await this.#listAt(asked, signal);
    } catch (error) {
      if (!isExpired(error) && !isTooLargeResourceVersion(error)) throw error;
      // the version is gone, or from a history the server no longer has: only its newest state is sure
      this.#versionUnavailable = true;
      result = await this.#listAt(this.#relistVersion(), signal);
    }
    signal.throwIfAborted();
    // a server that pages a list of version 0 has no watch cache for the kind: pages spare it, and cost nothing else
    if (asked === "0" && result.paginated) this.#paginated = true;
    await this.#publish(result.intake, result.version, signal);
  }

  /** Lists from the server's cache come whole; a limit would make them reads of etcd. */
  #listAt(version: string, signal: AbortSignal): Promise<WholeList<Replacement>> {
    const { lister, store, clock } = this.#options;
    const paging = this.#paginated || version === "" || version === "0";
    return listWhole(lister, { version, paging, signal, clock, begin: () => store.begin() });
  }

  /** The initial state as a stream: complete at the annotated bookmark, after which the same stream goes on. Undefined when stopped. */
  async #watchList(signal: AbortSignal): Promise<OpenWatch | undefined> {
    while (!signal.aborted) {
      const replacement = this.#options.store.begin();
      let version = "";
      let open: OpenWatch | undefined;
      try {
        open = await this.#open(signal, { initial: true });
        const sink: WatchSink = { ...replacement, progress: (rv) => (version = rv) };
        const outcome = await consumeWatch(open, { ...this.#options, sink, initial: true });
        if (outcome === "initial-events-end" && !signal.aborted) {
          await this.#publish(replacement, version, signal);
          return { ...open, started: this.#options.clock.now(), unordered: false };
        }
        open.close();
      } catch (error) {
        open?.close();
        if (signal.aborted) return undefined;
        if (!(await this.#retryInitial(error, signal))) throw error;
      }
    }
    return undefined;
  }

  async #retryInitial(error: unknown, signal: AbortSignal): Promise<boolean> {
    const unavailable = isExpired(error) || isTooLargeResourceVersion(error);
    if (unavailable && !this.#versionUnavailable) {
      this.#versionUnavailable = true;
      return true;
    }
    // a server that does not even have its newest state must not be asked in a storm
    if (!unavailable && !isRetriable(error)) return false;
    this.#options.onError?.(error);
    await this.#pause(signal);
    return true;
  }

  async #publish(replacement: Replacement, version: string, signal: AbortSignal): Promise<void> {
    this.#versionUnavailable = false;
    this.#options.onWorking?.();
    await replacement.commit(version, signal);
    this.#lastVersion = version;
  }

  /** Watches from the last version, again and again; returns when a new list is needed. */
  async #watch(signal: AbortSignal, first: OpenWatch | undefined): Promise<void> {
    const { clock, logger, kind, onError } = this.#options;
    const worthRetrying = internalErrorRetry(clock);
    for (let open = first; ; open = undefined) {
      if (signal.aborted) {
        open?.close();
        return;
      }
      try {
        open ??= await this.#open(signal, { initial: false });
        this.#options.onWorking?.();
      } catch (error) {
        if (signal.aborted) return;
        if (!isRetriable(error)) throw error;
        onError?.(error);
        await this.#pause(signal);
        continue;
      }
      try {
        await consumeWatch(open, { ...this.#options, sink: this.#sink(), initial: false });
        if (open.signal.reason instanceof SilentWatchError) throw open.signal.reason;
        open.close();
      } catch (error) {
        open.close();
        if (signal.aborted) return;
        onError?.(error);
        if (!isTooManyRequests(error) && !worthRetrying(error)) {
          logger.info("watch ended", { kind, reason: messageOf(error) });
          return;
        }
        await this.#pause(signal);
      }
    }
  }

  /** Initial events come at the last version or newer, or of the newest state when that is unavailable; a watch goes on at the last version. */
  #open(signal: AbortSignal, { initial }: { initial: boolean }): Promise<OpenWatch> {
    const { lister, clock } = this.#options;
    const version = initial && this.#versionUnavailable ? "" : this.#lastVersion;
    return openWatch(lister, {
      version,
      initial,
      clock,
      random: this.#random,
      silence: this.#silence,
      signal,
    });
  }

  async #pause(signal: AbortSignal): Promise<void> {
    await sleep(this.#backoff.next(), { clock: this.#options.clock, signal });
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
