interface Frozen {
  readonly revision: number;
  holders: number;
  readonly waiting: (() => void)[];
}

/** Holds back what watchers are told of a collection, as the watch cache of an API server does that lags behind the others. */
export class WatchGate {
  readonly #frozen = new Map<string, Frozen>();

  /**
   * From now on those who watch a collection are told nothing that is later than this revision. Returns how to let go: they are told then what they
   * have missed, in order. Who freezes it again meanwhile holds it too, at the revision that it has.
   */
  freeze(collection: string, revision: number): () => void {
    const frozen = this.#frozen.get(collection) ?? { revision, holders: 0, waiting: [] };
    this.#frozen.set(collection, frozen);
    frozen.holders++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      frozen.holders--;
      if (frozen.holders > 0) return;
      this.#frozen.delete(collection);
      for (const tell of frozen.waiting) tell();
    };
  }

  /** The revision that watchers of a collection see; undefined where that is the present. */
  revisionOf(collection: string): number | undefined {
    return this.#frozen.size === 0 ? undefined : this.#frozen.get(collection)?.revision;
  }

  /** Tells now, or when the collection is let go where it is later than what its watchers see. */
  pass(event: { readonly collection: string; readonly revision: number }, tell: () => void): void {
    const { collection, revision } = event;
    const frozen = this.#frozen.size === 0 ? undefined : this.#frozen.get(collection);
    if (frozen && revision > frozen.revision) frozen.waiting.push(tell);
    else tell();
  }
}
