import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { onTestFinished } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import type { Io } from "../../src/cli/io.ts";
import { run } from "../../src/cli/main.ts";

/** What a command line came to. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs until it is told to stop. */
export interface Running {
  readonly ended: Promise<Outcome>;
  /** Resolves with the first match in what it has written so far, on either stream. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
  /** What it has written so far: standard output, then standard error. */
  seen(): string;
  /** Ctrl-C. */
  interrupt(): void;
}

/** Runs one command line in this process, with no terminal unless `isTTY` says so. */
export function runCli(argv: readonly string[], options: Partial<Io> = {}): Promise<Outcome> {
  return startCli(argv, options).ended;
}

/** As {@link runCli}, for commands that do not end by themselves. */
export function startCli(argv: readonly string[], options: Partial<Io> = {}): Running {
  const controller = new AbortController();
  const waiting = new Set<() => void>();
  const written = { stdout: "", stderr: "" };
  const sink = (name: "stdout" | "stderr") =>
    new Writable({
      decodeStrings: false,
      write(text: string, _, done) {
        written[name] += text;
        for (const check of waiting) check();
        done();
      },
    });
  const io: Io = {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    stdin: new PassThrough(),
    stdout: sink("stdout"),
    stderr: sink("stderr"),
    isTTY: false,
    clock: systemClock,
    signal: controller.signal,
    ...options,
  };
  const ended = run(argv, io).then((code) => ({ code, ...written }));
  return {
    ended,
    interrupt: () => controller.abort(),
    seen: () => written.stdout + written.stderr,
    waitFor: (pattern) => {
      const seen = new Promise<RegExpExecArray>((resolve) => {
        const check = () => {
          const match = pattern.exec(written.stdout + written.stderr);
          if (!match) return;
          waiting.delete(check);
          resolve(match);
        };
        waiting.add(check);
        check();
      });
      const early = ended.then(({ code }) => {
        throw new Error(`ended with ${code} before ${pattern}:\n${written.stdout}${written.stderr}`);
      });
      return Promise.race([seen, early]);
    },
  };
}

/** A new folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "kubewright-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
