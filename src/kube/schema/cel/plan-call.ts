import { qualifiedName, type CallNode } from "./ast.ts";
import { compilePattern } from "../pattern.ts";
import { computedQualifier, constantQualifier } from "./attribute.ts";
import { callCost } from "./cost/call-cost.ts";
import { CostMeter } from "./cost/cost-meter.ts";
import { callFunction } from "./function-table.ts";
import type { Frame, Result, Step } from "./frame.ts";
import { attributeOf, attributeStep, conditionalStep, constantStep, type PlanContext } from "./step.ts";
import { CelError, CelOptional, CelUint, isList, type Value } from "./value.ts";

const conversions = new Set([
  "bool",
  "bytes",
  "double",
  "duration",
  "dyn",
  "int",
  "string",
  "timestamp",
  "type",
  "uint",
]);

const patterned = new Set(["matches", "find", "findAll"]);

/** A call of a function or an operator (cel-go's interpreter/planner.go, planCall). */
export function planCall(node: CallNode, context: PlanContext): Step {
  const { name, target } = resolve(node, context);
  const steps = [...(target ? [target] : []), ...node.args].map((argument) => context.plan(argument));
  const [first, second, third] = steps;
  if (name === "_&&_" || name === "_||_") return planLogic(steps, name === "_||_");
  if (name === "_?_:_" && first && second && third) return conditionalStep(first, second, third);
  if ((name === "_[_]" || name === "_[?_]" || name === "_?._") && first && second)
    return planIndex(first, second, name !== "_[_]");
  if (name === "@not_strictly_false" && first) return planNotFalse(first);
  if (target && (name === "or" || name === "orValue") && first && second)
    return planOptionalOr(first, second, name === "orValue");
  const overloads = context.overloads.get(node.id) ?? [];
  if (name === "@in" && overloads.length === 1 && overloads[0] === "in_list" && first && second) {
    const membership = planMembership(first, second);
    if (membership) return membership;
  }
  checkPattern(name, steps);
  const call = plainCall({ name, method: target !== undefined, overloads, steps });
  const foldable = !target && conversions.has(name) && steps.length === 1 && first?.constant !== undefined;
  return foldable ? foldCall(call, context) : call;
}

/** A function of a namespace looks like a method of a value: `sets.contains(a, b)`. */
function resolve({ name, target }: CallNode, { functions }: PlanContext): Pick<CallNode, "name" | "target"> {
  const namespace = target && qualifiedName(target);
  const namespaced = `${namespace}.${name}`;
  const known = namespace !== undefined && Object.hasOwn(functions.global, namespaced);
  return known ? { name: namespaced, target: undefined } : { name, target };
}

/** A side that decides wins over an error on the other, in either order. */
function planLogic(terms: readonly Step[], decisive: boolean): Step {
  return {
    run(frame) {
      let failure: CelError | undefined;
      for (const term of terms) {
        const value = term.run(frame);
        if (value === decisive) return decisive;
        if (value === !decisive) continue;
        failure ??= value instanceof CelError ? value : new CelError("no such overload");
      }
      return failure ?? !decisive;
    },
  };
}

/** Whether a loop goes on: an error does not end it. */
function planNotFalse(condition: Step): Step {
  return {
    run(frame) {
      const value = condition.run(frame);
      frame.meter.add(1);
      return value !== false;
    },
  };
}

function planIndex(operand: Step, index: Step, optional: boolean): Step {
  const qualifier =
    index.constant === undefined
      ? computedQualifier(index, optional)
      : constantQualifier(index.constant, { optional });
  return attributeStep(attributeOf(operand).select(qualifier));
}

function planOptionalOr(left: Step, right: Step, unwrap: boolean): Step {
  return {
    run(frame) {
      const value = left.run(frame);
      if (!(value instanceof CelOptional))
        return value instanceof CelError ? value : new CelError("no such overload");
      if (value.value === undefined) return right.run(frame);
      return unwrap ? value.value : value;
    },
  };
}

/** `x in [constants]` is looked up in a set, and costs only `x`. */
function planMembership(item: Step, list: Step): Step | undefined {
  const { constant } = list;
  if (constant === undefined || !isList(constant)) return undefined;
  if (constant.length === 0) return constantStep(false);
  if (!constant.every(isPrimitive)) return undefined;
  const keys = new Set(constant.map(setKey));
  return {
    run(frame) {
      const value = item.run(frame);
      return value instanceof CelError ? value : isPrimitive(value) && keys.has(setKey(value));
    },
  };
}

function isPrimitive(value: Value): boolean {
  return (
    value === null ||
    ["string", "bigint", "number", "boolean"].includes(typeof value) ||
    value instanceof CelUint
  );
}

function setKey(value: Value): string {
  if (value instanceof CelUint) return `n${value.uint}`;
  if (typeof value === "number") return Number.isInteger(value) ? `n${BigInt(value)}` : `d${value}`;
  return typeof value === "bigint" ? `n${value}` : `${typeof value}${String(value)}`;
}

/** A constant pattern that is not RE2 is refused beforehand. */
function checkPattern(name: string, [, pattern]: readonly Step[]): void {
  if (!patterned.has(name) || typeof pattern?.constant !== "string") return;
  const compiled = compilePattern(pattern.constant);
  if (typeof compiled === "string") throw new CelError(compiled);
}

interface Call {
  readonly name: string;
  readonly method: boolean;
  readonly overloads: readonly string[];
  readonly steps: readonly Step[];
}

/** All arguments are evaluated and paid for; of three and more, those up to the first error. */
function plainCall({ name, method, overloads, steps }: Call): Step {
  const key = method ? `.${name}` : name;
  const overload = overloads.length === 1 ? overloads[0] : undefined;
  // with its pattern compiled beforehand, a call is as one of many arguments
  const stopsEarly = steps.length > 2 || (patterned.has(name) && steps[1]?.constant !== undefined);
  return {
    run(frame) {
      const results: Result[] = [];
      for (const step of steps) {
        const value = step.run(frame);
        if (value instanceof CelError && stopsEarly) return value;
        results.push(value);
      }
      const failure = results.find((value) => value instanceof CelError);
      const result = failure ?? call({ name: key, overload }, results, frame);
      frame.meter.add(callCost({ name, overload }, results, result));
      return result;
    },
  };
}

function call(
  callee: { name: string; overload: string | undefined },
  args: readonly Value[],
  frame: Frame,
): Result {
  try {
    return callFunction(frame.functions, callee, args);
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
}

/** A conversion of a constant is a constant, and an error when the constant cannot be converted. */
function foldCall(step: Step, { functions }: PlanContext): Step {
  const value = step.run({ functions, meter: new CostMeter(), lookup: () => undefined });
  if (value instanceof CelError) throw value;
  return constantStep(value);
}
