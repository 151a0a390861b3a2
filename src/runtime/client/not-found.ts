import type { ObjectKey } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import { ApiError } from "./errors.ts";

/** That there is no such object, in the server's words. */
export function notFound({ group, plural }: Resource, { name }: ObjectKey): ApiError {
  const message = `${group ? `${plural}.${group}` : plural} "${name}" not found`;
  return new ApiError(404, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    reason: "NotFound",
    message,
    details: { name, kind: plural, ...(group ? { group } : {}) },
    code: 404,
  });
}
