import type { AdmissionProgram } from "../../kube/schema/cel/compile-for-admission.ts";
import { callCostLimit, runProgram } from "../../kube/schema/cel/rule-program.ts";
import { CelError, type Value } from "../../kube/schema/cel/value.ts";

/** An expression with what the compiler made of it. */
export interface Compiled {
  readonly expression: string;
  readonly program: AdmissionProgram;
}

/** What expressions of admission see, by name; read when first asked for. */
export type Activation = Readonly<Record<string, Value | undefined>>;

/** What evaluating gave, or why it gave nothing. */
export type Evaluation =
  | { readonly value: Value; readonly error?: undefined }
  | { readonly error: string; readonly value?: undefined };

/** All that one policy or all conditions of one webhook may cost. */
export class Budget {
  /** Spent on variables, which are evaluated when they are first used. */
  onVariables = 0;
  #left: number;

  constructor(limit: number) {
    this.#left = limit;
  }

  /** Throws {@link BudgetError} when there is less left. */
  spend(cost: number): void {
    if (cost > this.#left) throw new BudgetError();
    this.#left -= cost;
  }
}

/** Everything that was to be evaluated costs too much. */
export class BudgetError extends Error {
  constructor() {
    super("validation failed due to running out of cost budget, no further validation rules will be run");
  }
}

/**
 * Evaluates one expression. Words and costs of k8s.io/apiserver/pkg/admission/plugin/cel/activation.go.
 *
 * @throws BudgetError
 */
export function evaluateExpression(
  { expression, program }: Compiled,
  options: { activation: Activation; budget: Budget },
): Evaluation {
  const { activation, budget } = options;
  if (program.error !== undefined) return { error: `compilation error: ${program.error}` };
  const { result, cost } = runProgram(program.step, { variables: activation, limit: callCostLimit });
  budget.spend(budget.onVariables);
  budget.onVariables = 0;
  budget.spend(cost);
  const problem =
    result === undefined ? "operation cancelled: actual cost limit exceeded" : problemOf(result);
  if (problem !== undefined) return { error: `expression '${expression}' resulted in error: ${problem}` };
  return { value: result as Value };
}

function problemOf(result: unknown): string | undefined {
  return result instanceof CelError ? result.message : undefined;
}
