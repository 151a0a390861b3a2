import { invalidField } from "../../admission/field-problem.ts";
import type { InvalidField } from "../../status-error.ts";
import { isIntegerResource } from "./pod/resource-names.ts";

/** An amount of a resource. Follows ValidateResourceQuantityValue of k8s.io/kubernetes/pkg/apis/core/validation. */
export function validateQuantity(amount: string, options: { name: string; at: string }): InvalidField[] {
  const { name, at } = options;
  return [
    ...(amount.startsWith("-") ? [invalidField(at, amount, "must be greater than or equal to 0")] : []),
    ...(isIntegerResource(name) && /[num]$/.test(amount)
      ? [invalidField(at, amount, "must be an integer")]
      : []),
  ];
}
