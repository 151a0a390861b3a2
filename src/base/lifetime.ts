import { setMaxListeners } from "node:events";
import type { Clock } from "./clock.ts";

/** Something with a life: `start` resolves when it has fully stopped, and rejects if it failed. */
export interface Runnable {
  start(signal: AbortSignal): Promise<void>;
}

/** Waits `ms` milliseconds of `clock`; resolves early, with false, when the signal aborts. */
export function sleep(ms: number, options: { clock: Clock; signal: AbortSignal }): Promise<boolean> {
  const { clock, signal } = options;
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const finish = (completed: boolean) => {
      timer.cancel();
      signal.removeEventListener("abort", onAbort);
      resolve(completed);
    };
    const onAbort = () => finish(false);
    const timer = clock.setTimer(ms, () => finish(true));
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

/** Resolves when the signal aborts; at once if it has. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/**
 * A controller that aborts with its parent. Call `unlink` when the child is done, so that a long-lived
 * parent does not collect listeners (`AbortSignal.any` leaks: nodejs/node#54614).
 */
export function childController(parent: AbortSignal): { controller: AbortController; unlink: () => void } {
  expectManyListeners(parent);
  const controller = new AbortController();
  expectManyListeners(controller.signal);
  const onAbort = () => controller.abort(parent.reason);
  if (parent.aborted) onAbort();
  else parent.addEventListener("abort", onAbort, { once: true });
  return { controller, unlink: () => parent.removeEventListener("abort", onAbort) };
}

/** Node warns of a leak at the eleventh listener of a signal; every worker of a controller and every request of a run has one. */
export function expectManyListeners(signal: AbortSignal): void {
  setMaxListeners(0, signal);
}
