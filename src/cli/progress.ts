import type { Clock } from "../base/clock.ts";
import type { Output } from "./io.ts";

/** Runs work; once it has taken a second, a line says what is going on. */
export type Progress = <T>(what: string, work: () => Promise<T>) => Promise<T>;

const patience = 1_000;

/** On a terminal the line counts the seconds and disappears with the work; elsewhere it is written once. */
export function createProgress(options: { output: Output; isTTY: boolean; clock: Clock }): Progress {
  const { output, isTTY, clock } = options;
  return async (what, work) => {
    const start = clock.now();
    let shown = false;
    const show = () => {
      const seconds = Math.round((clock.now() - start) / 1_000);
      output.write(isTTY ? `\r\x1b[K${what} (${seconds} s)` : `${what}…\n`);
      shown = true;
      if (isTTY) timer = clock.setTimer(1_000, show);
    };
    let timer = clock.setTimer(patience, show);
    try {
      return await work();
    } finally {
      timer.cancel();
      if (shown && isTTY) output.write("\r\x1b[K");
    }
  };
}
