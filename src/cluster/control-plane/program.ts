import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import type { Clock } from "../../base/clock.ts";
import { UserError } from "../../base/errors.ts";
import { tail } from "../exec.ts";
import type { Watchdog } from "./watchdog.ts";

/** A server program that runs until it is stopped; its output goes to a file. */
export interface Program {
  readonly file: string;
  /** Resolves, never rejects, when it has ended. */
  readonly ended: Promise<void>;
  hasEnded(): boolean;
  /** The last lines of what it wrote. */
  lastLines(count: number): string;
  /** SIGTERM, after `graceMs` SIGKILL; resolves when it has ended. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Starts a program in a process group of its own, so that Ctrl-C reaches only us and we decide the order of ending.
 *
 * @throws UserError CONTROL_PLANE_START when it cannot be run at all.
 */
export async function startProgram(
  file: string,
  args: readonly string[],
  options: { logFile: string; watchdog: Watchdog; clock: Clock },
): Promise<Program> {
  const { logFile, watchdog, clock } = options;
  const log = openSync(logFile, "a", 0o600);
  const child = spawn(file, args, { stdio: ["ignore", log, log], detached: true, windowsHide: true });
  if (child.pid !== undefined) watchdog.guard(child.pid);
  closeSync(log);
  const pid = await pidOf(child, file);
  let over = false;
  const ended = once(child, "exit").then(() => {
    over = true;
    watchdog.release(pid);
  });
  return {
    file,
    ended,
    hasEnded: () => over,
    lastLines: (count) => tail(readFileSync(logFile, "utf8"), count),
    async stop(graceMs) {
      if (over) return;
      child.kill("SIGTERM");
      const timer = clock.setTimer(graceMs, () => child.kill("SIGKILL"));
      await ended;
      timer.cancel();
    },
  };
}

async function pidOf(child: ChildProcess, file: string): Promise<number> {
  if (child.pid !== undefined) return child.pid;
  const [error] = (await once(child, "error")) as [Error];
  throw new UserError("CONTROL_PLANE_START", `cannot run "${file}": ${error.message}`, { cause: error });
}
