import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Clock } from "../base/clock.ts";
import { isJsonObject } from "../base/json.ts";
import { preload, standbyVariable } from "./preload.ts";

/** How a child process ended. */
export interface ChildExit {
  readonly code: number | undefined;
  readonly signal: string | undefined;
}

/** A Node process of ours. */
export interface Child {
  /** Resolves when it has ended and all its output was passed on. Never rejects. */
  readonly exited: Promise<ChildExit>;
  /**
   * Asks it to stop (SIGTERM, once), ends it after the grace period (SIGKILL), resolves when it is gone. With `abort` what it is doing is not to be
   * finished. A second call may shorten the wait.
   */
  stop(graceMs: number, options?: { abort?: boolean }): Promise<void>;
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
  /** For Node itself: `--inspect`. */
  readonly nodeArgs?: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly onLine: (line: string, stream: "stdout" | "stderr") => void;
  /** What it says with `process.send`, in order; what is no {@link ChildMessage} is no business of ours. */
  readonly onMessage?: (message: ChildMessage, reply: (message: ChildMessage) => void) => void;
  /** Default: this one. Where there are no signals, the child is asked over its channel. */
  readonly platform?: NodeJS.Platform;
}

/** A process that has loaded what it can and waits to run its file. */
export interface Standby {
  /** Undefined when it has ended meanwhile. */
  start(): Child | undefined;
  /** Ends it, if it was not started. */
  discard(): void;
}

/** Starts a Node program in a process group of its own: a Ctrl-C on the terminal reaches it only through {@link Child.stop}. */
export function startChild(options: ChildOptions): Child {
  return childOf(spawnNode(options), options);
}

/** Starts a process that loads modules, by their addresses, and runs its file later: what it then reads is the file as it is then. */
export function prepareChild(options: ChildOptions, modules: readonly string[]): Standby {
  const env = { ...options.env, [standbyVariable]: JSON.stringify(modules) };
  const process = spawnNode({ ...options, env });
  const child = childOf(process, options);
  let state: "waiting" | "started" | "ended" = "waiting";
  void child.exited.then(() => (state = "ended"));
  return {
    start() {
      if (state === "ended" || !process.connected) return undefined;
      state = "started";
      child.send({ type: "go" });
      return child;
    },
    discard() {
      if (state === "waiting") process.kill("SIGKILL");
    },
  };
}

function spawnNode({ file, args = [], nodeArgs = [], cwd, env }: ChildOptions): ChildProcess {
  const all = ["--enable-source-maps", ...nodeArgs, "--import", preload, file, ...args];
  return spawn(process.execPath, all, {
    cwd,
    env,
    detached: true,
    windowsHide: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

function childOf(child: ChildProcess, options: ChildOptions): Child {
  const { clock, onLine, onMessage, platform = process.platform } = options;
  // it may end between the question and the write: then nobody is there to hear it
  const send = (message: ChildMessage) => void (child.connected && child.send(message, () => {}));
  child.on("message", (message) => {
    if (isChildMessage(message)) onMessage?.(message, send);
  });
  const exited = watchExit(child, onLine);
  let asked = false;
  return {
    exited,
    send,
    async stop(graceMs, { abort = false } = {}) {
      if (abort) send({ type: "abort" });
      if (!asked) {
        if (platform === "win32" && child.connected) send({ type: "stop" });
        else child.kill("SIGTERM");
      }
      asked = true;
      const timer = clock.setTimer(graceMs, () => child.kill("SIGKILL"));
      await exited;
      timer.cancel();
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
  endGroup(child.pid);
  await Promise.all(lines);
  return exit;
}

/** What it started itself and left behind goes too; it would hold its outputs open. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined || process.platform === "win32") return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // nobody is left
  }
}

async function passOn(
  stream: Readable | null,
  name: "stdout" | "stderr",
  onLine: ChildOptions["onLine"],
): Promise<void> {
  if (!stream) return;
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) onLine(line, name);
}
