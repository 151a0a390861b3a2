import type { Status, StatusReason } from "../../kube/status.ts";

/** A refusal by the API server: the Status it sent, with what to do about it in the message where that is known. */
export class ApiError extends Error {
  readonly status: Status;
  /** HTTP status code. */
  readonly code: number;
  readonly reason: StatusReason | "";
  /** How long the server asks to wait, in seconds. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: number, status: Status, options: { retryAfterSeconds?: number; hint?: string } = {}) {
    super(`${status.message ?? `the server answered ${code}`}${options.hint ? `\n${options.hint}` : ""}`);
    this.name = "ApiError";
    this.code = code;
    this.status = status;
    this.reason = status.reason ?? "";
    this.retryAfterSeconds = options.retryAfterSeconds ?? status.details?.retryAfterSeconds;
  }
}

/** The server could not be reached, or the connection broke. `code` is Node's: `ECONNREFUSED`, `ECONNRESET`, `ETIMEDOUT` … */
export class ConnectionError extends Error {
  readonly code: string;
  /** Whether the connection had served an earlier request: the server may have closed it while it was idle. */
  readonly reused: boolean;

  constructor(code: string, message: string, options: { cause?: unknown; reused?: boolean } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ConnectionError";
    this.code = code;
    this.reused = options.reused ?? false;
  }
}

/*
 * What a refusal says, by its reason, and by its code where the reason is none that Kubernetes knows (another program answered). Each is
 * as its namesake in k8s.io/apimachinery/pkg/api/errors.
 */

/** The object is not there (404). */
export function isNotFound(error: unknown): error is ApiError {
  return hasReason(error, "NotFound", 404);
}

/** An object of this name is there already (409). */
export function isAlreadyExists(error: unknown): error is ApiError {
  return saysReason(error, "AlreadyExists");
}

/** The object was written since it was read, or another manager owns the field (409). */
export function isConflict(error: unknown): error is ApiError {
  return hasReason(error, "Conflict", 409);
}

/** What was asked for is gone for good (410); a page token or a version can be, too. */
export function isGone(error: unknown): error is ApiError {
  return hasReason(error, "Gone", 410);
}

/** The version or the page token asked for is too old, as `Expired` or as plain 410: list again. */
export function isExpired(error: unknown): error is ApiError {
  return (
    error instanceof ApiError && (error.reason === "Expired" || error.reason === "Gone" || error.code === 410)
  );
}

/** The version asked for is newer than the server knows; it may be restored from a backup, or lag. */
export function isTooLargeResourceVersion(error: unknown): error is ApiError {
  if (!(error instanceof ApiError)) return false;
  const causes = error.status.details?.causes ?? [];
  return (
    causes.some((cause) => cause.reason === "ResourceVersionTooLarge") ||
    error.message.includes("Too large resource version")
  );
}

/** The server asks to slow down (429). */
export function isTooManyRequests(error: unknown): error is ApiError {
  return saysReason(error, "TooManyRequests") || hasCode(error, 429);
}

/** The request is wrong in itself (400). */
export function isBadRequest(error: unknown): error is ApiError {
  return hasReason(error, "BadRequest", 400);
}

/** The caller may not do this (403). */
export function isForbidden(error: unknown): error is ApiError {
  return hasReason(error, "Forbidden", 403);
}

/** The caller is not known (401). */
export function isUnauthorized(error: unknown): error is ApiError {
  return hasReason(error, "Unauthorized", 401);
}

/** The object fails validation (422). */
export function isInvalid(error: unknown): error is ApiError {
  return hasReason(error, "Invalid", 422);
}

/** The server gave up waiting for something (504, or reason `Timeout`); the write may have happened. */
export function isTimeout(error: unknown): error is ApiError {
  return hasReason(error, "Timeout", 504);
}

/** The server failed inside (500). */
export function isInternalError(error: unknown): error is ApiError {
  return hasReason(error, "InternalError", 500);
}

/** The server had no time for it (reason `ServerTimeout`), and asks to try again: nothing happened. */
export function isServerTimeout(error: unknown): error is ApiError {
  return saysReason(error, "ServerTimeout");
}

/** The server, or what it passes requests on to, cannot answer for now (503). */
export function isServiceUnavailable(error: unknown): error is ApiError {
  return hasReason(error, "ServiceUnavailable", 503);
}

/** The kind does not have this verb (405). */
export function isMethodNotSupported(error: unknown): error is ApiError {
  return hasReason(error, "MethodNotAllowed", 405);
}

/** The server cannot answer in the form that was asked for (406). */
export function isNotAcceptable(error: unknown): error is ApiError {
  return hasReason(error, "NotAcceptable", 406);
}

/** The server does not read this form (415), for example a strategic merge patch of a custom resource. */
export function isUnsupportedMediaType(error: unknown): error is ApiError {
  return hasReason(error, "UnsupportedMediaType", 415);
}

/** What was sent is more than the server takes (413): about 3 MB, or 1.5 MB once it is stored. */
export function isRequestEntityTooLarge(error: unknown): error is ApiError {
  return saysReason(error, "RequestEntityTooLarge") || hasCode(error, 413);
}

/** The server cannot read what is stored, for example as the key is lost that it was encrypted with. */
export function isStoreReadError(error: unknown): error is ApiError {
  return saysReason(error, "StoreReadError");
}

/** The answer was none of an API server: a proxy or a load balancer spoke. */
export function isUnexpectedServerError(error: unknown): error is ApiError {
  return hasStatusCause(error, "UnexpectedServerResponse");
}

/** Whether a cause of a refusal is of this type, such as `FieldManagerConflict`, `NamespaceTerminating` or `DisruptionBudget`. */
export function hasStatusCause(error: unknown, type: string): error is ApiError {
  const causes = error instanceof ApiError ? error.status.details?.causes : undefined;
  return causes?.some((cause) => cause.reason === type) ?? false;
}

/** Nobody listens at the address. */
export function isConnectionRefused(error: unknown): error is ConnectionError {
  return error instanceof ConnectionError && error.code === "ECONNREFUSED";
}

const knownReasons: ReadonlySet<string> = new Set<StatusReason>([
  "Unauthorized",
  "Forbidden",
  "NotFound",
  "AlreadyExists",
  "Conflict",
  "Gone",
  "Invalid",
  "ServerTimeout",
  "StoreReadError",
  "Timeout",
  "TooManyRequests",
  "BadRequest",
  "MethodNotAllowed",
  "NotAcceptable",
  "RequestEntityTooLarge",
  "UnsupportedMediaType",
  "InternalError",
  "Expired",
  "ServiceUnavailable",
]);

function hasReason(error: unknown, reason: StatusReason, code: number): error is ApiError {
  return saysReason(error, reason) || (hasCode(error, code) && !knownReasons.has(error.reason));
}

function saysReason(error: unknown, reason: StatusReason): error is ApiError {
  return error instanceof ApiError && error.reason === reason;
}

function hasCode(error: unknown, code: number): error is ApiError {
  return error instanceof ApiError && error.code === code;
}
