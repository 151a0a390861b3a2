import { isatty } from "node:tty";
import { systemClock } from "../base/clock.ts";
import { hasCode } from "../base/errors.ts";
import type { Io } from "./io.ts";

/** The real process. Its first SIGINT, SIGTERM or SIGHUP aborts the signal, the second one ends it at once. */
export function processIo(process: NodeJS.Process): Io {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => controller.abort());
  // whoever reads our output may have seen enough: `kubewright manifests --dry-run | head`
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error) => {
      if (!hasCode(error, "EPIPE")) throw error;
    });
  }
  return {
    cwd: process.cwd(),
    env: process.env,
    get stdin() {
      return process.stdin; // opened for those who read it
    },
    stdout: process.stdout,
    stderr: process.stderr,
    isTTY: isatty(0) && isatty(1) && isatty(2),
    clock: systemClock,
    signal: controller.signal,
    interrupt: () => void process.kill(process.pid, "SIGINT"),
  };
}
