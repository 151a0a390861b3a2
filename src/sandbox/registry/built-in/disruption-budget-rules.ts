import type { JsonObject } from "../../../base/json.ts";
import { invalidEach, invalidField, nonNegative, unsupportedField } from "../../admission/field-problem.ts";
import { hasLooseValues, shownSelector, validateLabelSelector } from "../../admission/label-problem.ts";
import { pathSegment } from "../../admission/name-format.ts";
import { percentProblems } from "../../admission/text-format.ts";
import type { ApiObject } from "../../api-object.ts";
import type { InvalidField } from "../../status-error.ts";
import { objectAt } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";
import { validateConditions } from "./validate-conditions.ts";

const policies = ["AlwaysAllow", "IfHealthyBudget"];

/** Follows k8s.io/kubernetes/pkg/apis/policy and pkg/registry/policy/poddisruptionbudget. */
export const disruptionBudgetRules: KindRules = {
  name: pathSegment,
  generation: true,
  unconditionalUpdate: false,
  updateOrder: "contents only",
  validate: (object, old) => validateSpec(object, hasLooseValues(objectAt(old, "spec")?.selector)),
  validateStatus(object) {
    const status = objectAt(object, "status") ?? {};
    const counts = ["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"];
    return [
      ...validateConditions(status.conditions, "status.conditions"),
      ...counts.flatMap((key) => nonNegative(`status.${key}`, status[key])),
    ];
  },
  bareStatus: true,
};

function validateSpec(object: ApiObject, looseValues: boolean): InvalidField[] {
  const spec = objectAt(object, "spec") ?? {};
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy: policy } = spec;
  const both = minAvailable !== undefined && maxUnavailable !== undefined;
  const detail = "minAvailable and maxUnavailable cannot be both set";
  return [
    ...(both ? [invalidField("spec", shown(spec), detail)] : []),
    ...validateAmount(minAvailable, "spec.minAvailable"),
    ...validateAmount(maxUnavailable, "spec.maxUnavailable"),
    ...validateLabelSelector(spec.selector, { at: "spec.selector", looseValues }),
    ...(policy === undefined || policies.includes(String(policy))
      ? []
      : [unsupportedField("spec.unhealthyPodEvictionPolicy", policy, policies)]),
  ];
}

/** The server's own struct, which has no names for JSON. */
function shown(spec: JsonObject): JsonObject {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy = null } = spec;
  return {
    MinAvailable: minAvailable,
    Selector: shownSelector(selector) ?? null,
    MaxUnavailable: maxUnavailable,
    UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy,
  };
}

/** A number or a percentage up to 100. Follows ValidatePositiveIntOrPercent and IsNotMoreThan100Percent of pkg/apis/apps/validation. */
function validateAmount(value: unknown, at: string): InvalidField[] {
  if (typeof value === "number") return nonNegative(at, value);
  if (typeof value !== "string") return [];
  const problems = percentProblems(value);
  const percent = Number(/^(\d+)%$/.exec(value)?.[1] ?? 0);
  return [
    ...invalidEach(at, value, problems),
    ...(percent > 100 ? [invalidField(at, value, "must not be greater than 100%")] : []),
  ];
}
