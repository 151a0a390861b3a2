import { requiredOneOf } from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";

/** Follows validatePullPolicy of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validatePullPolicy(policy: string | undefined, at: string): InvalidField[] {
  return requiredOneOf(at, policy, ["Always", "IfNotPresent", "Never"]);
}
