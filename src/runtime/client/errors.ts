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

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "ConnectionError";
    this.code = code;
  }
}

/** The object is not there (404). */
export function isNotFound(error: unknown): error is ApiError {
  return hasReason(error, "NotFound", 404);
}

/** An object of this name is there already (409). */
export function isAlreadyExists(error: unknown): error is ApiError {
  return error instanceof ApiError && error.reason === "AlreadyExists";
}

/** The object was written since it was read, or another manager owns the field (409). */
export function isConflict(error: unknown): error is ApiError {
  return hasReason(error, "Conflict", 409) && !isAlreadyExists(error);
}

/** The version asked for is too old; list again (410). */
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
  return hasReason(error, "TooManyRequests", 429);
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

/** The server failed inside (500). */
export function isInternalError(error: unknown): error is ApiError {
  return hasReason(error, "InternalError", 500);
}

/** Nobody listens at the address. */
export function isConnectionRefused(error: unknown): error is ConnectionError {
  return error instanceof ConnectionError && error.code === "ECONNREFUSED";
}

function hasReason(error: unknown, reason: StatusReason, code: number): error is ApiError {
  return (
    error instanceof ApiError && (error.reason === reason || (error.code === code && error.reason === ""))
  );
}
