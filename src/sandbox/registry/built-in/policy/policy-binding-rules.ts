import { isJsonObject, type JsonObject } from "../../../../base/json.ts";
import {
  duplicateField,
  invalidField,
  requiredField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { dnsSubdomain } from "../../../admission/name-format.ts";
import {
  defaultMatchResources,
  validateMatchResources,
  validateMutatingOperations,
} from "../../../policy/validate-match-resources.ts";
import { validateParamRef } from "../../../policy/validate-param.ts";
import { textOf } from "../../../policy/validating-policy.ts";
import type { InvalidField } from "../../../status-error.ts";
import type { KindRules } from "../kind-rules.ts";
import { staticSuffixWarnings } from "./static-suffix.ts";

/** ValidatingAdmissionPolicyBinding and MutatingAdmissionPolicyBinding (k8s.io/kubernetes/pkg/apis/admissionregistration/validation). */
export function policyBindingRules({ mutating }: { mutating: boolean }): KindRules {
  return {
    generation: true,
    unconditionalUpdate: false,
    bareUpdate: true,
    defaults(object) {
      if (isJsonObject(object.spec)) defaultMatchResources(object.spec.matchResources);
    },
    validate(object) {
      const spec = isJsonObject(object.spec) ? object.spec : {};
      return [
        ...validateBinding(spec),
        ...(mutating ? validateOperations(spec) : validateActions(spec.validationActions)),
      ];
    },
    warnings: staticSuffixWarnings,
  };
}

function validateBinding({ policyName, paramRef, matchResources }: JsonObject): InvalidField[] {
  const name = textOf(policyName);
  return [
    ...(name === ""
      ? [requiredField("spec.policyName")]
      : dnsSubdomain(name).map((problem) => invalidField("spec.policyName", name, problem))),
    ...(isJsonObject(paramRef) ? validateParamRef(paramRef, "spec.paramRef") : []),
    ...(isJsonObject(matchResources) ? validateMatchResources(matchResources, "spec.matchResources") : []),
  ];
}

function validateOperations({ matchResources }: JsonObject): InvalidField[] {
  return isJsonObject(matchResources)
    ? validateMutatingOperations(matchResources, "spec.matchResources")
    : [];
}

const actions = ["Audit", "Deny", "Warn"];

function validateActions(list: unknown): InvalidField[] {
  const at = "spec.validationActions";
  const asked = Array.isArray(list) ? list.map(String) : [];
  const problems = asked.flatMap((action, index) => [
    ...(actions.includes(action) ? [] : [unsupportedField(`${at}[${index}]`, action, actions)]),
    ...(asked.indexOf(action) < index ? [duplicateField(`${at}[${index}]`, action)] : []),
  ]);
  if (asked.includes("Deny") && asked.includes("Warn"))
    problems.push(
      invalidField(
        at,
        asked,
        "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)",
      ),
    );
  if (asked.length === 0) problems.push(requiredField(at, "at least one validation action is required"));
  return problems;
}
