import { childrenOf, type Expression } from "./ast.ts";
import { checkExpression, type Checked } from "./check/check.ts";
import type { CheckError, CheckScope } from "./check/check-context.ts";
import { checkLiterals } from "./check/check-literals.ts";
import type { DeclaredType } from "./check/declared-type.ts";
import { showErrors } from "./check/show-errors.ts";
import { estimateCost } from "./cost/estimate.ts";
import { library } from "./library.ts";
import { parse } from "./parse.ts";
import { planExpression } from "./plan.ts";
import { CelSyntaxError } from "./syntax-error.ts";
import { CelError } from "./value.ts";

/** An expression that the API server takes, and the most it may cost. */
export interface Compiled {
  readonly checked: Checked;
  readonly cost: number;
}

/** Why the API server does not take an expression: its words, and the single errors for those who know the place better. */
export interface CompileFailure {
  readonly detail: string;
  readonly errors: readonly CheckError[];
}

/** Parses, checks, plans and estimates an expression of a rule (k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/compilation.go, compileRule). */
export function compile(
  source: string,
  options: { scope: CheckScope; self: DeclaredType; result: "bool" | "string" },
): Compiled | CompileFailure {
  const { scope, self, result } = options;
  const isMessage = result === "string";
  const expression = parseOrFail(source);
  if ("errors" in expression) return failure(expression.errors);
  const checked = checkExpression(expression, scope);
  const errors = checked.errors.length > 0 ? checked.errors : checkLiterals(checked);
  if (errors.length > 0) return failure(errors);
  if (checked.type.kind !== result)
    return single(
      isMessage ? "messageExpression must evaluate to a string" : "cel expression must evaluate to a bool",
    );
  const unplanned = planError(checked);
  if (unplanned !== undefined)
    return single(`${isMessage ? "messageExpression" : "program"} instantiation failed: ${unplanned}`);
  return { checked, cost: estimateCost(checked, self).max };

  function failure(found: readonly CheckError[]): CompileFailure {
    const what = isMessage ? "messageExpression compilation failed" : "compilation failed";
    return { detail: `${what}: ${showErrors(source, found)}`, errors: found };
  }
}

function single(detail: string): CompileFailure {
  return { detail, errors: [{ offset: 0, message: detail }] };
}

/** The parsed expression, or what is wrong with its syntax. */
export function parseOrFail(source: string): Expression | { errors: CheckError[] } {
  try {
    return parse(source);
  } catch (error) {
    if (!(error instanceof CelSyntaxError)) throw error;
    return { errors: [...error.problems] };
  }
}

/** Why an expression cannot be planned: conversions of constants are made beforehand, and may fail. */
export function planError({ expression, overloads, types }: Checked): string | undefined {
  // the checker knows two names of types that the planner does not
  const unknown = findNode(
    expression,
    (node) =>
      node.kind === "identifier" &&
      types.get(node.id)?.kind === "type" &&
      (node.name === "duration" || node.name === "timestamp"),
  );
  if (unknown?.kind === "identifier") return `reference to undefined type: ${unknown.name}`;
  try {
    planExpression(expression, { functions: library, overloads });
    return undefined;
  } catch (error) {
    if (error instanceof CelError) return error.message;
    throw error;
  }
}

function findNode(expression: Expression, test: (node: Expression) => boolean): Expression | undefined {
  if (test(expression)) return expression;
  for (const child of childrenOf(expression)) {
    const found = findNode(child, test);
    if (found) return found;
  }
  return undefined;
}
