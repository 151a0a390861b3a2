import { systemClock, type Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";

/** What ending a process needs of it. */
export interface EndingProcess {
  getActiveResourcesInfo(): string[];
  exit(code: number): void;
}

/**
 * Ends the process after its operator has ended, as `main` returning does in Go. Code after `run()` has ten seconds. What is still
 * there after one, such as a timer or a socket that a handler left open, is told of by its kind.
 */
export function endProcess(logger: Logger, options: { clock?: Clock; host?: EndingProcess } = {}): void {
  const { clock = systemClock, host = process } = options;
  const later = (ms: number, callback: () => void) => clock.setTimer(ms, callback).unref?.();
  later(1_000, () => {
    const kept = [...new Set(host.getActiveResourcesInfo())].join(", ");
    logger.warn("the operator has ended; something keeps its process alive, which is ended in 9 s", { kept });
    later(9_000, () => host.exit(0));
  });
}
