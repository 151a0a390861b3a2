import { copyJson } from "../../base/json.ts";
import { childController } from "../../base/lifetime.ts";
import type { IndexedValue } from "../../kube/field-index.ts";
import {
  keyText,
  type DeepReadonly,
  type KubernetesObject,
  type ObjectKey,
  type Observed,
} from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import { matchesFields, matchesLabels, parseFieldSelector, parseLabelSelector } from "../../kube/selector.ts";
import type { CachedListOptions } from "./cached-list-options.ts";
import { unknownIndex } from "./unknown-index.ts";
import type { EventHandler } from "./handler-set.ts";
import type { Informer } from "./informer.ts";
import { storeKey } from "./object-store.ts";
import type { Entry } from "./stored-form.ts";
import type { PlannedSelection } from "./plan-selections.ts";
import { isAsked, isWhole } from "./selection-coverage.ts";

/** One watch of a kind and what it selects. */
export interface SelectedInformer {
  readonly selection: PlannedSelection;
  readonly informer: Informer;
}

/** The objects of one kind: one informer, or one per namespace. */
export class KindCache {
  readonly resource: Resource;
  readonly #parts: readonly SelectedInformer[];
  readonly #running = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(resource: Resource, parts: readonly SelectedInformer[]) {
    this.resource = resource;
    this.#parts = parts;
  }

  get hasSynced(): boolean {
    return this.#parts.every(({ informer }) => informer.hasSynced);
  }

  /** Whether no transform changes what is stored. */
  get keepsWhole(): boolean {
    return this.#parts.every(({ selection }) => selection.transform === undefined);
  }

  /** How each watch fares. */
  get states(): { resource: Resource; synced: boolean; problem: unknown }[] {
    return this.#parts.map(({ informer: { resource, hasSynced, problem } }) => ({
      resource,
      synced: hasSynced,
      problem,
    }));
  }

  /** Starts the watches, once; they end with the signal, or with {@link stop}. */
  start(signal: AbortSignal): void {
    if (this.#running.size > 0) return;
    const { controller, unlink } = childController(signal);
    const onStop = () => controller.abort();
    this.#stopping.signal.addEventListener("abort", onStop, { once: true });
    if (this.#stopping.signal.aborted) onStop();
    const all = Promise.all(this.#parts.map(({ informer }) => informer.start(controller.signal)));
    const running = all.then(() => {
      unlink();
      this.#running.delete(running);
    });
    this.#running.add(running);
  }

  /** Resolves when the watches have ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#running);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.ended();
  }

  /** Returns how to remove it. */
  addHandler(handler: EventHandler): () => void {
    const removals = this.#parts.map(({ informer }) => informer.addHandler(handler));
    return () => removals.forEach((remove) => remove());
  }

  async whenSynced(): Promise<void> {
    await Promise.all(this.#parts.map(({ informer }) => informer.whenSynced()));
  }

  /** Whether reads in a namespace, or in all, can be answered. */
  covers(namespace: string | undefined): boolean {
    const parts = this.#partsOf(namespace);
    return parts.length > 0 && parts.every(({ informer }) => informer.hasSynced);
  }

  /** Whether any watch brings objects of a namespace. */
  watches(namespace: string | undefined): boolean {
    return this.#partsOf(namespace).length > 0;
  }

  holdsAll(namespace: string | undefined): boolean {
    return this.#partsOf(namespace).every(({ selection }) => isWhole(selection));
  }

  /** Whether the watches bring an object, as far as its labels and its name tell. */
  selects({ metadata }: DeepReadonly<KubernetesObject>): boolean {
    const fields: Record<string, string | undefined> = {
      "metadata.name": metadata?.name,
      "metadata.namespace": metadata?.namespace,
    };
    return this.#partsOf(metadata?.namespace).some(({ selection: { labelSelector, fieldSelector } }) => {
      const known = parseFieldSelector(fieldSelector).filter(({ field }) => field in fields);
      return (
        matchesLabels(parseLabelSelector(labelSelector), metadata?.labels ?? {}) &&
        matchesFields(known, (field) => fields[field])
      );
    });
  }

  /** Whether the answer to a list is all here. */
  answers(options: CachedListOptions): boolean {
    if (!this.covers(options.namespace)) return false;
    return this.#partsOf(options.namespace).every(({ selection }) => isAsked(selection, options));
  }

  reached({ namespace }: ObjectKey, version: string): boolean {
    return this.#partsOf(namespace).every(({ informer }) => informer.reached(version));
  }

  async whenReached(
    { namespace }: ObjectKey,
    { version, signal }: { version: string; signal: AbortSignal },
  ): Promise<boolean> {
    const waits = this.#partsOf(namespace).map(({ informer }) => informer.whenReached(version, signal));
    return (await Promise.all(waits)).every(Boolean);
  }

  get(key: ObjectKey): Observed<KubernetesObject> | undefined {
    for (const { informer } of this.#partsOf(key.namespace)) {
      const found = informer.store.get(keyText(key));
      if (found) return found;
    }
    return undefined;
  }

  list({ namespace, labelSelector, index = [], over }: CachedListOptions): Observed<KubernetesObject>[] {
    const selector = labelSelector ? parseLabelSelector(labelSelector) : [];
    const inNamespace = this.resource.scope === "Namespaced" ? namespace : undefined;
    const wanted = (Array.isArray(index) ? index : [index]) as readonly IndexedValue[];
    const stranger = wanted.find(({ resource }) => resource.kind !== this.resource.kind);
    if (stranger)
      throw new TypeError(`cannot list ${this.resource.kind} by an index of ${stranger.resource.kind}`);
    const lookups = wanted.map(({ index: name, value }) => ({ name, value }));
    const fits = (entry: Entry) =>
      (!inNamespace || entry.metadata.namespace === inNamespace) &&
      (selector.length === 0 || matchesLabels(selector, entry.metadata.labels ?? {}));
    return this.#partsOf(inNamespace).flatMap(({ informer: { store } }, part) => {
      const found = store.select((entry) => fits(entry) && !over?.has(storeKey(entry)), lookups);
      if (!found) throw unknownIndex(this.resource, wanted, store.indexNames);
      const instead = part === 0 && over ? [...over.values()] : [];
      return [
        ...found,
        ...instead.filter((object) => object && fits(object) && store.indexes(object, lookups)),
      ];
    }) as Observed<KubernetesObject>[];
  }

  copyAsStored(object: DeepReadonly<KubernetesObject>): Observed<KubernetesObject> {
    const [part] = this.#partsOf(object.metadata?.namespace);
    return part ? part.informer.copyAsStored(object) : (copyJson(object) as Observed<KubernetesObject>);
  }

  /** The watches that bring objects of a namespace. */
  #partsOf(namespace: string | undefined): readonly SelectedInformer[] {
    if (this.resource.scope === "Cluster" || !namespace) return this.#parts;
    return this.#parts.filter(
      ({ selection }) =>
        selection.namespace === namespace ||
        (selection.namespace === undefined && !selection.except.includes(namespace)),
    );
  }
}
