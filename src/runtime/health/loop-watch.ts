import type { Clock } from "../../base/clock.ts";
import { sleep, type Runnable } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";

const interval = 1_000;
/** Milliseconds by which a timer may be late. */
const limit = 1_000;

/**
 * Tells in the log when code held up the event loop for a second or more, once it is over: meanwhile nothing else ran, probes were not answered, and a
 * leader did not renew its lease.
 */
export function loopWatch({ clock, logger }: { clock: Clock; logger: Logger }): Runnable {
  return {
    async start(signal) {
      for (let due = clock.monotonic() + interval; ; due = clock.monotonic() + interval) {
        if (!(await sleep(interval, { clock, signal }))) return;
        const late = Math.round(clock.monotonic() - due);
        if (late >= limit)
          logger.warn("the event loop was held up: something computes too long without an await", {
            milliseconds: late,
          });
      }
    },
  };
}
