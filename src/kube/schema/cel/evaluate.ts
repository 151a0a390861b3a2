import type { Element, Entry, Expression, Literal } from "./ast.ts";
import { evaluateComprehension } from "./comprehension.ts";
import { callFunction } from "./function-table.ts";
import type { Scope } from "./scope.ts";
import { CelError, CelMap, CelOptional, CelUint, isList, typeName, type Value } from "./value.ts";

/** Value of an expression; throws {@link CelError} where there is none. Semantics as cel-spec's langdef. */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case "literal":
      return literalValue(expression.value);
    case "identifier":
      return lookUp(expression.name, scope);
    case "select":
      return evaluateSelect(expression, scope);
    case "index":
      return evaluateIndex(expression, scope);
    case "call":
      return evaluateCall(expression, scope);
    case "list":
      return expression.items.flatMap((item) => evaluateElement(item, scope));
    case "map":
      return evaluateMap(expression.entries, scope);
    case "comprehension":
      return evaluateComprehension(expression, scope, evaluate);
  }
}

/** Value of an expression that must be a boolean. */
export function evaluateBoolean(expression: Expression, scope: Scope): boolean {
  const value = evaluate(expression, scope);
  if (typeof value !== "boolean")
    throw new CelError(`no such overload: a condition of type ${typeName(value)}`);
  return value;
}

function literalValue(value: Literal): Value {
  const wrapped = typeof value === "object" && value !== null && "uint" in value;
  return wrapped ? new CelUint(value.uint) : value;
}

function lookUp(name: string, scope: Scope): Value {
  const value = scope.lookup(name) ?? scope.functions.types[name];
  if (value === undefined && scope.lookup(name) === undefined)
    throw new CelError(`undeclared reference to '${name}'`);
  return value ?? null;
}

function evaluateSelect(expression: Expression & { kind: "select" }, scope: Scope): Value {
  const name = qualifiedName(expression);
  const type =
    name !== undefined && scope.lookup(name.split(".")[0] ?? "") === undefined
      ? scope.functions.types[name]
      : undefined;
  if (type) return type;
  const operand = evaluate(expression.operand, scope);
  return access(operand, { key: expression.field, optional: expression.optional });
}

function evaluateIndex(expression: Expression & { kind: "index" }, scope: Scope): Value {
  const operand = evaluate(expression.operand, scope);
  return access(operand, { key: evaluate(expression.index, scope), optional: expression.optional });
}

function access(operand: Value, options: { key: Value; optional: boolean }): Value {
  const { key, optional } = options;
  if (operand instanceof CelOptional) {
    if (operand.value === undefined) return operand;
    return access(operand.value, { key, optional: true });
  }
  const found = valueAt(operand, key);
  if (optional) return new CelOptional(found);
  if (found === undefined)
    throw new CelError(
      isList(operand) ? `index out of bounds: ${indexText(key)}` : `no such key: ${indexText(key)}`,
    );
  return found;
}

function valueAt(operand: Value, key: Value): Value | undefined {
  if (operand instanceof CelMap) return operand.get(key);
  if (!isList(operand)) throw new CelError(`no such overload: ${typeName(operand)} has no fields`);
  const index = key instanceof CelUint ? key.uint : key;
  if (typeof index === "bigint") return operand[Number(index)];
  if (typeof index === "number" && Number.isInteger(index)) return operand[index];
  throw new CelError(`unsupported index type '${typeName(key)}' in list`);
}

function evaluateCall(expression: Expression & { kind: "call" }, scope: Scope): Value {
  const { name, args, target } = expression;
  const [first, second, third] = args;
  if (!target && first) {
    if (name === "has") return evaluateHas(first, scope);
    if (name === "_&&_" && second)
      return evaluateLogic({ left: first, right: second, decisive: false }, scope);
    if (name === "_||_" && second)
      return evaluateLogic({ left: first, right: second, decisive: true }, scope);
    if (name === "_?_:_" && second && third)
      return evaluate(evaluateBoolean(first, scope) ? second : third, scope);
  }
  const values = () => args.map((argument) => evaluate(argument, scope));
  if (!target) return callFunction(scope.functions, name, values());
  const namespace = qualifiedName(target);
  const namespaced = `${namespace}.${name}`;
  if (
    namespace !== undefined &&
    scope.lookup(namespace.split(".")[0] ?? "") === undefined &&
    scope.functions.global[namespaced]
  ) {
    return callFunction(scope.functions, namespaced, values());
  }
  return callFunction(scope.functions, `.${name}`, [evaluate(target, scope), ...values()]);
}

/** `has(e.f)`: whether the field is there; where `e` has no value, neither has this. */
function evaluateHas(argument: Expression, scope: Scope): Value {
  if (argument.kind !== "select") throw new CelError("invalid argument to has() macro");
  const operand = evaluate(argument.operand, scope);
  const inner = operand instanceof CelOptional ? operand.value : operand;
  if (inner === undefined) return false;
  if (inner instanceof CelMap) return inner.has(argument.field);
  throw new CelError(`no such overload: has() on ${typeName(inner)}`);
}

/** `&&` and `||`: a side that decides wins over an error on the other, in either order. */
function evaluateLogic(
  operation: { left: Expression; right: Expression; decisive: boolean },
  scope: Scope,
): Value {
  const { left, right, decisive } = operation;
  let failure: CelError | undefined;
  for (const side of [left, right]) {
    try {
      if (evaluateBoolean(side, scope) === decisive) return decisive;
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      failure ??= error;
    }
  }
  if (failure) throw failure;
  return !decisive;
}

function evaluateElement({ value, optional }: Element, scope: Scope): Value[] {
  const item = evaluate(value, scope);
  if (!optional) return [item];
  if (!(item instanceof CelOptional))
    throw new CelError("no such overload: an optional element must be an optional value");
  return item.value === undefined ? [] : [item.value];
}

function evaluateMap(entries: readonly Entry[], scope: Scope): Value {
  const pairs: [Value, Value][] = [];
  for (const entry of entries) {
    const key = evaluate(entry.key, scope);
    if (typeof key === "number") throw new CelError("unsupported key type: double");
    for (const value of evaluateElement(entry, scope)) pairs.push([key, value]);
  }
  const map = new CelMap(pairs);
  if (map.size !== pairs.length) throw new CelError("Failed with repeated key");
  return map;
}

function qualifiedName(expression: Expression): string | undefined {
  if (expression.kind === "identifier") return expression.name;
  if (expression.kind !== "select" || expression.optional) return undefined;
  const operand = qualifiedName(expression.operand);
  return operand === undefined ? undefined : `${operand}.${expression.field}`;
}

function indexText(key: Value): string {
  if (
    typeof key === "string" ||
    typeof key === "bigint" ||
    typeof key === "number" ||
    typeof key === "boolean"
  )
    return String(key);
  return key instanceof CelUint ? String(key.uint) : typeName(key);
}
