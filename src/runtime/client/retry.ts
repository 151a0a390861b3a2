import { ApiError, ConnectionError, isTooLargeResourceVersion } from "./errors.ts";
import type { TransportRequest } from "./transport-request.ts";

/** As client-go's rest.Request: ten tries after the first. */
const maxTries = 11;
/** A lost connection counts as an answer with `Retry-After: 1`. */
const lostConnectionWait = 1_000;

/**
 * Milliseconds until a failed request is to be sent again; undefined when it is not. Again only when the server asks for it (429 or 5xx
 * with Retry-After), or when the connection of a request that only reads was lost. Follows client-go's rest/with_retry.go; for a connection
 * that the server closed while it was idle, there is no wait, as in Go's net/http.
 */
export function retryWait(error: unknown, request: TransportRequest, tries: number): number | undefined {
  if (tries >= maxTries) return undefined;
  // the server has waited already, and says Retry-After: 1; a reflector asks for the newest state instead of ten times more
  if (isTooLargeResourceVersion(error)) return undefined;
  if (error instanceof ApiError) {
    const asked = error.code === 429 || error.code >= 500;
    return asked && error.retryAfterSeconds !== undefined ? error.retryAfterSeconds * 1_000 : undefined;
  }
  if (!(error instanceof ConnectionError) || request.method !== "GET") return undefined;
  const lost = ["ECONNRESET", "EPIPE"].includes(error.code);
  // the head of a watch's answer may also come late; for calls the caller's patience is at an end
  const late = error.code === "ETIMEDOUT" && request.channel === "watch";
  if (lost && error.reused) return 0;
  return lost || late ? lostConnectionWait : undefined;
}
