import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Clock } from "../base/clock.ts";
import { isJsonObject } from "../base/json.ts";

/** How a child process ended. */
export interface ChildExit {
  readonly code: number | undefined;
  readonly signal: string | undefined;
}

/** A Node process of ours. */
export interface Child {
  /** Resolves when it has ended and all its output was passed on. Never rejects. */
  readonly exited: Promise<ChildExit>;
  /** Asks it to stop (SIGTERM, once), ends it after the grace period (SIGKILL), resolves when it is gone. A second call may shorten the wait. */
  stop(graceMs: number): Promise<void>;
  /** Says something to it over the channel; of no effect once it has ended. */
  send(message: ChildMessage): void;
}

/** What this process and its child say to each other: JSON whose `type` tells the rest. */
export interface ChildMessage {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What to run and where its lines go. */
export interface ChildOptions {
  readonly file: string;
  readonly args?: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly onLine: (line: string, stream: "stdout" | "stderr") => void;
  /** What it says with `process.send`, in order; what is no {@link ChildMessage} is no business of ours. */
  readonly onMessage?: (message: ChildMessage) => void;
}

/**
 * What the child runs before its own code: when this process is gone, however it ended, so is the channel to it,
 * and the child stops as it would on SIGTERM.
 */
const followParent = `process.once("disconnect",()=>process.kill(process.pid,"SIGTERM"));process.channel?.unref()`;

/** Starts a Node program in a process group of its own: a Ctrl-C on the terminal reaches it only through {@link Child.stop}. */
export function startChild(options: ChildOptions): Child {
  const { file, args = [], cwd, env, clock, onLine, onMessage } = options;
  const preload = `data:text/javascript,${encodeURIComponent(followParent)}`;
  const child = spawn(process.execPath, ["--enable-source-maps", "--import", preload, file, ...args], {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  child.on("message", (message) => {
    if (isChildMessage(message)) onMessage?.(message);
  });
  const exited = watchExit(child, onLine);
  let asked = false;
  return {
    exited,
    async stop(graceMs) {
      if (!asked) child.kill("SIGTERM");
      asked = true;
      const timer = clock.setTimer(graceMs, () => child.kill("SIGKILL"));
      await exited;
      timer.cancel();
    },
    send(message) {
      // it may end between the question and the write: then nobody is there to hear it
      if (child.connected) child.send(message, () => {});
    },
  };
}

function isChildMessage(message: unknown): message is ChildMessage {
  return isJsonObject(message) && typeof message.type === "string";
}

async function watchExit(child: ChildProcess, onLine: ChildOptions["onLine"]): Promise<ChildExit> {
  const ended = new Promise<ChildExit>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code: code ?? undefined, signal: signal ?? undefined }));
    child.once("error", () => resolve({ code: undefined, signal: undefined })); // it could not be started
  });
  const lines = [passOn(child.stdout, "stdout", onLine), passOn(child.stderr, "stderr", onLine)];
  const exit = await ended;
  if (child.connected) child.disconnect();
  await Promise.all(lines);
  return exit;
}

async function passOn(
  stream: Readable | null,
  name: "stdout" | "stderr",
  onLine: ChildOptions["onLine"],
): Promise<void> {
  if (!stream) return;
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) onLine(line, name);
}
