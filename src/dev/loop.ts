import type { Clock } from "../base/clock.ts";
import { aborted } from "../base/lifetime.ts";
import { leaseLostCode } from "../base/run-protocol.ts";
import type { Child, ChildExit } from "./child.ts";
import { createLatch, type Latch } from "./latch.ts";

/** What came of preparing a version of the operator; a failure was reported already. Equal programs run the same code. */
export type Prepared = { readonly ok: true; readonly program: string } | { readonly ok: false };

/** What happens after a version that cannot be built, or that crashes: the last good one runs, or nothing does. */
export type OnError = "keep" | "wait";

/** The parts that the loop puts together. */
export interface LoopOptions {
  /** Makes the next version from the sources. Must not disturb the one that runs. */
  readonly prepare: () => Promise<Prepared>;
  readonly start: (program: string) => Promise<Child>;
  /** Calls back after each change of the sources; absent: run once. */
  readonly watch?: (onChange: () => void) => void;
  /** Default: keep. */
  readonly onError?: OnError;
  /** Milliseconds that a version has to finish what it is doing before the next one; default 10,000. */
  readonly drainMs?: number;
  readonly say: (line: string) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Milliseconds from Ctrl-C to the end of a process that does not stop. */
const endMs = 700;
/** A version that has run for so many milliseconds is good; what ends it then is no mistake of its start. */
const provenMs = 30_000;
/** How often a version is left out because there is a newer one already. */
const mostSkips = 5;

/**
 * Runs the operator until the signal aborts and starts it anew after each change, once the old process is gone. What cannot be built or crashes leaves
 * the last good version running. Without `watch` it resolves with how the operator ended.
 */
export async function runLoop(options: LoopOptions): Promise<ChildExit | undefined> {
  const { watch, signal } = options;
  const end = aborted(signal);
  const changes = createLatch();
  watch?.(changes.open);
  const runner = new Runner(options, end);
  try {
    for (;;) {
      const exit = await runner.become(await prepareNewest(options, changes));
      if (signal.aborted || exit) return exit;
      const change = changes.passed();
      const last = await runner.waitFor(change);
      if (!watch || signal.aborted) return last;
      await Promise.race([change, end]);
      if (signal.aborted) return undefined;
    }
  } finally {
    await runner.end();
  }
}

/** While somebody goes on saving, what was prepared is old before it is started. */
async function prepareNewest(
  { prepare, signal }: Pick<LoopOptions, "prepare" | "signal">,
  changes: Latch,
): Promise<Prepared> {
  for (let skipped = 0; ; skipped++) {
    const prepared = await prepare();
    if (!changes.isOpen || signal.aborted || skipped === mostSkips) return prepared;
    await changes.passed();
  }
}

interface Running {
  readonly child: Child;
  readonly program: string;
  readonly since: number;
}

/** The one process that there is, and which versions have proven themselves. */
class Runner {
  readonly #options: LoopOptions;
  readonly #end: Promise<void>;
  #running: Running | undefined;
  #good: string | undefined;

  constructor(options: LoopOptions, end: Promise<void>) {
    this.#options = options;
    this.#end = end;
  }

  /** Makes a version the one that runs. Without watching, one that cannot be built is the end. */
  async become(prepared: Prepared): Promise<ChildExit | undefined> {
    const { watch, say, signal, onError } = this.#options;
    if (signal.aborted) return undefined;
    if (prepared.ok) {
      if (this.#running?.program === prepared.program) return undefined;
      if (this.#running) {
        this.#good = this.#running.program;
        say("restarting the operator");
        await this.#stop();
      }
      await this.#start(prepared.program);
      return undefined;
    }
    if (!watch) return { code: 1, signal: undefined };
    if (this.#running && onError === "wait") {
      this.#good = this.#running.program;
      await this.#stop();
    }
    say(this.#running ? "the last good version keeps running" : "waiting for a change");
    return undefined;
  }

  /** Resolves with the next change, or when there is nothing to run before it: then with how the operator ended. */
  async waitFor(change: Promise<undefined>): Promise<ChildExit | undefined> {
    const { watch, say } = this.#options;
    while (this.#running) {
      const { child } = this.#running;
      const exit = await Promise.race([change, this.#end, child.exited]);
      if (!exit) return undefined;
      const next = this.#after(exit, this.#running);
      this.#running = undefined;
      if (!watch) return exit;
      say(`${describeExit(exit)}: ${next?.why ?? "waiting for a change"}`);
      if (next) await this.#start(next.program);
    }
    return undefined;
  }

  /** What runs in place of a version that has ended. */
  #after(exit: ChildExit, { program, since }: Running): { program: string; why: string } | undefined {
    const { clock, onError = "keep" } = this.#options;
    if (exit.code === leaseLostCode)
      return { program, why: "it no longer leads, and is started again to wait for its lease" };
    if (onError === "wait" || exit.code === 0) return undefined;
    if (clock.monotonic() - since >= provenMs) return { program, why: "it is started again" };
    if (this.#good === undefined || this.#good === program) return undefined;
    return { program: this.#good, why: "the last good version is started again" };
  }

  async #start(program: string): Promise<void> {
    const { start, clock, signal } = this.#options;
    if (signal.aborted) return;
    const child = await start(program);
    this.#running = { child, program, since: clock.monotonic() };
  }

  async #stop(): Promise<void> {
    const { drainMs = 10_000 } = this.#options;
    await Promise.race([this.#running?.child.stop(drainMs), this.#end]);
    if (!this.#options.signal.aborted) this.#running = undefined;
  }

  /** What runs is not to finish what it is doing. */
  async end(): Promise<void> {
    await this.#running?.child.stop(endMs, { abort: true });
  }
}

/** How an operator ended, as a sentence. */
export function describeExit({ code, signal }: ChildExit): string {
  if (signal !== undefined) return `the operator was ended by ${signal}`;
  return code === undefined
    ? "the operator could not be started"
    : `the operator ended with exit code ${code}`;
}
