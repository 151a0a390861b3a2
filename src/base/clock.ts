/** A pending timer; `cancel` is idempotent. */
export interface Timer {
  cancel(): void;
  /** Lets the process end while this timer is pending. A clock that keeps no process alive does not have it. */
  unref?(): void;
}

/** Time, injected: nothing in `src` reads the system's clock but {@link systemClock}. */
export interface Clock {
  /** Whole milliseconds since the Unix epoch. */
  now(): number;
  /**
   * Milliseconds since some moment in the past, never set back or forward with the system's time: what a length of time is measured with.
   * Only differences mean something.
   */
  monotonic(): number;
  /** Calls back once after `ms` milliseconds; delays beyond 2^31-1 ms are honoured. */
  setTimer(ms: number, callback: () => void): Timer;
}

const maxDelay = 2 ** 31 - 1;

/** The system's clock. Its timers keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer(ms, callback) {
    let handle: NodeJS.Timeout;
    const arm = (left: number) => {
      // setTimeout beyond 24.8 days fires at once, so long delays go in laps
      handle =
        left > maxDelay ? setTimeout(() => arm(left - maxDelay), maxDelay) : setTimeout(callback, left);
    };
    arm(Math.max(0, ms));
    return { cancel: () => clearTimeout(handle), unref: () => handle.unref() };
  },
};
