import type { Clock } from "../../base/clock.ts";
import { isConnectionRefused, isInternalError, isTooManyRequests } from "../client/errors.ts";

/** Errors at which the same request is sent again: the server is down, or asks to slow down. Its state did not change by that. */
export function isRetriable(error: unknown): boolean {
  return isConnectionRefused(error) || isTooManyRequests(error);
}

const patience = 60_000;
const resetAfter = 60_000;

/**
 * Whether a watch that broke by an error inside the server is worth another try before everything is listed again: for a minute since the first
 * of such errors that are less than a minute apart. client-go's tools/cache/retry_with_deadline.go.
 */
export function internalErrorRetry(clock: Clock): (error: unknown) => boolean {
  let first: number | undefined;
  let last = -Infinity;
  return (error) => {
    if (!isInternalError(error)) return false;
    const now = clock.now();
    if (first === undefined || now - last >= resetAfter) first = now;
    last = now;
    if (now - first <= patience) return true;
    first = undefined;
    return false;
  };
}
