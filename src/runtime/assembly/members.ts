import type { OperatorRunnable } from "./operator-options.ts";

/** Runnables of an operator: those it has from the start, and those that are added while it runs. */
export class Members {
  readonly #known: OperatorRunnable[];
  readonly #managers = new Set<(member: OperatorRunnable) => void>();

  constructor(members: readonly OperatorRunnable[]) {
    this.#known = [...members];
  }

  /** Adds one: to what runs, and to what is started later. */
  add(member: OperatorRunnable): void {
    this.#known.push(member);
    for (const add of this.#managers) add(member);
  }

  /** Hands over all members, those included that come later. Returns how to end that. */
  attach(add: (member: OperatorRunnable) => void): () => void {
    for (const member of this.#known) add(member);
    this.#managers.add(add);
    return () => this.#managers.delete(add);
  }
}
