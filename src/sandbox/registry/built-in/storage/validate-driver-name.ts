import { invalidEach, requiredField, tooLongField } from "../../../admission/field-problem.ts";
import { dnsSubdomain } from "../../../admission/name-format.ts";
import type { InvalidField } from "../../../status-error.ts";

/** The name of a CSI driver. Follows ValidateCSIDriverName of k8s.io/kubernetes/pkg/apis/core/validation. */
export function validateDriverName(name: string, at: string): InvalidField[] {
  if (!name) return [requiredField(at)];
  return [
    ...(Buffer.byteLength(name) > 63 ? [tooLongField(at, 63)] : []),
    ...invalidEach(at, name, dnsSubdomain(name.toLowerCase())),
  ];
}
