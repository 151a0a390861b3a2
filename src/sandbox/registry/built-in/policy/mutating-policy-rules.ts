import { isJsonObject, type JsonObject } from "../../../../base/json.ts";
import {
  invalidField,
  requiredField,
  supported,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import type { ExpressionCompiler } from "../../../policy/compile-expression.ts";
import { jsonPatchesType, objectType } from "../../../policy/patch-types.ts";
import { validateMutatingOperations } from "../../../policy/validate-match-resources.ts";
import { objectsOf, textOf } from "../../../policy/validating-policy.ts";
import type { InvalidField } from "../../../status-error.ts";
import type { KindRules } from "../kind-rules.ts";
import { PolicyExpressions } from "./policy-expressions.ts";
import { commonPolicyRules, validateCommon } from "./policy-rules.ts";

/** MutatingAdmissionPolicy (k8s.io/kubernetes/pkg/apis/admissionregistration/validation). */
export function mutatingPolicyRules(compiler: ExpressionCompiler): KindRules {
  return {
    ...commonPolicyRules,
    validate(object, old) {
      const spec = isJsonObject(object.spec) ? object.spec : {};
      const constraints = isJsonObject(spec.matchConstraints) ? spec.matchConstraints : {};
      const expressions = new PolicyExpressions(spec, { compiler, composed: true });
      return [
        ...validateCommon(spec, {
          old,
          compiler,
          constraints: (at) => validateMutatingOperations(constraints, at),
        }),
        ...expressions.variables(spec.variables, "spec.variables"),
        ...validateMutations(spec.mutations, expressions),
        ...(spec.reinvocationPolicy
          ? supported("spec.reinvocationPolicy", spec.reinvocationPolicy, ["IfNeeded", "Never"])
          : [requiredField("spec.reinvocationPolicy")]),
      ];
    },
  };
}

/** Fields of a mutation, by its type. */
const bodies = { ApplyConfiguration: "applyConfiguration", JSONPatch: "jsonPatch" } as const;
const types = Object.keys(bodies) as (keyof typeof bodies)[];

function validateMutations(mutations: unknown, expressions: PolicyExpressions): InvalidField[] {
  const list = objectsOf(mutations);
  if (list.length === 0) return [requiredField("spec.mutations", "mutations must contain at least one item")];
  return list.flatMap((mutation, index) =>
    validateMutation(mutation, { at: `spec.mutations[${index}]`, expressions }),
  );
}

function validateMutation(
  mutation: JsonObject,
  { at, expressions }: { at: string; expressions: PolicyExpressions },
): InvalidField[] {
  const { patchType = "" } = mutation;
  if (patchType === "") return [requiredField(`${at}.patchType`)];
  const type = types.find((known) => known === patchType);
  if (!type) return [unsupportedField(`${at}.patchType`, patchType, types)];
  const own = bodies[type];
  const other = type === "JSONPatch" ? bodies.ApplyConfiguration : bodies.JSONPatch;
  const body = mutation[own];
  return [
    ...(isJsonObject(body)
      ? validateBody(body, { at: `${at}.${own}`, isPatch: type === "JSONPatch", expressions })
      : [requiredField(`${at}.${own}`, `must be specified when patchType is ${type}`)]),
    ...(isJsonObject(mutation[other])
      ? [invalidField(`${at}.${other}`, `{${other}}`, `must not be specified when patchType is ${type}`)]
      : []),
  ];
}

function validateBody(
  body: JsonObject,
  options: { at: string; isPatch: boolean; expressions: PolicyExpressions },
): InvalidField[] {
  const { at, isPatch, expressions } = options;
  const source = textOf(body.expression).trim();
  if (source === "") return [requiredField(`${at}.expression`)];
  const returns = [isPatch ? jsonPatchesType : objectType];
  return expressions.check(source, { at: `${at}.expression`, returns, patches: true });
}
