import { describeError } from "../base/describe-error.ts";
import { UserError } from "../base/errors.ts";
import { Interrupted } from "./interrupted.ts";
import type { Io } from "./io.ts";
import { readVersion } from "./package.ts";
import { processIo } from "./process-io.ts";
import type { Invocation } from "./program.ts";
import { readQuickLine } from "./quick-line.ts";
import { UsageError } from "./usage-error.ts";

const exitCodes = { ok: 0, userError: 1, usage: 2, bug: 70, interrupted: 130 } as const;

/** The program: runs the process's command line and sets its exit code. */
export async function main(): Promise<void> {
  const io = processIo(process);
  const fail = (error: unknown) => {
    report(error, io);
    process.exit(exitCodes.bug); // eslint-disable-line no-restricted-properties -- what was thrown outside any call leaves nothing to unwind
  };
  process.once("uncaughtException", fail);
  process.once("unhandledRejection", fail);
  process.exitCode = await run(process.argv.slice(2), io);
}

/**
 * Runs one command line; resolves with the exit code when everything that it started has ended: 0, 1 for what the
 * user can mend, 2 for a command line that is not understood, 70 for our own bug, 130 after Ctrl-C on unfinished work.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    const invocation = (await readQuickLine(argv)) ?? (await readLine(argv, io));
    if (invocation) await execute(invocation, io);
    return exitCodes.ok;
  } catch (error) {
    return report(error, io);
  }
}

/** Undefined when the line asked for help or the version, which was then written. */
async function readLine(argv: readonly string[], { stdout }: Io): Promise<Invocation | undefined> {
  const [{ commands }, { parseCommandLine }] = await Promise.all([
    import("./commands.ts"),
    import("./program.ts"),
  ]);
  return parseCommandLine(argv, {
    commands,
    version: readVersion(),
    write: (text) => stdout.write(text),
    ...(stdout.columns === undefined ? {} : { columns: stdout.columns }),
  });
}

async function execute(invocation: Invocation, io: Io): Promise<void> {
  // the parts that only a running command needs: help does without
  const [{ createContext }, { readInput }, body] = await Promise.all([
    import("./context.ts"),
    import("./read-input.ts"),
    invocation.command.load(),
  ]);
  const context = createContext(io, { completions: readCompletions });
  const input = await readInput(invocation, context.ask);
  await body(input as never, context); // defineCommand has checked that they fit
}

async function readCompletions() {
  const [{ commands }, { completionTable }] = await Promise.all([
    import("./commands.ts"),
    import("./completion/completion-table.ts"),
  ]);
  return completionTable(commands);
}

/** The one place that prints errors and knows what they mean for the exit code. */
function report(error: unknown, io: Io): number {
  if (error instanceof Interrupted || io.signal.aborted) return exitCodes.interrupted;
  if (error instanceof UserError) {
    io.stderr.write(`${describeError(error)}\n`);
    return error instanceof UsageError ? exitCodes.usage : exitCodes.userError;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(`this is a bug in kubewright, please report it with the lines below\n${stack}\n`);
  io.stderr.write(
    `kubewright ${readVersion()}, node ${process.version}, ${process.platform} ${process.arch}\n`,
  );
  return exitCodes.bug;
}
