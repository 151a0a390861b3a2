import type { Clock } from "../../base/clock.ts";
import { aborted, childController } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";
import { keyText, type KubernetesObject, type ObjectKey, type Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import { matchesLabels, parseLabelSelector } from "../../kube/selector.ts";
import type { ListerWatcher, Selection } from "../client/lister-watcher.ts";
import { storeKey } from "./object-store.ts";
import { Informer, type EventHandler, type InformerOptions } from "./informer.ts";

/** Settings of a {@link Cache}. */
export interface CacheOptions extends Pick<InformerOptions, "transform" | "freeze" | "watchList" | "random"> {
  /** Makes the lister of a kind; one is asked for per namespace. */
  readonly lister: (resource: Resource, selection: Selection) => ListerWatcher;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Only these namespaces; default all. */
  readonly namespaces?: readonly string[];
  readonly onError?: (error: unknown, resource: Resource) => void;
}

/** What to read from a cache. */
export interface CachedListOptions {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  /** What takes the place of the objects stored under these keys; undefined: nothing does. */
  readonly over?: ReadonlyMap<string, Observed<KubernetesObject> | undefined> | undefined;
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
 */
export class Cache {
  readonly #options: CacheOptions;
  readonly #informers = new Map<string, Informer[]>();
  readonly #running = new Set<Promise<void>>();
  #signal: AbortSignal | undefined;

  constructor(options: CacheOptions) {
    this.#options = options;
  }

  /** Whether reads of a kind can be answered: it is watched, in this namespace too if one is given. */
  covers(resource: Resource, namespace?: string): boolean {
    if (!this.#informers.has(identity(resource))) return false;
    const { namespaces = [] } = this.#options;
    const bound = resource.scope === "Namespaced" && namespaces.length > 0;
    return !bound || namespace === undefined || namespaces.includes(namespace);
  }

  /** Starts the watches; those asked for later start at once. Resolves when the signal has aborted and all have ended. */
  async start(signal: AbortSignal): Promise<void> {
    const { controller, unlink } = childController(signal);
    this.#signal = controller.signal;
    for (const informers of this.#informers.values()) for (const informer of informers) this.#run(informer);
    await aborted(signal);
    unlink();
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Tells a handler of a kind's events; what is there already comes first. */
  addHandler(resource: Resource, handler: EventHandler): void {
    for (const informer of this.#informersOf(resource)) informer.addHandler(handler);
  }

  /** Watches a kind that nobody handles, so that it can be read. */
  ensure(resource: Resource): void {
    this.#informersOf(resource);
  }

  /** Whether the first lists of everything watched are in. */
  get hasSynced(): boolean {
    return this.unsynced.length === 0;
  }

  /** Kinds whose first list is not in yet. */
  get unsynced(): string[] {
    return [...this.#informers.values()]
      .filter((informers) => !informers.every((informer) => informer.hasSynced))
      .map(([informer]) => informer?.resource.kind ?? "");
  }

  /** Every kind that is watched (once a namespace, when the cache is bound to some), and how that fares. */
  get watches(): WatchState[] {
    return [...this.#informers.values()].flat().map(({ resource, hasSynced, problem }) => ({
      resource,
      synced: hasSynced,
      problem,
    }));
  }

  /** Resolves when the first lists of everything watched now are in. */
  async whenSynced(): Promise<void> {
    await Promise.all([...this.#informers.values()].flat().map((informer) => informer.whenSynced()));
  }

  /** Whether a watched kind is known as of a version, or newer: in the key's namespace, where each has a watch of its own. See Informer.reached. */
  reached(resource: Resource, key: ObjectKey, version: string): boolean {
    return this.#responsible(resource, key).every((informer) => informer.reached(version));
  }

  /** Resolves with true when a watched kind has {@link reached} a version, with false when the signal aborts first. */
  async whenReached(
    resource: Resource,
    key: ObjectKey,
    until: { version: string; signal: AbortSignal },
  ): Promise<boolean> {
    const waits = this.#responsible(resource, key).map((informer) =>
      informer.whenReached(until.version, until.signal),
    );
    return (await Promise.all(waits)).every(Boolean);
  }

  /** The object of a watched kind, frozen; undefined when it is not there. */
  get<T extends KubernetesObject>(resource: Resource<T>, key: ObjectKey): Observed<T> | undefined {
    for (const informer of this.#watched(resource)) {
      const found = informer.store.get(keyText(key));
      if (found) return found as Observed<T>;
    }
    return undefined;
  }

  /** Objects of a watched kind, frozen, in no order. */
  list<T extends KubernetesObject>(resource: Resource<T>, options: CachedListOptions = {}): Observed<T>[] {
    const { namespace, labelSelector, over } = options;
    const selector = labelSelector ? parseLabelSelector(labelSelector) : undefined;
    const stored = this.#watched(resource).flatMap((informer) => informer.store.list());
    return (over?.size ? laidOver(stored, over) : stored)
      .filter((object) => !namespace || object.metadata.namespace === namespace)
      .filter(
        (object) => !selector || matchesLabels(selector, object.metadata.labels ?? {}),
      ) as Observed<T>[];
  }

  /** An object as it will come from the cache when a watch brings it; the object given is used up. */
  asStored(resource: Resource, object: KubernetesObject): Observed<KubernetesObject> {
    const [informer] = this.#watched(resource);
    return informer ? informer.asStored(object) : (object as Observed<KubernetesObject>);
  }

  #watched(resource: Resource): Informer[] {
    const informers = this.#informers.get(identity(resource));
    if (!informers) throw new TypeError(`cannot read ${resource.kind} from the cache: it is not watched`);
    return informers;
  }

  /** The informer that an object's events come to. */
  #responsible(resource: Resource, { namespace }: ObjectKey): Informer[] {
    return this.#watched(resource).filter(
      (informer) => informer.namespace === undefined || informer.namespace === namespace,
    );
  }

  #informersOf(resource: Resource): Informer[] {
    const known = this.#informers.get(identity(resource));
    if (known) return known;
    const { namespaces = [], lister, onError, ...rest } = this.#options;
    const selections: Selection[] =
      resource.scope === "Namespaced" && namespaces.length > 0
        ? [...new Set(namespaces)].map((namespace) => ({ namespace }))
        : [{}];
    const informers = selections.map(
      (selection) =>
        new Informer({
          ...rest,
          resource,
          ...selection,
          lister: lister(resource, selection),
          ...(onError ? { onError: (error: unknown) => onError(error, resource) } : {}),
        }),
    );
    this.#informers.set(identity(resource), informers);
    for (const informer of informers) this.#run(informer);
    return informers;
  }

  #run(informer: Informer): void {
    if (!this.#signal) return;
    const running = informer.start(this.#signal).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }
}

function identity({ apiVersion, kind }: Resource): string {
  return `${apiVersion}/${kind}`;
}

function laidOver(
  stored: readonly Observed<KubernetesObject>[],
  over: ReadonlyMap<string, Observed<KubernetesObject> | undefined>,
): Observed<KubernetesObject>[] {
  const rest = stored.filter((object) => !over.has(storeKey(object)));
  return [...rest, ...[...over.values()].filter((object) => object !== undefined)];
}
