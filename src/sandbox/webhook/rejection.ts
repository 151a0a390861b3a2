import { isJsonObject, type JsonObject } from "../../base/json.ts";
import type { StatusReason } from "../../kube/status.ts";
import { badRequest, StatusError } from "../status-error.ts";

/** What the client is told when a webhook says no (k8s.io/apiserver/pkg/admission/plugin/webhook/errors/statuserror.go). */
export function rejection(webhook: string, status: JsonObject = {}): StatusError {
  const denied = `admission webhook ${JSON.stringify(webhook)} denied the request`;
  const { message, reason, details, code } = status;
  const because = [message, reason].find((text) => typeof text === "string" && text !== "") as
    string | undefined;
  return new StatusError(typeof code === "number" && code >= 400 ? code : 400, {
    ...(typeof reason === "string" && reason ? { reason: reason as StatusReason } : {}),
    message: because === undefined ? `${denied} without explanation` : `${denied}: ${because}`,
    ...(isJsonObject(details) ? { details: details } : {}),
  });
}

/** 400: the webhook would do something though nothing is to be done. */
export function dryRunUnsupported(webhook: string): StatusError {
  return badRequest(`admission webhook ${JSON.stringify(webhook)} does not support dry run`);
}

/** 500: the webhook could not be called, or what it said cannot be used. */
export function internalError(detail: string): StatusError {
  return new StatusError(500, {
    reason: "InternalError",
    message: `Internal error occurred: ${detail}`,
    details: { causes: [{ message: detail }] },
  });
}
