interface Kept {
  readonly value: unknown;
  /** What it was made of. */
  readonly from: readonly unknown[];
  /** Files that were looked at meanwhile. */
  readonly files: ReadonlySet<string>;
}

/** Tells which files are looked at, while it is made. */
export interface Touched {
  readonly touched: Set<string>;
}

/** Results of the parts of a run, for the next run in the same process: each is made again only after a change of what it was made from. */
export class KeptResults {
  readonly #sources: Touched;
  readonly #kept = new Map<string, Kept>();
  #isUsable = true;

  constructor(sources: Touched) {
    this.#sources = sources;
  }

  /** False once something was done in the run that leaves traces beyond its own part. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  giveUp(): void {
    this.#isUsable = false;
  }

  /** The result of a part by its name: as it was made from the same things, or made now. */
  get<T>(name: string, { make, from = [] }: { make: () => T; from?: readonly unknown[] }): T {
    const known = this.#kept.get(name);
    if (known && isSame(known.from, from)) return known.value as T;
    const { touched } = this.#sources;
    touched.clear();
    const value = make();
    this.#kept.set(name, { value, from, files: new Set(touched) });
    return value;
  }

  /** A file has changed: what has seen it is made anew. */
  forget(path: string): void {
    for (const [name, { files }] of this.#kept) if (files.has(path)) this.#kept.delete(name);
  }
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
