import type { Clock } from "../../src/base/clock.ts";

/** A clock for tests with real sockets: short waits pass at once and are noted, long ones (time limits) only when `expire` is called. */
export interface QuickClock extends Clock {
  /** Milliseconds of each short wait. */
  readonly waits: readonly number[];
  /** Time limits that are armed. */
  readonly armed: number;
  /** Lets all armed time limits pass. */
  expire(): void;
}

/** Waits of at least `limit` milliseconds (default 10,000) count as time limits. */
export function quickClock(limit = 10_000): QuickClock {
  const waits: number[] = [];
  const limits = new Set<{ ms: number; callback: () => void }>();
  let now = Date.UTC(2026, 0, 1);
  return {
    waits,
    get armed() {
      return limits.size;
    },
    now: () => now,
    monotonic: () => now,
    setTimer(ms, callback) {
      if (ms >= limit) {
        const entry = { ms, callback };
        limits.add(entry);
        return { cancel: () => limits.delete(entry) };
      }
      waits.push(ms);
      const handle = setImmediate(() => {
        now += ms;
        callback();
      });
      return { cancel: () => clearImmediate(handle) };
    },
    expire() {
      for (const entry of limits) {
        limits.delete(entry);
        now += entry.ms;
        entry.callback();
      }
    },
  };
}
