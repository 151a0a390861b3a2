import type { JsonSchema, ValidationRule } from "../json-schema.ts";
import { declareType } from "./check/declared-type.ts";
import type { Functions } from "./check/environment.ts";
import { compile, type Compiled, type CompileFailure } from "./compile.ts";
import { scopeOf } from "./compile-rules.ts";
import { CostLimitError, CostMeter, EvaluationFailure } from "./cost/cost-meter.ts";
import { parseFieldPath } from "./field-path.ts";
import type { Result, Step } from "./frame.ts";
import { library } from "./library.ts";
import { planExpression } from "./plan.ts";
import { CelError, type Value } from "./value.ts";

/** A rule that can be evaluated, or why it cannot. */
export interface RuleProgram {
  readonly rule: ValidationRule;
  readonly usesOldSelf: boolean;
  /** Why the rule does not compile. */
  readonly error: string | undefined;
  readonly condition: Step | undefined;
  readonly message: Step | undefined;
  /** Where the rule's field path leads, below the rule's own place. */
  readonly fieldPath: string;
}

/** Compiles the rules of a schema. `schema` is that of a resource when `root`. */
export function compilePrograms(
  schema: JsonSchema,
  options: { root: boolean; functions: Functions },
): readonly RuleProgram[] {
  const { root, functions } = options;
  const rules = schema["x-kubernetes-validations"] ?? [];
  const self = declareType(schema, { root, name: "selfType0" });
  if (!self) return [];
  // one that says nothing is refused elsewhere
  return rules
    .filter(({ rule = "" }) => rule.trim() !== "")
    .map((rule) => {
      const scope = scopeOf(self, { functions, optionalOldSelf: rule.optionalOldSelf ?? false });
      const compiled = compile(rule.rule, { scope, self, result: "bool" });
      const { messageExpression, fieldPath } = rule;
      const message = messageExpression
        ? compile(messageExpression, { scope, self, result: "string" })
        : undefined;
      const path = fieldPath ? parseFieldPath(fieldPath, schema) : { text: "", schema };
      return {
        rule,
        usesOldSelf: "checked" in compiled && compiled.checked.variables.has("oldSelf"),
        error: "checked" in compiled ? undefined : compiled.detail,
        condition: plan(compiled),
        message: message && plan(message),
        fieldPath: typeof path === "string" ? "" : path.text,
      };
    });
}

/** What one expression may cost while it is evaluated, and all rules of an object together (k8s.io/apiserver/pkg/apis/cel). */
export const callCostLimit = 1_000_000;
export const objectCostBudget = 10_000_000;

/** Evaluates a step: its result, what it cost, and whether it was stopped because it cost too much. */
export function runProgram(
  step: Step,
  options: { variables: Readonly<Record<string, Value | undefined>>; limit: number },
): { result: Result | undefined; cost: number } {
  const { variables, limit } = options;
  const meter = new CostMeter(limit);
  try {
    const lookup = (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined);
    const result = step.run({ functions: library, meter, lookup });
    return { result, cost: meter.spent };
  } catch (error) {
    if (error instanceof EvaluationFailure) return { result: new CelError(error.message), cost: meter.spent };
    if (!(error instanceof CostLimitError)) throw error;
    return { result: undefined, cost: meter.spent };
  }
}

function plan(compiled: Compiled | CompileFailure): Step | undefined {
  if (!("checked" in compiled)) return undefined;
  const { expression, overloads } = compiled.checked;
  return planExpression(expression, { functions: library, overloads });
}
