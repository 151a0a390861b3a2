import { systemClock, type Clock } from "../../src/base/clock.ts";

/** A clock that runs so many times as fast as the system's, for tests against real servers. */
export interface ScaledClock extends Clock {
  /** From now on it runs so fast; timers that wait keep their end. */
  runAt(factor: number): void;
}

/** `ahead` is how many milliseconds it is from the true time. */
export function scaledClock(factor: number, { ahead = 0 }: { ahead?: number } = {}): ScaledClock {
  const start = systemClock.now();
  let [speed, origin, passed] = [factor, systemClock.monotonic(), 0];
  const monotonic = () => passed + (systemClock.monotonic() - origin) * speed;
  return {
    now: () => start + ahead + monotonic(),
    monotonic,
    setTimer: (ms, callback) => systemClock.setTimer(ms / speed, callback),
    runAt(next) {
      [passed, origin, speed] = [monotonic(), systemClock.monotonic(), next];
    },
  };
}
