import { aborted } from "../base/lifetime.ts";
import type { Child, ChildExit } from "./child.ts";
import { createLatch } from "./latch.ts";

/** What came of preparing a version of the operator; a failure was reported already. */
export type Prepared = { readonly ok: true; readonly changed: boolean } | { readonly ok: false };

/** The parts that the loop puts together. */
export interface LoopOptions {
  /** Makes the next version from the sources. Must not disturb the one that runs when it fails. */
  readonly prepare: () => Promise<Prepared>;
  readonly start: () => Child;
  /** Calls back after each change of the sources; absent: run once. */
  readonly watch?: (onChange: () => void) => void;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Grace periods in milliseconds: a restart lets the old version finish, Ctrl-C does not keep anybody waiting. */
const grace = { restart: 10_000, end: 700 } as const;

/**
 * Runs the operator until the signal aborts and starts it anew after each change, once the old process is gone. A version
 * that cannot be built leaves the last good one running. Without `watch` it resolves with how the operator ended.
 */
export async function runLoop(options: LoopOptions): Promise<ChildExit | undefined> {
  const { prepare, start, watch, say, signal } = options;
  const end = aborted(signal);
  const changes = createLatch();
  watch?.(changes.open);
  let child: Child | undefined;
  try {
    for (;;) {
      const prepared = await prepare();
      if (signal.aborted) return undefined;
      if (!prepared.ok) {
        if (!watch) return { code: 1, signal: undefined };
        say(child ? "the last good version keeps running" : "waiting for a change");
      } else if (prepared.changed || !child) {
        if (child) {
          say("restarting the operator");
          await Promise.race([child.stop(grace.restart), end]);
          if (signal.aborted) return undefined;
        }
        child = start();
      }
      const change = changes.passed();
      const exit = await Promise.race([change, end, ...(child ? [child.exited] : [])]);
      if (exit) {
        child = undefined;
        if (!watch) return exit;
        say(`${describeExit(exit)}: waiting for a change`);
        await Promise.race([change, end]);
      }
      if (signal.aborted) return undefined;
    }
  } finally {
    await child?.stop(grace.end);
  }
}

/** How an operator ended, as a sentence. */
export function describeExit({ code, signal }: ChildExit): string {
  if (signal !== undefined) return `the operator was ended by ${signal}`;
  return code === undefined
    ? "the operator could not be started"
    : `the operator ended with exit code ${code}`;
}
