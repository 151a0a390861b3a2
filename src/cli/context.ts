import pc from "picocolors";
import type { Clock } from "../base/clock.ts";
import { type Logger, createLogger } from "../base/logger.ts";
import { type Ask, createTerminalAsk } from "./ask.ts";
import type { Completions } from "./completion/completions.ts";
import { type Drivers, createDrivers } from "./drivers.ts";
import type { Io } from "./io.ts";
import { packageRoot } from "./package.ts";
import { createTerminal, type Terminal } from "./terminal.ts";
import { type Progress, createProgress } from "./progress.ts";

/** What a command's body is given to work with. */
export interface Context {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts on Ctrl-C; a body that waits for it resolves then. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Writes a line of the result to standard output. */
  readonly print: (line: string) => void;
  /** Writes a line about what is going on to standard error. */
  readonly note: (line: string) => void;
  readonly progress: Progress;
  readonly stdin: NodeJS.ReadableStream;
  /** Messages of the parts that a command starts; they go to standard error. */
  readonly logger: Logger;
  /** Undefined where nobody can answer. */
  readonly ask: Ask | undefined;
  /** What somebody sits at; undefined where there are lines only. */
  readonly terminal: Terminal | undefined;
  readonly color: Colors;
  readonly drivers: Drivers;
  /** Folder of the package that new projects get. */
  readonly packageRoot: string;
  /** What a shell may complete: every command with its options. */
  readonly completions: () => Promise<readonly Completions[]>;
}

/** Each returns its text as it is where colours are not wanted. */
export type Colors = Pick<
  ReturnType<typeof pc.createColors>,
  "bold" | "dim" | "red" | "green" | "yellow" | "cyan"
>;

/** The context of one run. */
export function createContext(io: Io, { completions }: Pick<Context, "completions">): Context {
  const { cwd, env, signal, clock, isTTY, stderr } = io;
  const note = (line: string) => stderr.write(`${line}\n`);
  return {
    cwd,
    env,
    signal,
    clock,
    stdin: io.stdin,
    print: (line) => io.stdout.write(`${line}\n`),
    note,
    progress: createProgress({ output: stderr, isTTY, clock }),
    logger: createLogger({
      write: ({ level, message, fields }) => note(logLine(level, message, fields)),
      now: () => clock.now(),
    }),
    ask: isTTY ? createTerminalAsk({ input: io.stdin, output: io.stdout, signal }) : undefined,
    terminal: createTerminal(io),
    color: colorsOf(io),
    drivers: { ...createDrivers({ env, cwd, signal }), ...io.drivers },
    packageRoot: io.packageRoot ?? packageRoot,
    completions,
  };
}

/** Colours only on a terminal, never under NO_COLOR (no-color.org: set and not empty). */
export function colorsOf(io: Pick<Io, "isTTY" | "env">): Colors {
  return pc.createColors(io.isTTY && !io.env.NO_COLOR && io.env.TERM !== "dumb");
}

function logLine(level: string, message: string, fields: Readonly<Record<string, unknown>>): string {
  const rest = Object.entries(fields).map(
    ([key, value]) => ` ${key}=${value instanceof Error ? value.message : String(value)}`,
  );
  return `${level === "info" ? "" : `${level}: `}${message}${rest.join("")}`;
}
