import { duplicateField, invalidField, requiredField, tooManyField } from "../admission/field-problem.ts";
import { labelKeyProblems } from "../admission/name-format.ts";
import type { InvalidField } from "../status-error.ts";
import type { ExpressionCompiler } from "./compile-expression.ts";

const limit = 64;

/** What is wrong with match conditions (k8s.io/kubernetes/pkg/apis/admissionregistration/validation, validateMatchConditions). */
export function validateConditions(
  conditions: readonly { name?: string; expression?: string }[],
  options: { at: string; compiler: ExpressionCompiler; params?: boolean },
): InvalidField[] {
  const { at, compiler, params = false } = options;
  if (conditions.length === 0) return [];
  const names = new Set<string>();
  const errors = conditions.length > limit ? [tooManyField(at, { found: conditions.length, limit })] : [];
  for (const [index, { name = "", expression = "" }] of conditions.entries()) {
    const place = `${at}[${index}]`;
    const source = expression.trim();
    const error = source === "" ? undefined : compiler.condition(source, { params }).error;
    if (source === "") errors.push(requiredField(`${place}.expression`));
    if (error !== undefined) errors.push(invalidField(`${place}.expression`, source, error));
    if (name === "") errors.push(requiredField(`${place}.name`));
    else
      errors.push(...labelKeyProblems(name).map((problem) => invalidField(`${place}.name`, name, problem)));
    if (name !== "" && names.has(name)) errors.push(duplicateField(`${place}.name`, name));
    names.add(name);
  }
  return errors;
}
