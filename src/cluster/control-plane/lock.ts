import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { sleep } from "../../base/lifetime.ts";
import type { Clock } from "../../base/clock.ts";
import { hasCode } from "../../base/errors.ts";

/** How to wait for a lock. */
export interface LockOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told once, when another process holds the lock. */
  readonly onWait?: (pid: number) => void;
}

const pollMs = 500;

/**
 * Runs `body` while no other process of this machine runs one under the same file. The file holds the owner's
 * process id; one that an owner left behind when it died is taken over.
 */
export async function withLock<T>(file: string, options: LockOptions, body: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!take(file)) {
    const owner = readOwner(file);
    if (owner === "dead") rmSync(file, { force: true });
    if (typeof owner === "number") {
      if (!told) options.onWait?.(owner);
      told = true;
      await sleep(pollMs, options);
    }
    options.signal.throwIfAborted();
  }
  try {
    return await body();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** The process that holds the lock; `gone` when the lock is no longer there. */
function readOwner(file: string): number | "dead" | "gone" {
  let pid: number;
  try {
    pid = Number(readFileSync(file, "utf8"));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return "gone";
    throw error;
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (hasCode(error, "ESRCH")) return "dead";
  }
  return pid; // EPERM is a living process of another user
}
