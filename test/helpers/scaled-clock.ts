import { systemClock, type Clock } from "../../src/base/clock.ts";

/** A clock that runs so many times as fast as the system's, for tests against real servers; `ahead` milliseconds from the true time. */
export function scaledClock(factor: number, { ahead = 0 }: { ahead?: number } = {}): Clock {
  const [start, origin] = [systemClock.now(), systemClock.monotonic()];
  const monotonic = () => (systemClock.monotonic() - origin) * factor;
  return {
    now: () => start + ahead + monotonic(),
    monotonic,
    setTimer: (ms, callback) => systemClock.setTimer(ms / factor, callback),
  };
}
