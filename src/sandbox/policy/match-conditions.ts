import {
  evaluateExpression,
  Budget,
  BudgetError,
  type Activation,
  type Compiled,
} from "./evaluate-expression.ts";

/** A named condition, compiled. */
export interface MatchCondition extends Compiled {
  readonly name: string;
}

/** What the conditions of one webhook or policy may cost together (k8s.io/apiserver/pkg/apis/cel). */
const conditionsBudget = 2_500_000;

/**
 * Whether all conditions hold. One that does not decides, whatever is wrong with others; otherwise errors are left out where the
 * failure policy is to ignore them (no match) and thrown where it is to fail. `activation` is given what pays for it. Follows
 * k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions/matcher.go.
 *
 * @throws MatchError
 */
export function matchesConditions(
  conditions: readonly MatchCondition[],
  options: { activation: (budget: Budget) => Activation; failurePolicy: string },
): boolean {
  const { failurePolicy } = options;
  const budget = new Budget(conditionsBudget);
  const activation = options.activation(budget);
  const errors: string[] = [];
  try {
    const evaluations = conditions.map((condition) => evaluateExpression(condition, { activation, budget }));
    for (const { value, error } of evaluations) {
      if (error !== undefined) errors.push(error);
      if (value === false) return false;
    }
  } catch (error) {
    if (!(error instanceof BudgetError)) throw error;
    errors.splice(0, errors.length, error.message);
  }
  if (errors.length === 0) return true;
  if (failurePolicy === "Ignore") return false;
  throw new MatchError(aggregated(errors));
}

/** Conditions that could not be evaluated, where that refuses the request. */
export class MatchError extends Error {}

/** Several errors as Go's aggregate shows them: each once. */
export function aggregated(errors: readonly string[]): string {
  const unique = [...new Set(errors)];
  return unique.length === 1 ? (unique[0] ?? "") : `[${unique.join(", ")}]`;
}
