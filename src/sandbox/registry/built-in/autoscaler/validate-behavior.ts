import type { JsonObject } from "../../../../base/json.ts";
import { invalidField, requiredField, unsupportedField } from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import { objectAt, objectsAt } from "../defaulting.ts";
import { numberAt, textAt } from "../read.ts";

const selections = ["Disabled", "Max", "Min"];
const types = ["Percent", "Pods"];

/** How fast replicas are added and taken away. Follows validateBehavior of k8s.io/kubernetes/pkg/apis/autoscaling/validation. */
export function validateBehavior(behavior: JsonObject | undefined, at: string): InvalidField[] {
  return ["scaleUp", "scaleDown"].flatMap((direction) => {
    const rules = objectAt(behavior, direction);
    return rules ? validateRules(rules, `${at}.${direction}`) : [];
  });
}

function validateRules(rules: JsonObject, at: string): InvalidField[] {
  const { stabilizationWindowSeconds: seconds = 0, selectPolicy } = rules;
  const policies = objectsAt(rules, "policies");
  const window = (detail: string) => [invalidField(`${at}.stabilizationWindowSeconds`, seconds, detail)];
  const tolerance = textAt(rules, "tolerance");
  return [
    ...(Number(seconds) < 0 ? window("must be greater than or equal to zero") : []),
    ...(Number(seconds) > 3600 ? window("must be less than or equal to 3600") : []),
    ...(selectPolicy === undefined || selections.includes(String(selectPolicy))
      ? []
      : [unsupportedField(`${at}.selectPolicy`, selectPolicy, selections)]),
    ...(policies.length ? [] : [requiredField(`${at}.policies`, "must specify at least one Policy")]),
    ...policies.flatMap((policy, index) => validatePolicy(policy, `${at}.policies[${index}]`)),
    ...(tolerance.startsWith("-")
      ? [invalidField(`${at}.tolerance`, tolerance, "must be greater than or equal to 0")]
      : []),
  ];
}

function validatePolicy(policy: JsonObject, at: string): InvalidField[] {
  const [type, value, seconds] = [
    textAt(policy, "type"),
    numberAt(policy, "value"),
    numberAt(policy, "periodSeconds"),
  ];
  return [
    ...(types.includes(type) ? [] : [unsupportedField(`${at}.type`, type, types)]),
    ...(value <= 0 ? [invalidField(`${at}.value`, value, "must be greater than zero")] : []),
    ...(seconds <= 0 ? [invalidField(`${at}.periodSeconds`, seconds, "must be greater than zero")] : []),
    ...(seconds > 1800
      ? [invalidField(`${at}.periodSeconds`, seconds, "must be less than or equal to 1800")]
      : []),
  ];
}
