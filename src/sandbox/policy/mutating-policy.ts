import { isJsonObject } from "../../base/json.ts";
import type { ExpressionCompiler } from "./compile-expression.ts";
import type { Compiled } from "./evaluate-expression.ts";
import { jsonPatchesType, objectType } from "./patch-types.ts";
import type { Policy } from "./policy.ts";
import { compileCommon, objectsOf, type CommonProgram } from "./validating-policy.ts";

/** One change that a policy makes. */
export interface Mutation extends Compiled {
  readonly kind: "ApplyConfiguration" | "JSONPatch";
}

/** A MutatingAdmissionPolicy, compiled. */
export interface MutatingProgram extends CommonProgram {
  readonly mutations: readonly Mutation[];
  readonly reinvocable: boolean;
}

/** Compiles a policy; expressions that do not compile say so when they are evaluated. */
export function compileMutatingPolicy({ spec }: Policy, compiler: ExpressionCompiler): MutatingProgram {
  const common = compileCommon(spec, compiler);
  const declarations = { ...common.declarations, patches: true };
  const mutations = objectsOf(spec.mutations).map((mutation): Mutation => {
    const isPatch = mutation.patchType === "JSONPatch";
    const body = isPatch ? mutation.jsonPatch : mutation.applyConfiguration;
    const expression = isJsonObject(body) ? String(body.expression) : "";
    const returns = [isPatch ? jsonPatchesType : objectType];
    const program = compiler.compile(expression, { declarations, returns });
    return { kind: isPatch ? "JSONPatch" : "ApplyConfiguration", expression, program };
  });
  return { ...common, mutations, reinvocable: spec.reinvocationPolicy === "IfNeeded" };
}
