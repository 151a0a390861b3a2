import { systemClock, type Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";

/** What ending a process needs of it. */
export interface EndingProcess {
  getActiveResourcesInfo(): string[];
  exit(code: number): void;
}

/** From the end of the operator, in milliseconds: when it is told that something keeps the process alive, and when the process is ended. */
export interface Patience {
  readonly tellMs: number;
  readonly endMs: number;
}

/**
 * Ends the process after its operator has ended, as `main` returning does in Go. Code after `run()` has until `endMs`. What is still
 * there at `tellMs`, such as a timer or a socket that a handler left open, is told of by its kind.
 */
export function endProcess(
  logger: Logger,
  { tellMs, endMs, clock = systemClock, host = process }: Patience & { clock?: Clock; host?: EndingProcess },
): void {
  const later = (ms: number, callback: () => void) => clock.setTimer(ms, callback).unref?.();
  const left = endMs - tellMs;
  later(tellMs, () => {
    const kept = [...new Set(host.getActiveResourcesInfo())].join(", ");
    logger.warn(
      `the operator has ended; something keeps its process alive, which is ended in ${left / 1_000} s`,
      {
        kept,
      },
    );
    later(left, () => host.exit(0));
  });
}
