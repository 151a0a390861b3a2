import { systemClock, type Clock } from "../base/clock.ts";
import { sleep } from "../base/lifetime.ts";

/**
 * Calls `check` until it no longer throws, and returns what it returns. After `timeout` (milliseconds, default 10,000) the last error is thrown.
 *
 * @example
 * await eventually(async () => {
 *   const { status } = await client.get(Memcached, key);
 *   expect(status?.readyReplicas).toBe(3);
 * });
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  options: { timeout?: number; interval?: number; clock?: Clock } = {},
): Promise<T> {
  const { timeout = 10_000, interval = 25, clock = systemClock } = options;
  const deadline = clock.now() + timeout;
  const { signal } = new AbortController();
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (clock.now() >= deadline) throw error;
      await sleep(interval, { clock, signal });
    }
  }
}
