import type { Expression } from "./ast.ts";
import { CostMeter } from "./cost/cost-meter.ts";
import type { FunctionTable } from "./function-table.ts";
import { planExpression } from "./plan.ts";
import { CelError, type Value } from "./value.ts";

/** What an expression is evaluated in. */
export interface Scope {
  readonly functions: FunctionTable;
  lookup(name: string): Value | undefined;
}

/** Value of an expression; throws {@link CelError} where there is none. Semantics as cel-spec's langdef. */
export function evaluate(expression: Expression, scope: Scope): Value {
  const { functions } = scope;
  const value = planExpression(expression, { functions }).run({
    functions,
    meter: new CostMeter(),
    lookup: (name) => scope.lookup(name),
  });
  if (value instanceof CelError) throw value;
  return value;
}
