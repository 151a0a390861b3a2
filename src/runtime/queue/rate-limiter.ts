import { toMilliseconds } from "../../base/duration.ts";

/** How long a key that failed waits, by how often it failed. */
export interface RateLimiter {
  /** Counts a failure of the key and returns its wait in milliseconds. */
  when(key: string): number;
  /** The key succeeded: it starts anew. */
  forget(key: string): void;
  /** Failures counted for the key. */
  retries(key: string): number;
}

/**
 * 5 ms doubled with each failure of a key, up to 1000 s, without jitter: client-go's
 * NewTypedItemExponentialFailureRateLimiter (util/workqueue/default_rate_limiters.go) with controller-runtime's defaults.
 */
export function exponentialRateLimiter(options: { base?: number; cap?: number } = {}): RateLimiter {
  const { base = 5, cap = 1_000_000 } = options;
  const failures = new Map<string, number>();
  return {
    when(key) {
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      return Math.min(base * 2 ** count, cap);
    },
    forget: (key) => void failures.delete(key),
    retries: (key) => failures.get(key) ?? 0,
  };
}

/**
 * How long failures wait: a base and a cap as milliseconds or durations, or a function of how often the key has failed in a row (from 1) that
 * returns either. Defaults are those of {@link exponentialRateLimiter}.
 */
export type RateLimit =
  | { readonly baseDelay?: string | number; readonly maxDelay?: string | number }
  | ((failures: number, key: string) => string | number);

/** The rate limiter that an option of a controller asks for. */
export function rateLimiterOf(limit: RateLimit): RateLimiter {
  if (typeof limit === "function") return customRateLimiter(limit);
  const { baseDelay, maxDelay } = limit;
  return exponentialRateLimiter({
    ...(baseDelay === undefined ? {} : { base: toMilliseconds(baseDelay) }),
    ...(maxDelay === undefined ? {} : { cap: toMilliseconds(maxDelay) }),
  });
}

function customRateLimiter(wait: (failures: number, key: string) => string | number): RateLimiter {
  const failures = new Map<string, number>();
  return {
    when(key) {
      const count = (failures.get(key) ?? 0) + 1;
      failures.set(key, count);
      return toMilliseconds(wait(count, key));
    },
    forget: (key) => void failures.delete(key),
    retries: (key) => failures.get(key) ?? 0,
  };
}
