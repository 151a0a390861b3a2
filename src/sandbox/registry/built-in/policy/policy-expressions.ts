import { isJsonObject, type JsonObject } from "../../../../base/json.ts";
import { invalidField, requiredField } from "../../../admission/field-problem.ts";
import type { ExpressionCompiler } from "../../../policy/compile-expression.ts";
import type { Declarations } from "../../../policy/environment.ts";
import { variableType } from "../../../policy/variables.ts";
import { objectsOf, textOf } from "../../../policy/validating-policy.ts";
import type { Type } from "../../../../kube/schema/cel/check/type.ts";
import type { InvalidField } from "../../../status-error.ts";

/** What is wrong with the expressions of a policy, in which later ones may use the variables before them. */
export class PolicyExpressions {
  readonly #compiler: ExpressionCompiler;
  readonly #params: boolean;
  readonly #types: Map<string, Type> | undefined;

  /** `composed`: whether expressions may name `variables` though there are none. */
  constructor(spec: JsonObject, options: { compiler: ExpressionCompiler; composed: boolean }) {
    this.#compiler = options.compiler;
    this.#params = isJsonObject(spec.paramKind);
    this.#types = options.composed || objectsOf(spec.variables).length > 0 ? new Map() : undefined;
  }

  /** Problems of a policy's variables. */
  variables(list: unknown, at: string): InvalidField[] {
    return objectsOf(list).flatMap((variable, index) => this.#variable(variable, `${at}[${index}]`));
  }

  /** Problems of one expression, which is shown as `shown` where that is not how it is compiled. */
  check(
    source: string,
    options: {
      at: string;
      returns: readonly Type[];
      shown?: string;
      authorizer?: boolean;
      patches?: boolean;
    },
  ): InvalidField[] {
    const { at, returns, shown = source, authorizer = true, patches = false } = options;
    const { error } = this.#compiler.compile(source, {
      declarations: { ...this.#declarations(), authorizer, patches },
      returns,
    });
    return error === undefined ? [] : [invalidField(at, shown, error)];
  }

  #variable(variable: JsonObject, at: string): InvalidField[] {
    const [name, expression] = [textOf(variable.name), textOf(variable.expression)];
    const problems = validateName(name, `${at}.name`);
    if (expression.trim() === "")
      return [...problems, requiredField(`${at}.expression`, "expression is not specified")];
    const program = this.#compiler.compile(expression, { declarations: this.#declarations() });
    this.#types?.set(name, variableType(program.type));
    if (program.error !== undefined)
      problems.push(invalidField(`${at}.expression`, expression, program.error));
    return problems;
  }

  #declarations(): Declarations {
    return { params: this.#params, authorizer: true, ...(this.#types ? { variables: this.#types } : {}) };
  }
}

const reserved = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

function validateName(name: string, at: string): InvalidField[] {
  if (name.trim() === "") return [requiredField(at, "name is not specified")];
  if (/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) && !reserved.has(name)) return [];
  return [invalidField(at, name, "must be a valid CEL identifier")];
}
