import type { LogFields, Logger } from "../../base/logger.ts";
import type { RunLease } from "./run-gate.ts";

/**
 * Waits until the lease is surely held: a process that stood still for longer than that lasts wakes up in the belief that it leads, and begins nothing before it
 * is sure that nobody else took over. A run that has not begun ends with `stop`.
 *
 * @throws the reason for which the run is aborted first
 */
export async function awaitLease(
  lease: RunLease,
  options: { logger: Logger; fields: LogFields; run: AbortController; stop: AbortSignal },
): Promise<void> {
  const { logger, fields, run, stop } = options;
  logger.warn("the lease may have run out while this process stood still: waiting for its renewal", fields);
  const onStop = () => run.abort(new Error("the controller stops"));
  if (stop.aborted) onStop();
  else stop.addEventListener("abort", onStop, { once: true });
  const held = await lease.whenHeld(run.signal);
  stop.removeEventListener("abort", onStop);
  if (!held) run.signal.throwIfAborted();
}
