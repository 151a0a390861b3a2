import type { StatusReason } from "../../kube/status.ts";
import type { AdmissionAttributes } from "../registry/admission.ts";
import { resourceName } from "../registry/served-resource.ts";
import { forbidden, StatusError } from "../status-error.ts";

/** What an object is called that admission refuses (extractResourceName of k8s.io/apiserver/pkg/admission/errors.go). */
export function refusedName({ name, object }: Pick<AdmissionAttributes, "name" | "object">): string {
  if (name) return name;
  if (!object) return "Unknown";
  return object.metadata.name || object.metadata.generateName || "Unknown";
}

/** 403, or the code that goes with another reason, as a validating policy refuses. */
export function policyRefusal(
  attributes: AdmissionAttributes,
  { message, reason }: { message: string; reason: string },
): StatusError {
  const { resource } = attributes;
  const { status } = forbidden(resourceName(resource), {
    name: refusedName(attributes),
    message,
    causes: [{ message }],
  });
  return new StatusError(codes[reason] ?? 422, {
    message: status.message ?? message,
    reason: reason as StatusReason,
    ...(status.details ? { details: status.details } : {}),
  });
}

const codes: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
};
