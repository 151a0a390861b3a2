import { activationOf, type Seen } from "./activation.ts";
import {
  Budget,
  BudgetError,
  evaluateExpression,
  type Activation,
  type Compiled,
  type Evaluation,
} from "./evaluate-expression.ts";
import { MatchError, matchesConditions } from "./match-conditions.ts";
import type { CommonProgram, Validation, ValidatingProgram } from "./validating-policy.ts";
import { Variables } from "./variables.ts";

/** A rule that does not hold, or could not be evaluated (then without a reason). */
export interface Decision {
  readonly message: string;
  readonly reason?: string;
  /** Whether it refuses the request whatever the binding's actions are. */
  readonly always?: boolean;
}

/** What all expressions of one policy may cost together (k8s.io/apiserver/pkg/apis/cel, RuntimeCELCostBudget). */
export const policyBudget = 10_000_000;

/** Texts of messageExpressions that are longer are not used (MaxEvaluatedMessageExpressionSizeBytes). */
const longestMessage = 5 * 1024;

/**
 * What a policy has against a request, with one of its parameters. Follows Validate of
 * k8s.io/apiserver/pkg/admission/plugin/policy/validating/validator.go.
 */
export function evaluatePolicy(
  program: ValidatingProgram,
  options: { seen: Seen; matching: Seen; failsOpen: boolean },
): Decision[] {
  const { seen, matching, failsOpen } = options;
  const failed = (message: string): Decision[] => (failsOpen ? [] : [{ message }]);
  try {
    if (!holdsFor(program, { seen: matching, failsOpen })) return [];
  } catch (error) {
    if (!(error instanceof MatchError)) throw error;
    return failed(error.message);
  }
  const validated = validate(program, seen);
  if ("overspent" in validated) return failed(validated.overspent);
  const decisions = validated.decisions.filter(({ reason }) => reason !== undefined || !failsOpen);
  const annotations = evaluateAll(program.annotations, {
    program,
    seen: { ...seen, authorizer: undefined, requestResource: undefined },
    budget: new Budget(policyBudget),
  });
  if ("overspent" in annotations) return failed(annotations.overspent);
  const broken = annotations.evaluations.flatMap((evaluation) =>
    evaluation?.error === undefined || failsOpen ? [] : [{ message: evaluation.error, always: true }],
  );
  return [...decisions, ...broken];
}

/**
 * Whether a policy's match conditions hold.
 *
 * @throws MatchError where they cannot be evaluated and that refuses the request.
 */
export function holdsFor(program: CommonProgram, options: { seen: Seen; failsOpen: boolean }): boolean {
  const { conditions, variables } = program;
  if (conditions.length === 0) return true;
  return matchesConditions(conditions, {
    failurePolicy: options.failsOpen ? "Ignore" : "Fail",
    activation: (budget) => withVariables(options.seen, { variables, budget }),
  });
}

/** What expressions see, with the policy's variables. */
export function withVariables(
  seen: Seen,
  { variables, budget }: { variables: CommonProgram["variables"]; budget: Budget },
): Activation {
  return activationOf({
    ...seen,
    variables: (activation) => new Variables(variables, { activation, budget }),
  });
}

function validate(program: ValidatingProgram, seen: Seen): { overspent: string } | { decisions: Decision[] } {
  const budget = new Budget(policyBudget);
  const found = evaluateAll(program.validations, { program, seen, budget });
  if ("overspent" in found) return found;
  const messages = evaluateAll(
    program.validations.map(({ messageExpression }) => messageExpression),
    { program, seen: { ...seen, authorizer: undefined, requestResource: undefined }, budget },
  );
  const decisions = program.validations.flatMap((validation, index): Decision[] => {
    const evaluation = found.evaluations[index];
    if (evaluation?.error !== undefined) return [{ message: evaluation.error }];
    if ("overspent" in messages) return [{ message: `failed messageExpression: ${messages.overspent}` }];
    if (evaluation?.value === true) return [];
    return [{ message: messageOf(validation, messages.evaluations[index]), reason: validation.reason }];
  });
  return { decisions };
}

/** Evaluates expressions with the same variables; `overspent` when they cost too much together. */
function evaluateAll(
  expressions: readonly (Compiled | undefined)[],
  options: { program: CommonProgram; seen: Seen; budget: Budget },
): { evaluations: readonly (Evaluation | undefined)[] } | { overspent: string } {
  const { program, seen, budget } = options;
  if (expressions.every((expression) => expression === undefined)) return { evaluations: [] };
  const activation = withVariables(seen, { variables: program.variables, budget });
  try {
    return {
      evaluations: expressions.map(
        (expression) => expression && evaluateExpression(expression, { activation, budget }),
      ),
    };
  } catch (error) {
    if (error instanceof BudgetError) return { overspent: error.message };
    throw error;
  }
}

/** What is said of a rule that does not hold: what its messageExpression gives, its message, or the rule itself. */
function messageOf(validation: Validation, made: Evaluation | undefined): string {
  const text = typeof made?.value === "string" ? made.value.trim() : "";
  const usable = Buffer.byteLength(text) <= longestMessage && !text.includes("\n");
  if (text && usable) return text;
  return validation.message.trim() || `failed expression: ${validation.expression.trim()}`;
}
