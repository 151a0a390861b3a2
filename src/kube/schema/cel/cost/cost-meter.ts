/** Evaluating cost more than one expression may. */
export class CostLimitError extends Error {
  constructor() {
    super("operation cancelled: actual cost limit exceeded");
    this.name = "CostLimitError";
  }
}

/** Evaluating that the server cannot go on with, because it stumbles itself. */
export class EvaluationFailure extends Error {}

/** Counts what evaluating an expression costs, in the units of cel-go's interpreter/runtimecost.go, and stops it at the limit. */
export class CostMeter {
  readonly #limit: number;
  #spent = 0;

  constructor(limit = Infinity) {
    this.#limit = limit;
  }

  get spent(): number {
    return this.#spent;
  }

  add(cost: number): void {
    this.#spent += cost;
    if (this.#spent > this.#limit) throw new CostLimitError();
  }
}
