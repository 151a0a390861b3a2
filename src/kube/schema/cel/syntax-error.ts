/** What is wrong in an expression; `offset` counts UTF-16 units from its start, -1 is no place. */
export interface SyntaxProblem {
  readonly message: string;
  readonly offset: number;
}

/** An expression that does not parse, with all that is wrong in it as cel-go says it. The error itself is the first of them. */
export class CelSyntaxError extends Error {
  readonly problems: readonly SyntaxProblem[];

  constructor(problems: readonly SyntaxProblem[]) {
    super(problems[0]?.message ?? "");
    this.name = "CelSyntaxError";
    this.problems = problems;
  }

  get offset(): number {
    return this.problems[0]?.offset ?? 0;
  }
}
