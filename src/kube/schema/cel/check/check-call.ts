import { qualifiedName, type CallNode, type Expression } from "../ast.ts";
import type { CheckContext } from "./check-context.ts";
import type { Overload } from "./environment.ts";
import { boolType, dynType, errorType, formatType, sameType, type Type } from "./type.ts";
import { assignAll, substitute } from "./unify.ts";

/** Finds the function that a call means and the overloads that fit its arguments (cel-go's checker, checkCall and resolveOverload). */
export function checkCall(node: CallNode, checker: CheckContext): void {
  for (const argument of node.args) checker.check(argument);
  const { functions } = checker.scope;
  const namespace = node.target && qualifiedName(node.target);
  const namespaced = `${namespace}.${node.name}`;
  if (namespace !== undefined && functions.has(namespaced)) {
    resolve(node, { name: namespaced, target: undefined, qualified: namespaced }, checker);
    return;
  }
  if (node.target) checker.check(node.target);
  if (!functions.has(node.name)) checker.undeclared(node, node.name);
  else resolve(node, { name: node.name, target: node.target }, checker);
}

/** `operand.?field`. */
export function checkOptionalSelect(node: CallNode, checker: CheckContext): void {
  const [operand, field] = node.args;
  if (!operand || field?.kind !== "literal") throw new TypeError("an optional selection lacks its field");
  const result = checker.selectField(node, operand, { field: String(field.value), optional: true });
  checker.setType(node, substitute(checker.substitutions, result));
  checker.setCall(node, ["select_optional_field"]);
}

interface Callee {
  readonly name: string;
  readonly target: Expression | undefined;
  /** The name again where it is one in a namespace. */
  readonly qualified?: string;
}

function resolve(node: CallNode, callee: Callee, checker: CheckContext): void {
  const { name, target } = callee;
  const args = [...(target ? [target] : []), ...node.args];
  const types = args.map((argument) => checker.typeOf(argument));
  const overloads = (checker.scope.functions.get(name) ?? []).filter(
    (overload) => overload.isMethod === (target !== undefined),
  );
  if (name === "_&&_" || name === "_||_") return checkLogic(node, args, checker);
  const chosen: string[] = [];
  let result: Type | undefined;
  for (const overload of overloads) {
    const { parameters, result: type } = instantiate(overload, checker);
    const found = assignAll(checker.substitutions, types, parameters);
    if (!found) continue;
    checker.substitutions = found;
    chosen.push(overload.id);
    const own = substitute(found, type);
    if (!result) result = own;
    else if (result.kind !== "dyn" && !sameType(own, result)) result = dynType;
  }
  checker.setType(node, result ?? errorType);
  if (result) checker.setCall(node, chosen, callee.qualified);
  else noOverload(node, { ...callee, types }, checker);
}

function checkLogic(node: CallNode, args: readonly Expression[], checker: CheckContext): void {
  let right = true;
  for (const argument of args) {
    const type = checker.typeOf(argument);
    if (checker.isAssignable(type, boolType)) continue;
    checker.mismatch(argument, boolType, type);
    right = false;
  }
  checker.setType(node, right ? boolType : errorType);
  if (right) checker.setCall(node, [node.name === "_&&_" ? "logical_and" : "logical_or"]);
}

function noOverload(node: CallNode, call: Callee & { types: readonly Type[] }, checker: CheckContext): void {
  const shown = call.types.map((type) => formatType(substitute(checker.substitutions, type, dynType)));
  const receiver = call.target ? `${shown.shift()}.` : "";
  checker.report(
    node,
    `found no matching overload for '${call.name}' applied to '${receiver}(${shown.join(", ")})'`,
  );
}

/** The overload with type parameters of its own. */
function instantiate(overload: Overload, checker: CheckContext): Pick<Overload, "parameters" | "result"> {
  const own = new Map<string, Type>();
  for (const type of [...overload.parameters, overload.result]) collect(type, own, checker);
  if (own.size === 0) return overload;
  return {
    parameters: overload.parameters.map((type) => substitute(own, type)),
    result: substitute(own, overload.result),
  };
}

function collect(type: Type, own: Map<string, Type>, checker: CheckContext): void {
  if (type.kind === "parameter" && !own.has(type.name)) own.set(type.name, checker.newParameter());
  for (const parameter of type.parameters) collect(parameter, own, checker);
}
