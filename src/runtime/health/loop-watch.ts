import type { Clock } from "../../base/clock.ts";
import { sleep, type Runnable } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";

const interval = 1_000;
/** Milliseconds by which a timer may be late. */
const limit = 1_000;
/** A delay with which a leader is about to lose its lease: the process is not well. */
const severe = 10_000;
/** How long a severe delay shows in {@link LoopWatch.check}: two probes of a kubelet, not three. */
const remembered = 30_000;

/** Watches over the event loop. */
export interface LoopWatch extends Runnable {
  /** Throws when the loop is held up for 10 s, or was within the last 30 s. For liveness: when that goes on, the kubelet restarts the process. */
  check(): void;
}

/**
 * Tells in the log when code held up the event loop for a second or more, once it is over: meanwhile nothing else ran, probes were not answered, and a
 * leader did not renew its lease. `onLate` gets by how much each look was late, in milliseconds.
 */
export function loopWatch(options: {
  clock: Clock;
  logger: Logger;
  onLate?: (milliseconds: number) => void;
}): LoopWatch {
  const { clock, logger, onLate } = options;
  let due: number | undefined;
  let last: { until: number; milliseconds: number } | undefined;
  return {
    async start(signal) {
      for (;;) {
        due = clock.monotonic() + interval;
        if (!(await sleep(interval, { clock, signal }))) break;
        const late = Math.max(0, Math.round(clock.monotonic() - due));
        onLate?.(late);
        if (late >= severe) last = { until: clock.monotonic() + remembered, milliseconds: late };
        if (late >= limit)
          logger.warn("the event loop was held up: something computes too long without an await", {
            milliseconds: late,
          });
      }
      due = undefined;
    },
    check() {
      const now = clock.monotonic();
      const late = due === undefined ? 0 : now - due;
      if (late >= severe) throw new Error(`the event loop is held up since ${Math.round(late / 1_000)} s`);
      if (last && now < last.until)
        throw new Error(`the event loop was held up for ${Math.round(last.milliseconds / 1_000)} s`);
    },
  };
}
