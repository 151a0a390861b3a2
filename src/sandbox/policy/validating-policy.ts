import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { boolType, nullType, stringType, type Type } from "../../kube/schema/cel/check/type.ts";
import type { ExpressionCompiler } from "./compile-expression.ts";
import type { Declarations } from "./environment.ts";
import type { Compiled } from "./evaluate-expression.ts";
import type { MatchCondition } from "./match-conditions.ts";
import type { Policy } from "./policy.ts";
import { variableType, type Variable } from "./variables.ts";

/** One rule of a policy. */
export interface Validation extends Compiled {
  readonly message: string;
  readonly messageExpression: Compiled | undefined;
  readonly reason: string;
}

/** The expressions that every policy may have, compiled. */
export interface CommonProgram {
  readonly variables: readonly Variable[];
  readonly conditions: readonly MatchCondition[];
  /** What its other expressions may name. */
  readonly declarations: Declarations;
}

/** A ValidatingAdmissionPolicy, compiled. */
export interface ValidatingProgram extends CommonProgram {
  readonly validations: readonly Validation[];
  readonly annotations: readonly Compiled[];
}

/** Compiles a policy; expressions that do not compile say so when they are evaluated. */
export function compileValidatingPolicy({ spec }: Policy, compiler: ExpressionCompiler): ValidatingProgram {
  const common = compileCommon(spec, compiler);
  const { declarations } = common;
  const compile = (expression: string, returns: readonly Type[], authorizer = true): Compiled => ({
    expression,
    program: compiler.compile(expression, { declarations: { ...declarations, authorizer }, returns }),
  });
  return {
    ...common,
    validations: objectsOf(spec.validations).map((validation) => ({
      ...compile(textOf(validation.expression), [boolType]),
      message: textOf(validation.message),
      messageExpression: validation.messageExpression
        ? compile(textOf(validation.messageExpression), [stringType], false)
        : undefined,
      reason: textOf(validation.reason) || "Invalid",
    })),
    annotations: objectsOf(spec.auditAnnotations).map(({ valueExpression }) =>
      compile(textOf(valueExpression), [stringType, nullType]),
    ),
  };
}

/** The variables of a policy, and what the expressions after them may name. `typed`: types of its objects, for those who only check. */
export function compileVariables(
  spec: JsonObject,
  options: { compiler: ExpressionCompiler; typed?: Declarations["typed"] },
): Pick<CommonProgram, "variables" | "declarations"> {
  const { compiler, typed } = options;
  const types = new Map<string, Type>();
  const params = isJsonObject(spec.paramKind);
  const declarations = { params, authorizer: true, variables: types, ...(typed ? { typed } : {}) };
  const variables = objectsOf(spec.variables).map((variable): Variable => {
    const [name, expression] = [textOf(variable.name), textOf(variable.expression)];
    const program = compiler.compile(expression, { declarations });
    types.set(name, variableType(program.type));
    return { name, expression, program };
  });
  return { variables, declarations };
}

/** Variables and match conditions of any policy. */
export function compileCommon(spec: JsonObject, compiler: ExpressionCompiler): CommonProgram {
  const { variables, declarations } = compileVariables(spec, { compiler });
  const conditions = objectsOf(spec.matchConditions).map((condition): MatchCondition => {
    const expression = textOf(condition.expression);
    const program = compiler.compile(expression, { declarations, returns: [boolType] });
    return { name: textOf(condition.name), expression, program };
  });
  return { variables, conditions, declarations };
}

export function objectsOf(list: unknown): JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
