import type { Expression } from "./ast.ts";
import { extendScope, type Scope } from "./scope.ts";
import { CelError, CelMap, CelOptional, isList, typeName, type Value } from "./value.ts";

type Comprehension = Expression & { kind: "comprehension" };
type Evaluate = (expression: Expression, scope: Scope) => Value;

/** Value of a macro over a list, a map or an optional. With one variable it is the item (of a map: the key), with two the index or key, and the value. */
export function evaluateComprehension(expression: Comprehension, scope: Scope, evaluate: Evaluate): Value {
  const { macro, variables, body } = expression;
  const range = evaluate(expression.range, scope);
  const [first = "", second = ""] = variables;
  if (macro === "bind") return evaluate(at(body, 0), extendScope(scope, { [first]: range }));
  if (macro === "optMap" || macro === "optFlatMap")
    return overOptional({ macro, range, variable: first, body: at(body, 0) }, scope, evaluate);
  const steps = pairs(range, variables.length === 2).map(([key, value]) => ({
    key,
    value,
    run: (part: Expression) =>
      evaluate(part, extendScope(scope, second ? { [first]: key, [second]: value } : { [first]: value })),
  }));
  const holds = (part: Expression) => (step: (typeof steps)[number]) => toBoolean(step.run(part));
  const condition = body.length > 1 ? holds(at(body, 0)) : () => true;
  const result = body[body.length - 1] ?? at(body, 0);
  switch (macro) {
    case "all":
      return quantify(steps, holds(result), false);
    case "exists":
      return quantify(steps, holds(result), true);
    case "exists_one":
      return steps.filter(holds(result)).length === 1;
    case "filter":
      return steps.filter(holds(result)).map((step) => step.value);
    case "map":
    case "transformList":
      return steps.filter(condition).map((step) => step.run(result));
    case "transformMap":
      return new CelMap(steps.filter(condition).map((step) => [step.key, step.run(result)] as const));
    case "transformMapEntry":
      return mergeEntries(steps.filter(condition).map((step) => step.run(result)));
  }
}

/** `all` and `exists`: one deciding item wins over errors in others. */
function quantify<T>(steps: readonly T[], holds: (step: T) => boolean, decisive: boolean): boolean {
  let failure: CelError | undefined;
  for (const step of steps) {
    try {
      if (holds(step) === decisive) return decisive;
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      failure ??= error;
    }
  }
  if (failure) throw failure;
  return !decisive;
}

function overOptional(
  options: { macro: "optMap" | "optFlatMap"; range: Value; variable: string; body: Expression },
  scope: Scope,
  evaluate: Evaluate,
): Value {
  const { macro, range, variable, body } = options;
  if (!(range instanceof CelOptional)) throw new CelError(`no such overload: ${macro} on ${typeName(range)}`);
  if (range.value === undefined) return range;
  const value = evaluate(body, extendScope(scope, { [variable]: range.value }));
  return macro === "optMap" ? new CelOptional(value) : value;
}

function pairs(range: Value, two: boolean): [Value, Value][] {
  if (isList(range)) return range.map((item, index) => [BigInt(index), item]);
  if (range instanceof CelMap) return range.entries().map(([key, value]) => [key, two ? value : key]);
  throw new CelError(`no such overload: a comprehension over ${typeName(range)}`);
}

function mergeEntries(maps: readonly Value[]): CelMap {
  const entries = maps.flatMap((map) => (map instanceof CelMap ? map.entries() : []));
  const merged = new CelMap(entries);
  if (merged.size !== entries.length) throw new CelError("insert failed: key already exists");
  return merged;
}

function toBoolean(value: Value): boolean {
  if (typeof value !== "boolean")
    throw new CelError(`no such overload: a predicate of type ${typeName(value)}`);
  return value;
}

function at(body: readonly Expression[], index: number): Expression {
  const part = body[index];
  if (!part) throw new CelError("a macro lacks an argument");
  return part;
}
