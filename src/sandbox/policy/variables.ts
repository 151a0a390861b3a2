import type { Type } from "../../kube/schema/cel/check/type.ts";
import { callCostLimit, runProgram } from "../../kube/schema/cel/rule-program.ts";
import { dynType, listType, mapType } from "../../kube/schema/cel/check/type.ts";
import { CelError, CelMap, type Value } from "../../kube/schema/cel/value.ts";
import type { Activation, Budget, Compiled } from "./evaluate-expression.ts";

/** A policy's named expression, which those after it may use as `variables.name`. */
export interface Variable extends Compiled {
  readonly name: string;
}

/**
 * The variables of a policy for one round of evaluating: each is evaluated when it is first read, and what that costs is paid by who read it
 * (k8s.io/apiserver/pkg/admission/plugin/cel/composition.go, and pkg/cel/lazy).
 */
export class Variables extends CelMap {
  readonly #variables: ReadonlyMap<string, Variable>;
  readonly #known = new Map<string, Value | CelError>();
  readonly #activation: Activation;
  readonly #budget: Budget;

  constructor(variables: readonly Variable[], options: { activation: Activation; budget: Budget }) {
    super([], { object: true });
    this.#variables = new Map(variables.map((variable) => [variable.name, variable]));
    this.#activation = options.activation;
    this.#budget = options.budget;
  }

  override get size(): number {
    return this.#variables.size;
  }

  /** @throws CelError for one that has no value. */
  override get(key: Value): Value | undefined {
    const variable = typeof key === "string" ? this.#variables.get(key) : undefined;
    if (!variable) return undefined;
    let value = this.#known.get(variable.name);
    if (value === undefined) {
      value = this.#evaluate(variable);
      this.#known.set(variable.name, value);
    }
    if (value instanceof CelError) throw value;
    return value;
  }

  #evaluate({ name, program }: Variable): Value | CelError {
    const called = `composited variable ${JSON.stringify(name)}`;
    if (program.error !== undefined) return new CelError(`${called} fails to compile: ${program.error}`);
    const { result, cost } = runProgram(program.step, { variables: this.#activation, limit: callCostLimit });
    this.#budget.onVariables += cost;
    if (result === undefined)
      return new CelError(`${called} fails to evaluate: operation cancelled: actual cost limit exceeded`);
    return result instanceof CelError
      ? new CelError(`${called} fails to evaluate: ${result.message}`)
      : result;
  }
}

/** What later expressions know of a variable's type: objects and the libraries' own types become dynamic (convertCelTypeToDeclType). */
export function variableType(type: Type | undefined): Type {
  if (!type) return dynType;
  const [first, second] = type.parameters;
  if (type.kind === "list") return listType(variableType(first));
  if (type.kind === "map") return mapType(variableType(first), variableType(second));
  return plainKinds.has(type.kind) ? type : dynType;
}

const plainKinds = new Set<Type["kind"]>([
  "bool",
  "bytes",
  "double",
  "duration",
  "int",
  "null",
  "string",
  "timestamp",
  "uint",
]);
