import { qualifiedName, type Expression } from "./ast.ts";
import { constantQualifier, variableAttribute } from "./attribute.ts";
import type { FunctionTable } from "./function-table.ts";
import type { Attribute, Step } from "./frame.ts";
import { planCall } from "./plan-call.ts";
import { planComprehension } from "./plan-comprehension.ts";
import { planMessage } from "./plan-message.ts";
import { attributeOf, attributeStep, constantStep, type PlanContext } from "./step.ts";
import { CelError, CelMap, CelOptional, CelUint, typeName, type Value } from "./value.ts";

/**
 * Prepares an expression for evaluating: constants are folded, selections are joined. Semantics and costs as cel-go's interpreter with
 * OptOptimize and OptTrackCost (interpreter/planner.go, decorators.go, runtimecost.go). Throws {@link CelError} where a constant has no value.
 */
export function planExpression(
  expression: Expression,
  options: { functions: FunctionTable; overloads?: PlanContext["overloads"] },
): Step {
  const context: PlanContext = {
    functions: options.functions,
    overloads: options.overloads ?? new Map(),
    plan: (inner) => planNode(inner, context),
  };
  return context.plan(expression);
}

function planNode(expression: Expression, context: PlanContext): Step {
  switch (expression.kind) {
    case "literal": {
      const { value } = expression;
      const wrapped = typeof value === "object" && value !== null && "uint" in value;
      return constantStep(wrapped ? new CelUint(value.uint) : value);
    }
    case "identifier":
      return planName(expression.name, context) ?? attributeStep(variableAttribute(expression.name));
    case "select":
      return planSelect(expression, context);
    case "call":
      return planCall(expression, context);
    case "list":
      return planList(expression, context);
    case "map":
      return planMap(expression, context);
    case "message":
      return planMessage(expression, context);
    case "comprehension":
      return planComprehension(expression, context);
  }
}

/** A type's name stands for the type, unless a variable is called so. */
function planName(name: string, context: PlanContext): Step | undefined {
  const { types } = context.functions;
  const type = Object.hasOwn(types, name) ? types[name] : undefined;
  if (!type) return undefined;
  const [first = ""] = name.split(".");
  const variable = attributeStep(variableAttribute(name));
  return {
    run: (frame) => (frame.lookup(first) === undefined ? type : variable.run(frame)),
  };
}

function planSelect(expression: Expression & { kind: "select" }, context: PlanContext): Step {
  const name = qualifiedName(expression);
  const type = name === undefined ? undefined : planName(name, context);
  if (type) return type;
  const attribute = attributeOf(context.plan(expression.operand)).select(
    constantQualifier(expression.field, { testOnly: expression.testOnly }),
  );
  return expression.testOnly ? presenceStep(attribute) : attributeStep(attribute);
}

/** `has(…)` costs nothing itself: the selections in it do. */
function presenceStep(attribute: Attribute): Step {
  return {
    attribute,
    run(frame) {
      const value = attribute.resolve(frame);
      return value instanceof CelOptional ? value.value !== undefined : value;
    },
  };
}

function planList(expression: Expression & { kind: "list" }, context: PlanContext): Step {
  const items = expression.items.map(({ value, optional }) => ({ step: context.plan(value), optional }));
  const step: Step = {
    run(frame) {
      const values: Value[] = [];
      for (const { step: item, optional } of items) {
        const value = item.run(frame);
        if (value instanceof CelError) return paid(value);
        if (!optional) values.push(value);
        else if (!(value instanceof CelOptional))
          return paid(
            new CelError(
              `cannot initialize optional list element from non-optional value ${typeName(value)}`,
            ),
          );
        else if (value.value !== undefined) values.push(value.value);
      }
      return paid(values);

      function paid<T>(result: T): T {
        frame.meter.add(10);
        return result;
      }
    },
  };
  return foldConstant(
    items.map((item) => item.step),
    step,
    context,
  );
}

function planMap(expression: Expression & { kind: "map" }, context: PlanContext): Step {
  const entries = expression.entries.map(({ key, value, optional }) => ({
    key: context.plan(key),
    value: context.plan(value),
    optional,
  }));
  const step: Step = {
    run(frame) {
      const pairs: [Value, Value][] = [];
      let failure: CelError | undefined;
      for (const entry of entries) {
        const key = entry.key.run(frame);
        const value = key instanceof CelError ? key : entry.value.run(frame);
        if (key instanceof CelError || value instanceof CelError) {
          failure = key instanceof CelError ? key : (value as CelError);
          break;
        }
        if (!entry.optional) pairs.push([key, value]);
        else if (!(value instanceof CelOptional))
          failure = new CelError(
            `cannot initialize optional entry '${typeName(key)}' from non-optional value ${typeName(value)}`,
          );
        else if (value.value !== undefined) pairs.push([key, value.value]);
      }
      frame.meter.add(30);
      return failure ?? makeMap(pairs);
    },
  };
  return foldConstant(
    entries.flatMap((entry) => [entry.key, entry.value]),
    step,
    context,
  );
}

function makeMap(pairs: readonly [Value, Value][]): CelMap | CelError {
  for (const [key] of pairs) {
    if (typeof key === "number") return new CelError("unsupported key type: double");
  }
  try {
    const map = new CelMap(pairs);
    return map.size === pairs.length ? map : new CelError("Failed with repeated key");
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
}

/** A list or map of constants is a constant; one that has no value is left to be evaluated. */
function foldConstant(parts: readonly Step[], step: Step, context: PlanContext): Step {
  if (parts.some((part) => part.constant === undefined)) return step;
  const meter = { add: () => undefined } as never;
  const value = step.run({ functions: context.functions, meter, lookup: () => undefined });
  return value instanceof CelError ? step : constantStep(value);
}
