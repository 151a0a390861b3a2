import type { Expression } from "./ast.ts";
import { checkExpression } from "./check/check.ts";
import type { CheckScope } from "./check/check-context.ts";
import { checkLiterals } from "./check/check-literals.ts";
import { showErrors } from "./check/show-errors.ts";
import { formatType, sameType, type Type } from "./check/type.ts";
import { parseOrFail, planError } from "./compile.ts";
import type { Step } from "./frame.ts";
import { library } from "./library.ts";
import { planExpression } from "./plan.ts";

/** An expression of admission that can be evaluated, or why it cannot. */
export type AdmissionProgram =
  | { readonly step: Step; readonly type: Type; readonly error?: undefined }
  | { readonly error: string; readonly step?: undefined; readonly type?: undefined };

/**
 * Compiles a match condition, a validation or another expression of admission. `returns` are the types it may have; without them any.
 * Words and order of k8s.io/apiserver/pkg/admission/plugin/cel/compile.go.
 */
export function compileForAdmission(
  source: string,
  options: { scope: CheckScope; returns?: readonly Type[] },
): AdmissionProgram {
  const { scope, returns } = options;
  const parsed = parseOrFail(source);
  if ("errors" in parsed) return { error: `compilation failed: ${showErrors(source, parsed.errors)}` };
  const expression = withDottedNames(parsed, scope);
  const checked = checkExpression(expression, scope);
  const errors = checked.errors.length > 0 ? checked.errors : checkLiterals(checked);
  if (errors.length > 0) return { error: `compilation failed: ${showErrors(source, errors)}` };
  const { type } = checked;
  if (returns && !returns.some((wanted) => sameType(wanted, type)))
    return { error: wrongType(returns, type) };
  const unplanned = planError(checked);
  if (unplanned !== undefined) return { error: `program instantiation failed: ${unplanned}` };
  return { step: planExpression(expression, { functions: library, overloads: checked.overloads }), type };
}

function wrongType(returns: readonly Type[], found: Type): string {
  const [first] = returns;
  const wanted = returns.length === 1 && first ? nameOf(first) : `one of [${returns.map(nameOf).join(" ")}]`;
  return `must evaluate to ${wanted} but got ${nameOf(found)}`;
}

/** A type as it names itself, which is not how the checker names it. */
function nameOf(type: Type): string {
  return type.kind === "null" ? "null_type" : formatType(type);
}

/** A variable whose name has a dot (`authorizer.requestResource`) looks like a selection until its name is known. */
function withDottedNames<T>(node: T, scope: CheckScope): T {
  const names = [...scope.variables.keys()].filter((name) => name.includes("."));
  if (names.length === 0) return node;
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
    const name = dottedName(value as Expression);
    if (name !== undefined && names.includes(name))
      return { kind: "identifier", id: (value as Expression).id, offset: (value as Expression).offset, name };
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner)]));
  };
  return visit(node) as T;
}

function dottedName(node: Expression): string | undefined {
  return node.kind === "select" && !node.testOnly && node.operand.kind === "identifier"
    ? `${node.operand.name}.${node.field}`
    : undefined;
}
