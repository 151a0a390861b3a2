import { invalidField } from "../../admission/field-problem.ts";
import type { ApiObject } from "../../api-object.ts";
import type { InvalidField } from "../../status-error.ts";
import { objectAt } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";

/** Follows k8s.io/kubernetes/pkg/apis/coordination and pkg/registry/coordination/lease. */
export const leaseRules: KindRules = {
  createOnUpdate: true,
  unconditionalUpdate: false,
  plainFinalizers: true,
  updateOrder: "changes only",
  prepareForCreate: dropCoordination,
  prepareForUpdate: dropCoordination,
  validate: validateSpec,
  validateUpdate: validateSpec,
};

/** Fields of coordinated leader election, which is off by default. */
function dropCoordination(object: ApiObject): void {
  const spec = objectAt(object, "spec");
  if (!spec) return;
  delete spec.strategy;
  delete spec.preferredHolder;
}

function validateSpec(object: ApiObject): InvalidField[] {
  const spec = objectAt(object, "spec") ?? {};
  const { leaseDurationSeconds: seconds, leaseTransitions: transitions } = spec;
  return [
    ...(typeof seconds === "number" && seconds <= 0
      ? [invalidField("spec.leaseDurationSeconds", seconds, "must be greater than 0")]
      : []),
    ...(typeof transitions === "number" && transitions < 0
      ? [invalidField("spec.leaseTransitions", transitions, "must be greater than or equal to 0")]
      : []),
  ];
}
