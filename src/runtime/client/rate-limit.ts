import type { Clock } from "../../base/clock.ts";

/** How fast a client may ask; off by default, as the API server protects itself by priority and fairness. */
export interface ClientRateLimit {
  /** Requests a second in the long run. */
  readonly qps: number;
  /** Requests that may be sent at once after a pause; default `qps`, rounded up. */
  readonly burst?: number;
}

/**
 * A token bucket: says how many milliseconds the next request has to wait, and counts it. Requests go in the order in which they asked. As client-go's
 * util/flowcontrol NewTokenBucketRateLimiter.
 *
 * @throws TypeError for a limit that would let nothing pass
 */
export function createRateLimiter(
  { qps, burst = Math.ceil(qps) }: ClientRateLimit,
  clock: Clock,
): () => number {
  if (!(qps > 0)) throw new TypeError(`cannot limit requests to ${qps} a second: expected a number above 0`);
  if (!Number.isInteger(burst) || burst < 1)
    throw new TypeError(`cannot limit requests to a burst of ${burst}: expected a whole number above 0`);
  let tokens = burst;
  let last = clock.monotonic();
  return () => {
    const now = clock.monotonic();
    tokens = Math.min(burst, tokens + ((now - last) / 1_000) * qps) - 1;
    last = now;
    return tokens >= 0 ? 0 : (-tokens / qps) * 1_000;
  };
}
