import type { Result } from "execa";
import { UserError } from "../base/errors.ts";

/** How to run an outside program. */
export interface ExecOptions {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Written to its standard input, which is closed otherwise. */
  readonly input?: string;
  /** Milliseconds after which it is ended (SIGTERM, then SIGKILL). Default: none. */
  readonly timeoutMs?: number;
  /** Ends it (SIGTERM, then SIGKILL). */
  readonly signal?: AbortSignal;
  /** Gets each line of both outputs as it comes, for progress. */
  readonly onLine?: (line: string) => void;
  /** What to do when it is not installed or fails. */
  readonly hint?: string;
}

/** What a program wrote, without the final line break. */
export interface ExecResult {
  readonly stdout: string;
  readonly stderr: string;
}

const lastLines = 20;

/**
 * Runs a program without a shell and returns its output. The only door to outside programs that end by themselves.
 *
 * @throws UserError COMMAND_NOT_FOUND, COMMAND_TIMEOUT or COMMAND_FAILED: the message holds the command line, the
 * exit code and the last lines of its output. An abort rejects with the signal's reason.
 */
export async function exec(
  command: string,
  args: readonly string[],
  options: ExecOptions = {},
): Promise<ExecResult> {
  const { cwd, env, input, timeoutMs, signal, onLine } = options;
  signal?.throwIfAborted();
  const { execa } = await import("execa"); // 0.1 s that --help need not pay
  const subprocess = execa(command, [...args], {
    reject: false,
    all: true,
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
    ...(input === undefined ? { stdin: "ignore" as const } : { input }),
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  if (onLine) await forEachLine(subprocess.iterable({ from: "all" }), onLine);
  const result = await subprocess;
  signal?.throwIfAborted();
  if (result.failed) throw failure(result, [command, ...args].join(" "), options);
  return { stdout: result.stdout, stderr: result.stderr };
}

async function forEachLine(
  lines: AsyncIterable<string | Uint8Array>,
  onLine: (line: string) => void,
): Promise<void> {
  try {
    for await (const line of lines) onLine(String(line));
  } catch {
    // the iterable throws what the result tells better
  }
}

function failure(
  result: Pick<Result, "exitCode" | "signal" | "timedOut" | "code" | "all" | "shortMessage">,
  line: string,
  options: ExecOptions,
): UserError {
  const hint = options.hint === undefined ? {} : { hint: options.hint };
  if (result.code === "ENOENT")
    return new UserError(
      "COMMAND_NOT_FOUND",
      `cannot run "${line}": program or working folder not found`,
      hint,
    );
  const output = tail(String(result.all ?? ""), lastLines);
  const say = (what: string) => `"${line}" ${what}${output ? `:\n${output}` : ""}`;
  if (result.timedOut)
    return new UserError("COMMAND_TIMEOUT", say(`did not end within ${options.timeoutMs} ms`), hint);
  if (result.exitCode !== undefined)
    return new UserError("COMMAND_FAILED", say(`ended with exit code ${result.exitCode}`), hint);
  return new UserError(
    "COMMAND_FAILED",
    say(result.signal ? `was ended by ${result.signal}` : `failed (${result.shortMessage})`),
    hint,
  );
}

/** The last `count` lines of a text. */
export function tail(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
