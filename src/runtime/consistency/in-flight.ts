/** An object of a kind; without a name all of a namespace, without both all of the kind. */
export interface Place {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  /** What the name begins with that the server makes up: nobody can have asked for it before the answer. */
  readonly prefix?: string | undefined;
}

/** Whether two places have an object in common. */
export function overlaps(a: Place, b: Place): boolean {
  const same = (one: string | undefined, other: string | undefined) =>
    one === undefined || other === undefined || one === other;
  return same(a.namespace, b.namespace) && same(a.name, b.name) && mayName(a, b.name) && mayName(b, a.name);
}

/** The server cuts what names begin with, so that they are not over 63 letters with the 5 it adds: apiserver/pkg/storage/names/generate.go. */
function mayName({ prefix = "" }: Place, name: string | undefined): boolean {
  return name === undefined || name.startsWith(prefix.slice(0, 58));
}

/** Writes that were sent and are not answered yet. */
export class InFlight {
  readonly #writes = new Set<{ readonly place: Place; readonly answered: Promise<void> }>();

  get size(): number {
    return this.#writes.size;
  }

  /** A write is sent; call the function that is returned when it was answered, however. */
  begin(place: Place): () => void {
    let end = () => {};
    const write = { place, answered: new Promise<void>((resolve) => (end = resolve)) };
    this.#writes.add(write);
    return () => {
      this.#writes.delete(write);
      end();
    };
  }

  /** Whether a write to a place is under way. */
  has(place: Place): boolean {
    for (const write of this.#writes) if (concerns(write.place, place)) return true;
    return false;
  }

  /**
   * Resolves when the writes to a place that are under way now were answered; those that begin later are not waited for.
   *
   * @throws the signal's reason when it aborts first
   */
  async whenAnswered(place: Place, signal: AbortSignal | undefined): Promise<void> {
    const writes = [...this.#writes].filter((write) => concerns(write.place, place));
    if (writes.length === 0) return;
    signal?.throwIfAborted();
    let onAbort = () => {};
    const stopped = new Promise<void>((resolve) => (onAbort = resolve));
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      await Promise.race([Promise.all(writes.map(({ answered }) => answered)), stopped]);
      signal?.throwIfAborted();
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }
}

/** Whether a read of a place waits for a write that is under way. */
function concerns(write: Place, read: Place): boolean {
  return overlaps(write, read) && (write.prefix === undefined || read.name === undefined);
}
