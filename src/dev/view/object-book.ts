import type { DeepReadonly, KubernetesObject } from "../../kube/object.ts";
import type { Masker } from "../../kube/masker.ts";

const maxObjects = 5_000;
const maxEvents = 1_000;

/** An object as it is kept: without managed fields, and without what must not be shown. */
export type KeptObject = KubernetesObject & {
  readonly metadata: NonNullable<KubernetesObject["metadata"]> & { readonly uid: string };
  readonly [field: string]: unknown;
};

/** Keeps the objects that are shown, by uid and by owner. */
export class ObjectBook {
  readonly #byUid = new Map<string, KeptObject>();
  readonly #byOwner = new Map<string, Set<string>>();
  readonly #events = new Map<string, KeptObject>();
  #left = 0;

  /** Objects that were too many to keep. */
  get left(): number {
    return this.#left;
  }

  get(uid: string): KeptObject | undefined {
    return this.#byUid.get(uid);
  }

  all(): IterableIterator<KeptObject> {
    return this.#byUid.values();
  }

  childrenOf(uid: string): KeptObject[] {
    return [...(this.#byOwner.get(uid) ?? [])].flatMap((child) => this.#byUid.get(child) ?? []);
  }

  events(): IterableIterator<KeptObject> {
    return this.#events.values();
  }

  put(object: DeepReadonly<KubernetesObject>, masker: Masker): void {
    const { metadata: { managedFields: _, ...metadata } = {}, ...rest } = object as {
      metadata?: { managedFields?: unknown };
    };
    const kept = masker.mask({ ...rest, metadata }) as KeptObject;
    const { uid } = kept.metadata;
    if (!uid) return;
    if (kept.kind === "Event") return this.#putEvent(uid, kept);
    this.delete(uid);
    if (this.#byUid.size >= maxObjects) {
      this.#left++;
      return;
    }
    this.#byUid.set(uid, kept);
    for (const owner of kept.metadata.ownerReferences ?? []) {
      const children = this.#byOwner.get(owner.uid) ?? new Set();
      this.#byOwner.set(owner.uid, children.add(uid));
    }
  }

  delete(uid: string): void {
    const known = this.#byUid.get(uid);
    this.#byUid.delete(uid);
    for (const owner of known?.metadata.ownerReferences ?? []) {
      const children = this.#byOwner.get(owner.uid);
      children?.delete(uid);
      if (children?.size === 0) this.#byOwner.delete(owner.uid);
    }
  }

  /** A watch begins anew: what it does not bring again is gone. */
  clear(isOf: (object: KeptObject) => boolean): void {
    for (const [uid, object] of this.#byUid) if (isOf(object)) this.delete(uid);
  }

  /** Takes out what must not be shown any more. */
  mask(masker: Masker): void {
    for (const kept of [...this.#byUid.values()]) this.put(kept, masker);
  }

  #putEvent(uid: string, event: KeptObject): void {
    this.#events.delete(uid);
    this.#events.set(uid, event);
    const [oldest] = this.#events.keys();
    if (this.#events.size > maxEvents && oldest !== undefined) this.#events.delete(oldest);
  }
}
