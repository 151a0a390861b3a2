import type { Clock } from "../../base/clock.ts";

/** Waits that grow with each call and start anew after a quiet time. */
export interface Backoff {
  /** The next wait in milliseconds. */
  next(): number;
}

/**
 * The reflector's backoff: 0.8 s doubled up to 30 s, each stretched by a random factor of 1 to 2, anew after two quiet
 * minutes. client-go tools/cache/reflector.go and apimachinery's wait.NewExponentialBackoffManager.
 */
export function reflectorBackoff(options: { clock: Clock; random: () => number }): Backoff {
  const { clock, random } = options;
  const [initial, cap, reset] = [800, 30_000, 120_000];
  let step = initial;
  let last = -Infinity;
  return {
    next() {
      const now = clock.now();
      if (now - last > reset) step = initial;
      last = now;
      const wait = step * (1 + random());
      step = Math.min(step * 2, cap);
      return wait;
    },
  };
}
