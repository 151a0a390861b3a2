import type { Clock } from "../../base/clock.ts";
import { aborted, childController } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";
import type { DeepReadonly, KubernetesObject, ObjectKey, Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { ListerWatcher, Selection } from "../client/lister-watcher.ts";
import type { CacheConfiguration } from "./cache-configuration.ts";
import type { CachedListOptions } from "./cached-list-options.ts";
import { checkConfiguration } from "./check-configuration.ts";
import type { EventHandler } from "./handler-set.ts";
import { Informer, type InformerOptions } from "./informer.ts";
import { KindCache, type SelectedInformer } from "./kind-cache.ts";
import { kindOptions, planSelections, type PlannedSelection } from "./plan-selections.ts";
import { selectionOf } from "./selection-of.ts";

/** Settings of a {@link Cache}. */
export interface CacheOptions extends Pick<InformerOptions, "freeze" | "watchList" | "random"> {
  /** Makes the lister of a kind; one is asked for per namespace. */
  readonly lister: (resource: Resource, selection: Selection) => ListerWatcher;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Only these namespaces, unless a kind says otherwise; default all. */
  readonly namespaces?: readonly string[];
  readonly configuration?: CacheConfiguration;
  /** What goes wrong with the watch of a kind, or in its handlers, transforms and indexes. It goes on. */
  readonly onError?: (error: unknown, resource: Resource) => void;
  /** Of these, what code that was given to the cache has thrown: for a metric. */
  readonly onFailure?: (failure: CacheFailure) => void;
}

/** Code that was given to the cache has thrown; it goes on without. */
export interface CacheFailure {
  readonly resource: Resource;
  readonly during: "handler" | "transform" | "index";
  readonly error: unknown;
}

/** How the watch of a kind fares. */
export interface WatchState {
  readonly resource: Resource;
  /** Whether its first list is in. */
  readonly synced: boolean;
  /** Why the last try to list or watch failed; undefined while it works. */
  readonly problem: unknown;
}

/**
 * Objects of several kinds, kept current by one watch per kind (and namespace, when the cache is bound to some). A kind is watched from the
 * first time it is asked for. As controller-runtime's pkg/cache.
 *
 * @throws UserError for a configuration that cannot be meant
 */
export class Cache {
  readonly #options: CacheOptions;
  readonly #configuration: CacheConfiguration;
  readonly #kinds = new Map<string, KindCache>();
  readonly #ending = new Set<Promise<void>>();
  #signal: AbortSignal | undefined;

  constructor(options: CacheOptions) {
    const { configuration = {} } = options;
    checkConfiguration(configuration);
    this.#options = options;
    this.#configuration = configuration;
  }

  /** Whether reads of a kind come from here: it is watched, in this namespace too if one is given, and its first list is in. */
  covers(resource: Resource, namespace?: string): boolean {
    return this.#kinds.get(identity(resource))?.covers(namespace) ?? false;
  }

  /** Whether an object of a covered kind that is not here is nowhere: no selector narrows what is watched in the namespace. */
  holdsAll(resource: Resource, namespace?: string): boolean {
    return this.#kinds.get(identity(resource))?.holdsAll(namespace) ?? false;
  }

  /** Whether all objects that a list asks for are here, and can be told apart. */
  answers(resource: Resource, options: CachedListOptions = {}): boolean {
    return this.#kinds.get(identity(resource))?.answers(options) ?? false;
  }

  /**
   * Resolves with whether reads of a kind come from here. Where the configuration says `startOnRead`, a kind that is not watched yet is watched from now
   * on, and waited for.
   *
   * @throws the signal's reason, when it aborts first
   */
  async readable(
    resource: Resource,
    read: { namespace?: string | undefined; signal: AbortSignal },
  ): Promise<boolean> {
    const { namespace, signal } = read;
    if (this.covers(resource, namespace)) return true;
    const { startOnRead = this.#configuration.startOnRead } = kindOptions(resource, this.#configuration);
    if (!startOnRead || !this.#signal) return false;
    const kind = this.#kindOf(resource);
    if (!kind.watches(namespace)) return false;
    const abort = childController(signal);
    await Promise.race([kind.whenSynced(), aborted(abort.controller.signal)]).finally(() => abort.unlink());
    signal.throwIfAborted();
    return true;
  }

  /** Whether a kind is watched in any of its versions. */
  coversKind(resource: Resource): boolean {
    return this.formsOf(resource).length > 0;
  }

  /** What a kind is watched as: in any of its versions, whole or by metadata alone, each by a watch of its own. */
  formsOf({ group, plural }: Resource): Resource[] {
    const forms: Resource[] = [];
    for (const { resource } of this.#kinds.values())
      if (resource.group === group && resource.plural === plural) forms.push(resource);
    return forms;
  }

  /** Whether objects of a watched kind are here as the server has them, managedFields apart: no transform changes them. */
  keepsWhole(resource: Resource): boolean {
    return this.#kinds.get(identity(resource))?.keepsWhole ?? false;
  }

  /** Whether the watches of a kind bring an object, as far as its labels and its name tell. */
  selects(resource: Resource, object: DeepReadonly<KubernetesObject>): boolean {
    return this.#kinds.get(identity(resource))?.selects(object) ?? false;
  }

  /** Starts the watches, once; those asked for later start at once. Resolves when the signal has aborted and all have ended. */
  async start(signal: AbortSignal): Promise<void> {
    if (this.#signal) throw new TypeError("a cache can be started only once");
    const { controller, unlink } = childController(signal);
    this.#signal = controller.signal;
    for (const kind of this.#kinds.values()) kind.start(controller.signal);
    await aborted(signal);
    unlink();
    await Promise.all([...this.#kinds.values()].map((kind) => kind.ended()));
    await Promise.all(this.#ending);
  }

  /** Tells a handler of a kind's events; what is there already comes first. Returns how to remove it. */
  addHandler(resource: Resource, handler: EventHandler): () => void {
    return this.#kindOf(resource).addHandler(handler);
  }

  /** Watches a kind that nobody handles, so that it can be read. */
  ensure(resource: Resource): void {
    this.#kindOf(resource);
  }

  /** Ends the watch of a kind and forgets its objects and handlers; it may be asked for again. Resolves when it has ended. As RemoveInformer. */
  async remove(resource: Resource): Promise<void> {
    const kind = this.#kinds.get(identity(resource));
    if (!kind) return;
    this.#kinds.delete(identity(resource));
    const ending = kind.stop().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
    await ending;
  }

  /** Whether the first lists of everything watched are in. */
  get hasSynced(): boolean {
    return this.unsynced.length === 0;
  }

  /** Kinds whose first list is not in yet. */
  get unsynced(): string[] {
    return [...this.#kinds.values()]
      .filter(({ hasSynced }) => !hasSynced)
      .map(({ resource }) => resource.kind);
  }

  /** Every kind that is watched (once a namespace, when the cache is bound to some), and how that fares. */
  get watches(): WatchState[] {
    return [...this.#kinds.values()].flatMap(({ states }) => states);
  }

  /** Resolves when the first lists of everything watched now are in, or of one kind. */
  async whenSynced(resource?: Resource): Promise<void> {
    const kinds = resource ? [this.#watched(resource)] : [...this.#kinds.values()];
    await Promise.all(kinds.map((kind) => kind.whenSynced()));
  }

  /** Whether a watched kind is known as of a version, or newer: in the key's namespace, where each has a watch of its own. See Informer.reached. */
  reached(resource: Resource, key: ObjectKey, version: string): boolean {
    return this.#watched(resource).reached(key, version);
  }

  /** Resolves with true when a watched kind has {@link reached} a version, with false when the signal aborts first. */
  async whenReached(
    resource: Resource,
    key: ObjectKey,
    until: { version: string; signal: AbortSignal },
  ): Promise<boolean> {
    return this.#watched(resource).whenReached(key, until);
  }

  /** The object of a watched kind, frozen; undefined when it is not here. */
  get<T extends KubernetesObject>(resource: Resource<T>, key: ObjectKey): Observed<T> | undefined {
    return this.#watched(resource).get(key) as Observed<T> | undefined;
  }

  /**
   * Objects of a watched kind, frozen, in no order.
   *
   * @throws UserError CACHE_INDEX_UNKNOWN
   */
  list<T extends KubernetesObject>(resource: Resource<T>, options: CachedListOptions = {}): Observed<T>[] {
    return this.#watched(resource).list(options) as KubernetesObject[] as Observed<T>[];
  }

  /** A copy of an object as it will come from the cache when a watch brings it. */
  copyAsStored(resource: Resource, object: DeepReadonly<KubernetesObject>): Observed<KubernetesObject> {
    return this.#watched(resource).copyAsStored(object);
  }

  #watched(resource: Resource): KindCache {
    const kind = this.#kinds.get(identity(resource));
    if (!kind) throw new TypeError(`cannot read ${resource.kind} from the cache: it is not watched`);
    return kind;
  }

  #kindOf(resource: Resource): KindCache {
    const known = this.#kinds.get(identity(resource));
    if (known) return known;
    const { namespaces = [] } = this.#options;
    const planned = planSelections(resource, { configuration: this.#configuration, namespaces });
    const kind = new KindCache(
      resource,
      planned.map((selection) => this.#informer(resource, selection)),
    );
    this.#kinds.set(identity(resource), kind);
    if (this.#signal) kind.start(this.#signal);
    return kind;
  }

  #informer(resource: Resource, selection: PlannedSelection): SelectedInformer {
    const { indexes = [] } = this.#configuration;
    const { lister, onError, onFailure, clock, logger, freeze, watchList, random } = this.#options;
    const { transform, managedFields, resync } = selection;
    const informer = new Informer({
      resource,
      // what is not kept need not be parsed
      lister: lister(resource, {
        ...selectionOf(selection),
        ...(managedFields ? {} : { withoutManagedFields: true }),
      }),
      clock,
      logger,
      managedFields,
      resync,
      indexes: indexes.filter((index) => identity(index.resource) === identity(resource)),
      ...(transform ? { transform } : {}),
      ...(freeze === undefined ? {} : { freeze }),
      ...(watchList === undefined ? {} : { watchList }),
      ...(random ? { random } : {}),
      onError: (error) => onError?.(error, resource),
      onFailure: (during, error) => onFailure?.({ resource, during, error }),
    });
    return { selection, informer };
  }
}

/** Whole objects and their metadata alone are kept apart. */
function identity({ apiVersion, kind, metadataOnly }: Resource): string {
  return `${apiVersion}/${kind}${metadataOnly ? "#metadata" : ""}`;
}
