import {
  forbiddenField,
  immutableField,
  requiredField,
  unsupportedField,
} from "../../admission/field-problem.ts";
import type { ApiObject } from "../../api-object.ts";
import type { InvalidField } from "../../status-error.ts";
import type { KindRules } from "./kind-rules.ts";
import { numberAt } from "./read.ts";

const highest = 1_000_000_000;
const systemClasses: Readonly<Record<string, number>> = {
  "system-node-critical": 2_000_001_000,
  "system-cluster-critical": 2_000_000_000,
};

/** Follows k8s.io/kubernetes/pkg/apis/scheduling and pkg/registry/scheduling/priorityclass. */
export const priorityClassRules: KindRules = {
  generation: "once",
  updateOrder: "changes only",
  defaults(object) {
    object.preemptionPolicy ??= "PreemptLowerPriority";
  },
  validate: (object) => [...validateValue(object), ...validatePolicy(object.preemptionPolicy)],
  validateUpdate: (object, old) => [
    ...(numberAt(object, "value") === numberAt(old, "value")
      ? []
      : [forbiddenField("value", "may not be changed in an update.")]),
    ...(object.preemptionPolicy === old.preemptionPolicy
      ? []
      : [immutableField("preemptionPolicy", object.preemptionPolicy)]),
  ],
};

function validateValue(object: ApiObject): InvalidField[] {
  const { name = "" } = object.metadata;
  const value = numberAt(object, "value");
  if (name.startsWith("system-")) {
    const problem = systemProblem(object);
    const detail = `priority class names with 'system-' prefix are reserved for system use only. error: ${problem}`;
    return problem ? [forbiddenField("metadata.name", detail)] : [];
  }
  return value > highest
    ? [forbiddenField("value", `maximum allowed value of a user defined priority is ${highest}`)]
    : [];
}

/** Follows IsKnownSystemPriorityClass of k8s.io/kubernetes/pkg/apis/scheduling/v1. */
function systemProblem(object: ApiObject): string | undefined {
  const { name = "" } = object.metadata;
  const expected = systemClasses[name];
  if (expected === undefined) return `${name} is not a known system priority class`;
  if (numberAt(object, "value") !== expected) return `value of ${name} PriorityClass must be ${expected}`;
  return object.globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

function validatePolicy(policy: unknown): InvalidField[] {
  if (policy === undefined) return [];
  if (policy === "") return [requiredField("preemptionPolicy")];
  const supported = ["PreemptLowerPriority", "Never"];
  return supported.includes(String(policy)) ? [] : [unsupportedField("preemptionPolicy", policy, supported)];
}
