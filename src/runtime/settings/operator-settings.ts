import { parseArgs } from "node:util";
import { UserError } from "../../base/errors.ts";
import type { LogLevel } from "../../base/logger.ts";
import { nearest } from "../../base/nearest.ts";

/** What an operator is told beside its controllers. Flags win over environment variables, and those over what the code says. */
export interface OperatorSettings {
  /** `:8443`; `0` is off. Flag `--metrics-bind-address`. */
  readonly metricsAddress: string;
  /** HTTPS with authentication and authorization. Flag `--metrics-secure`. */
  readonly metricsSecure: boolean;
  /** `:8081`; `0` is off. Flag `--health-probe-bind-address`. */
  readonly healthAddress: string;
  /** Flag `--leader-elect`. */
  readonly leaderElection: boolean;
  /** Where the lease is; default the Pod's namespace. Flag `--leader-election-namespace`. */
  readonly leaderElectionNamespace: string | undefined;
  /** Empty: all. Flag `--namespaces`, variable `WATCH_NAMESPACE`, both separated by commas. */
  readonly namespaces: readonly string[];
  /** Flag `--workers`. */
  readonly workers: number;
  /** Flag `--log-level`, variable `LOG_LEVEL`. */
  readonly logLevel: LogLevel;
  /** `json`, or `console` for people; default `console` on a terminal. Flag `--log-format`, variable `LOG_FORMAT`. */
  readonly logFormat: LogFormat | undefined;
}

/** How log lines are written. */
export type LogFormat = "json" | "console";

const flags = {
  "metrics-bind-address": { type: "string" },
  "metrics-secure": { type: "string" },
  "health-probe-bind-address": { type: "string" },
  "leader-elect": { type: "string" },
  "leader-election-namespace": { type: "string" },
  namespaces: { type: "string" },
  workers: { type: "string" },
  "log-level": { type: "string" },
  "log-format": { type: "string" },
} as const;

const levels: readonly LogLevel[] = ["debug", "info", "warn", "error"];
const formats: readonly LogFormat[] = ["json", "console"];

/**
 * Settings of a process: flags, then environment, then the defaults given.
 *
 * @throws UserError for a flag or a value that is not known
 */
export function readSettings(
  defaults: Partial<OperatorSettings>,
  source: { argv: readonly string[]; env: Readonly<Record<string, string | undefined>>; inCluster: boolean },
): OperatorSettings {
  const given = parseFlags(source.argv);
  const { env, inCluster } = source;
  const namespaces = given.namespaces ?? env.WATCH_NAMESPACE;
  return {
    metricsAddress: given["metrics-bind-address"] ?? defaults.metricsAddress ?? "0",
    metricsSecure: readBoolean("metrics-secure", given["metrics-secure"]) ?? defaults.metricsSecure ?? true,
    healthAddress:
      given["health-probe-bind-address"] ?? defaults.healthAddress ?? (inCluster ? ":8081" : "0"),
    leaderElection: readBoolean("leader-elect", given["leader-elect"]) ?? defaults.leaderElection ?? false,
    leaderElectionNamespace: given["leader-election-namespace"] ?? defaults.leaderElectionNamespace,
    namespaces:
      namespaces === undefined
        ? (defaults.namespaces ?? [])
        : namespaces
            .split(",")
            .map((name) => name.trim())
            .filter(Boolean),
    workers: readWorkers(given.workers) ?? defaults.workers ?? 1,
    logLevel: readWord("level", given["log-level"] ?? env.LOG_LEVEL, levels) ?? defaults.logLevel ?? "info",
    logFormat: readWord("format", given["log-format"] ?? env.LOG_FORMAT, formats) ?? defaults.logFormat,
  };
}

function parseFlags(argv: readonly string[]): Partial<Record<keyof typeof flags, string>> {
  // Go's flags may stand alone for true; util.parseArgs wants a value
  const booleans = ["--leader-elect", "--metrics-secure"];
  const args = argv.map((arg) => (booleans.includes(arg) ? `${arg}=true` : arg));
  try {
    return parseArgs({ args, options: flags, allowPositionals: false }).values;
  } catch (error) {
    const unknown = argv
      .map((arg) => /^--([^=]+)/.exec(arg)?.[1])
      .find((name) => name && !Object.hasOwn(flags, name));
    const guess = unknown && nearest(unknown, Object.keys(flags));
    throw new UserError(
      "FLAG_INVALID",
      unknown ? `unknown flag "--${unknown}"` : `cannot read flags: ${(error as Error).message}`,
      {
        hint: guess
          ? `Did you mean "--${guess}"?`
          : `Flags: ${Object.keys(flags)
              .map((name) => `--${name}`)
              .join(", ")}.`,
        cause: error,
      },
    );
  }
}

function readBoolean(flag: string, text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (text === "true" || text === "false") return text === "true";
  throw new UserError("FLAG_INVALID", `cannot read "--${flag}=${text}": expected true or false`);
}

function readWorkers(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UserError("FLAG_INVALID", `cannot read "--workers=${text}": expected a number from 1 up`);
}

function readWord<Word extends string>(
  what: "level" | "format",
  text: string | undefined,
  words: readonly Word[],
): Word | undefined {
  if (text === undefined) return undefined;
  const word = words.find((candidate) => candidate === text.toLowerCase());
  if (word) return word;
  throw new UserError("FLAG_INVALID", `cannot read log ${what} "${text}": expected ${words.join(", ")}`);
}
