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
