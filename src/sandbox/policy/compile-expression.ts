import { declareFunctions, type Functions } from "../../kube/schema/cel/check/environment.ts";
import { boolType, type Type } from "../../kube/schema/cel/check/type.ts";
import { compileForAdmission, type AdmissionProgram } from "../../kube/schema/cel/compile-for-admission.ts";
import { admissionScope, type Declarations } from "./environment.ts";

/** Compiles expressions of admission; the functions are declared when the first one comes. */
export class ExpressionCompiler {
  #functions: Functions | undefined;

  /** An expression of a policy. `returns` are the types that the expression may have; without them any. */
  compile(
    source: string,
    options: { declarations: Declarations; returns?: readonly Type[] },
  ): AdmissionProgram {
    this.#functions ??= declareFunctions();
    const scope = admissionScope(this.#functions, options.declarations);
    return compileForAdmission(source, { scope, ...(options.returns ? { returns: options.returns } : {}) });
  }

  /** A condition of a webhook (without `params`) or of a policy with them. */
  condition(source: string, options: { params?: boolean } = {}): AdmissionProgram {
    const declarations = { params: options.params ?? false, authorizer: true };
    return this.compile(source.trim(), { declarations, returns: [boolType] });
  }
}
