import { equalJson, isJsonObject, type JsonObject } from "../../../../base/json.ts";
import { requiredField, supported } from "../../../admission/field-problem.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { ExpressionCompiler } from "../../../policy/compile-expression.ts";
import { validateConditions } from "../../../policy/validate-conditions.ts";
import { defaultMatchResources, validateMatchResources } from "../../../policy/validate-match-resources.ts";
import { validateParamKind } from "../../../policy/validate-param.ts";
import { objectsOf } from "../../../policy/validating-policy.ts";
import type { InvalidField } from "../../../status-error.ts";
import type { KindRules } from "../kind-rules.ts";
import { staticSuffixWarnings } from "./static-suffix.ts";

/** What both kinds of admission policies have in common (k8s.io/kubernetes/pkg/registry/admissionregistration). */
export const commonPolicyRules: KindRules = {
  generation: true,
  unconditionalUpdate: false,
  bareUpdate: true,
  bareStatus: true,
  defaults(object) {
    if (!isJsonObject(object.spec)) return;
    object.spec.failurePolicy ??= "Fail";
    defaultMatchResources(object.spec.matchConstraints);
  },
  warnings: staticSuffixWarnings,
};

/** Problems of what comes before a policy's own expressions. */
export function validateCommon(
  spec: JsonObject,
  options: {
    old: ApiObject | undefined;
    compiler: ExpressionCompiler;
    constraints?: (at: string) => InvalidField[];
  },
): InvalidField[] {
  const { old, compiler, constraints = () => [] } = options;
  const { paramKind, matchConstraints, failurePolicy } = spec;
  const at = "spec.matchConstraints";
  return [
    ...(failurePolicy === undefined
      ? [requiredField("spec.failurePolicy")]
      : supported("spec.failurePolicy", failurePolicy, ["Fail", "Ignore"])),
    ...(isJsonObject(paramKind) ? validateParamKind(paramKind, "spec.paramKind") : []),
    ...(isJsonObject(matchConstraints)
      ? [
          ...validateMatchResources(matchConstraints, at),
          ...(objectsOf(matchConstraints.resourceRules).length ? [] : [requiredField(`${at}.resourceRules`)]),
          ...constraints(at),
        ]
      : [requiredField(at)]),
    ...(old && keepsConditions(spec, old) ? [] : conditionsOf(spec, compiler)),
  ];
}

function conditionsOf(spec: JsonObject, compiler: ExpressionCompiler): InvalidField[] {
  const params = isJsonObject(spec.paramKind);
  return validateConditions(objectsOf(spec.matchConditions), {
    at: "spec.matchConditions",
    compiler,
    params,
  });
}

/** Match conditions that were taken before stay so. */
function keepsConditions(spec: JsonObject, { spec: before }: ApiObject): boolean {
  if (!isJsonObject(before)) return false;
  return (
    equalJson(spec.paramKind, before.paramKind) &&
    equalJson(spec.matchConditions ?? [], before.matchConditions ?? [])
  );
}
