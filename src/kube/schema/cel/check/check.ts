import { qualifiedName, type CallNode, type ComprehensionNode, type Expression } from "../ast.ts";
import { checkCall, checkOptionalSelect } from "./check-call.ts";
import { checkList, checkMap } from "./check-aggregate.ts";
import type { CheckContext, CheckError, CheckScope } from "./check-context.ts";
import { checkMessage } from "./check-message.ts";
import {
  boolType,
  bytesType,
  doubleType,
  dynType,
  errorType,
  formatType,
  intType,
  nullType,
  optionalType,
  parameterType,
  stringType,
  typeOf,
  uintType,
  unwrapOptional,
  type Type,
} from "./type.ts";
import { assign, isDynOrError, substitute, type Substitutions } from "./unify.ts";

/** An expression whose types are known. */
export interface Checked {
  readonly expression: Expression;
  readonly type: Type;
  readonly errors: readonly CheckError[];
  /** Type of each node, by its id. */
  readonly types: ReadonlyMap<number, Type>;
  /** The overloads that a call may take, by its id. */
  readonly overloads: ReadonlyMap<number, readonly string[]>;
  /** Calls and names in a namespace, which have no target: `sets.contains`, `google.protobuf.Duration`. */
  readonly qualified: ReadonlyMap<number, string>;
  /** Names of the variables that are read, without those of loops. */
  readonly variables: ReadonlySet<string>;
}

/** Finds the types of an expression, and what is wrong with them, in the words of cel-go (checker/checker.go). */
export function checkExpression(expression: Expression, scope: CheckScope): Checked {
  const checker = new Checker(scope);
  checker.check(expression);
  return checker.finish(expression);
}

/** Names of types, which are values in expressions. */
const typeNames: Readonly<Record<string, Type>> = {
  bool: boolType,
  bytes: bytesType,
  double: doubleType,
  duration: { kind: "duration", name: "duration", parameters: [] },
  "google.protobuf.Duration": { kind: "duration", name: "duration", parameters: [] },
  "google.protobuf.Timestamp": { kind: "timestamp", name: "timestamp", parameters: [] },
  int: intType,
  list: { kind: "list", name: "list", parameters: [parameterType("A")] },
  map: { kind: "map", name: "map", parameters: [parameterType("A"), parameterType("B")] },
  "net.IP": { kind: "opaque", name: "net.IP", parameters: [] },
  "net.CIDR": { kind: "opaque", name: "net.CIDR", parameters: [] },
  null_type: nullType,
  optional_type: { kind: "opaque", name: "optional_type", parameters: [parameterType("V")] },
  string: stringType,
  timestamp: { kind: "timestamp", name: "timestamp", parameters: [] },
  type: { kind: "type", name: "type", parameters: [] },
  uint: uintType,
};

class Checker implements CheckContext {
  readonly scope: CheckScope;
  substitutions: Substitutions = new Map();
  readonly #types = new Map<number, Type>();
  readonly #overloads = new Map<number, readonly string[]>();
  readonly #qualified = new Map<number, string>();
  readonly #errors: CheckError[] = [];
  readonly #variables = new Set<string>();
  #locals: readonly ReadonlyMap<string, Type>[] = [];
  #parameters = 0;

  constructor(scope: CheckScope) {
    this.scope = scope;
  }

  finish(expression: Expression): Checked {
    const types = new Map<number, Type>();
    for (const [id, type] of this.#types) types.set(id, substitute(this.substitutions, type, dynType));
    return {
      expression,
      types,
      type: types.get(expression.id) ?? errorType,
      errors: this.#errors,
      overloads: this.#overloads,
      qualified: this.#qualified,
      variables: this.#variables,
    };
  }

  check(expression: Expression): void {
    switch (expression.kind) {
      case "literal":
        return this.setType(expression, literalType(expression.value));
      case "identifier":
        return this.#checkName(expression, expression.name);
      case "select":
        return this.#checkSelect(expression);
      case "call":
        return this.#checkCall(expression);
      case "list":
        return checkList(expression, this);
      case "map":
        return checkMap(expression, this);
      case "message":
        return checkMessage(expression, this);
      case "comprehension":
        return this.#checkComprehension(expression);
    }
  }

  typeOf(expression: Expression): Type {
    return this.#types.get(expression.id) ?? errorType;
  }

  setType(expression: Expression, type: Type): void {
    this.#types.set(expression.id, type);
  }

  setCall(node: CallNode, overloads: readonly string[], qualified?: string): void {
    this.#overloads.set(node.id, overloads);
    if (qualified !== undefined) this.#qualified.set(node.id, qualified);
  }

  report(
    { offset }: Pick<Expression, "offset">,
    message: string,
    names: Pick<CheckError, "candidates" | "name"> = {},
  ): void {
    this.#errors.push({ offset, message, ...names });
  }

  undeclared(expression: Expression, name: string): void {
    this.setType(expression, errorType);
    const variables = [...this.scope.variables.keys(), ...this.#locals.flatMap((local) => [...local.keys()])];
    const functions = [...this.scope.functions.keys()].filter((key) => /^[a-z]/i.test(key));
    const candidates = expression.kind === "call" ? functions : variables;
    this.report(expression, `undeclared reference to '${name}' (in container '')`, { name, candidates });
  }

  mismatch(expression: Expression, expected: Type, found: Type): void {
    this.report(expression, `expected type '${formatType(expected)}' but found '${formatType(found)}'`);
  }

  newParameter(): Type {
    return parameterType(`_var${this.#parameters++}`);
  }

  isAssignable(from: Type, to: Type): boolean {
    const found = assign(this.substitutions, from, to);
    if (found) this.substitutions = found;
    return found !== undefined;
  }

  selectField(
    expression: Expression,
    operand: Expression,
    options: { field: string; optional: boolean },
  ): Type {
    const { field, optional } = options;
    this.check(operand);
    const whole = substitute(this.substitutions, this.typeOf(operand));
    const inner = unwrapOptional(whole);
    const result = this.#fieldType(expression, inner ?? whole, field);
    return inner || optional ? optionalType(result) : result;
  }

  #fieldType(expression: Expression, target: Type, field: string): Type {
    if (target.kind === "map") return target.parameters[1] ?? dynType;
    if (target.kind === "struct") {
      const declared = this.scope.objects.get(target.name);
      const made = declared ? undefined : this.scope.message?.(target.name)?.field(field);
      if (made) return made;
      if (!declared) {
        this.report(expression, `unexpected failed resolution of '${target.name}'`);
        return errorType;
      }
      const { fields } = declared;
      const found = fields?.get(field) ?? fields?.get(`__${field}__`);
      if (!found)
        this.report(expression, `undefined field '${field}'`, {
          name: field,
          candidates: [...(fields?.keys() ?? [])],
        });
      return found?.type ?? errorType;
    }
    if (target.kind === "parameter") this.isAssignable(dynType, target);
    else if (!isDynOrError(target))
      this.report(expression, `type '${formatType(target)}' does not support field selection`);
    return dynType;
  }

  #checkName(expression: Expression, name: string): void {
    const type = this.#lookUp(name);
    if (type) this.setType(expression, type);
    else this.undeclared(expression, name);
  }

  #lookUp(name: string): Type | undefined {
    for (const local of this.#locals) {
      const type = local.get(name);
      if (type) return type;
    }
    const variable = this.scope.variables.get(name);
    if (variable) this.#variables.add(name);
    if (variable) return variable;
    const named = Object.hasOwn(typeNames, name) ? typeNames[name] : undefined;
    return named && typeOf(named);
  }

  #checkSelect(expression: Expression & { kind: "select" }): void {
    const name = qualifiedName(expression);
    const named = name === undefined ? undefined : this.#lookUp(name);
    if (named && name !== undefined) {
      this.#qualified.set(expression.id, name);
      return this.setType(expression, named);
    }
    const { operand, field, testOnly } = expression;
    const result = this.selectField(expression, operand, { field, optional: false });
    this.setType(expression, testOnly ? boolType : substitute(this.substitutions, result));
  }

  #checkCall(expression: CallNode): void {
    if (expression.name === "_?._") checkOptionalSelect(expression, this);
    else checkCall(expression, this);
  }

  #checkComprehension(node: ComprehensionNode): void {
    this.check(node.range);
    this.check(node.initial);
    const range = substitute(this.substitutions, this.typeOf(node.range));
    const accumulated = this.typeOf(node.initial);
    const outer = this.#locals;
    const withAccumulator = [new Map([[node.accumulator, accumulated]]), ...outer];
    const [first, second] = this.#loopTypes(node, range);
    const variables = new Map([[node.variable, first]]);
    if (node.variable2 !== undefined) variables.set(node.variable2, second);
    this.#locals = [variables, ...withAccumulator];
    this.check(node.condition);
    this.#assertType(node.condition, boolType);
    this.check(node.step);
    this.#assertType(node.step, accumulated);
    this.#locals = withAccumulator;
    this.check(node.result);
    this.#locals = outer;
    this.setType(node, substitute(this.substitutions, this.typeOf(node.result)));
  }

  /** Types of a loop's variables: item, or key; with two variables index and item, or key and value. */
  #loopTypes(node: ComprehensionNode, range: Type): [Type, Type] {
    const [first = dynType, second = dynType] = range.parameters;
    if (range.kind === "list") return node.variable2 === undefined ? [first, first] : [intType, first];
    if (range.kind === "map") return [first, second];
    if (isDynOrError(range) || range.kind === "parameter") {
      this.isAssignable(dynType, range);
      return [dynType, dynType];
    }
    this.report(
      node.range,
      `expression of type '${formatType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
    );
    return [errorType, errorType];
  }

  #assertType(expression: Expression, expected: Type): void {
    const found = this.typeOf(expression);
    if (!this.isAssignable(expected, found)) this.mismatch(expression, expected, found);
  }
}

function literalType(value: (Expression & { kind: "literal" })["value"]): Type {
  if (value === null) return nullType;
  if (value instanceof Uint8Array) return bytesType;
  if (typeof value === "object") return uintType;
  const byKind = { bigint: intType, number: doubleType, string: stringType, boolean: boolType };
  return byKind[typeof value as keyof typeof byKind];
}
