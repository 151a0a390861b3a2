import { parseArgs } from "node:util";
import { UserError } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";

/** A flag of an operator's process. */
export interface Flag {
  /** What stands behind `=` in the help; a flag without may stand alone, for true. */
  readonly value?: string;
  /** The variable of the environment that is read where the flag is not given. */
  readonly variable?: string;
  readonly help: string;
}

/** Every flag, in the order of the help. */
export const flags = {
  "metrics-bind-address": { value: "address", help: 'where metrics are served, such as :8443; "0" is off' },
  "metrics-secure": { help: "serve metrics by HTTPS, with authentication and authorization" },
  "metrics-cert-path": { value: "folder", help: "folder of the metrics server's certificate" },
  "metrics-cert-name": { value: "file", help: "its certificate's file; default tls.crt" },
  "metrics-cert-key": { value: "file", help: "its key's file; default tls.key" },
  "health-probe-bind-address": {
    value: "address",
    help: 'where health is served, such as :8081; "0" is off',
  },
  "leader-elect": { help: "work only while this process leads" },
  "leader-election-id": { value: "name", help: "name of the lease; default the operator's" },
  "leader-election-namespace": { value: "namespace", help: "namespace of the lease; default the Pod's" },
  "leader-elect-lease-duration": { value: "duration", help: "wait for a leader that is not heard of; 15s" },
  "leader-elect-renew-deadline": { value: "duration", help: "a leader gives up renewing after; 10s" },
  "leader-elect-retry-period": { value: "duration", help: "between two tries; 2s" },
  namespaces: { value: "a,b", variable: "WATCH_NAMESPACE", help: "namespaces to watch; default all" },
  workers: { value: "number", variable: "WORKERS", help: "runs at the same time: 4, or 2,memcached=8" },
  "log-level": { value: "level", variable: "LOG_LEVEL", help: "debug, info, warn or error" },
  "log-format": { value: "format", variable: "LOG_FORMAT", help: "json or console" },
} as const satisfies Record<string, Flag>;

/** Name of a flag, without its dashes. */
export type FlagName = keyof typeof flags;

/** What was said of each flag, by the command line or a variable; undefined where nothing was. */
export type FlagTexts = Readonly<Record<FlagName, string | undefined>>;

const names = Object.keys(flags) as FlagName[];

/**
 * Texts of the flags: of the command line first, else of the environment.
 *
 * @throws UserError FLAG_INVALID for a flag that is not there, or has no value
 */
export function readFlags(source: {
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
}): FlagTexts {
  const given = parse(source.argv);
  const text = (name: FlagName) => {
    const { variable }: Flag = flags[name];
    return given[name] ?? (variable === undefined ? undefined : source.env[variable]);
  };
  return Object.fromEntries(names.map((name) => [name, text(name)])) as FlagTexts;
}

/** A text as it was given: `--workers=0`, or `WORKERS=0` where only the variable says so. */
export function givenAs(name: FlagName, text: string, argv: readonly string[]): string {
  const { variable }: Flag = flags[name];
  const isFlag = argv.some((arg) => new RegExp(`^--?${name}(=|$)`).test(arg));
  return isFlag || variable === undefined ? `--${name}=${text}` : `${variable}=${text}`;
}

/** Whether the command line asks for help. */
export function wantsHelp(argv: readonly string[]): boolean {
  return argv.includes("--help") || argv.includes("-h");
}

/** The flags as lines for a terminal. */
export function flagHelp(operator: string): string {
  const rows = names.map((name) => {
    const { value, variable, help }: Flag = flags[name];
    const left = value === undefined ? `--${name}` : `--${name}=<${value}>`;
    return { left, right: variable === undefined ? help : `${help} [${variable}]` };
  });
  const width = Math.max(...rows.map(({ left }) => left.length));
  const lines = rows.map(({ left, right }) => `  ${left.padEnd(width)}  ${right}`);
  return [
    `${operator}: runs until SIGTERM.`,
    "",
    "Flags [and variables, which they win over]:",
    ...lines,
    "",
  ].join("\n");
}

function parse(argv: readonly string[]): Partial<Record<string, string>> {
  // Go's flags may stand alone for true, and have one dash; util.parseArgs wants two and a value
  const args = argv.map((arg) => {
    const long = /^-[a-z][a-z-]+(=|$)/.test(arg) ? `-${arg}` : arg;
    const flag: Flag | undefined = (flags as Record<string, Flag>)[long.slice(2)];
    return flag && flag.value === undefined ? `${long}=true` : long;
  });
  const options = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]));
  try {
    return parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    throw refusal(argv, error);
  }
}

function refusal(argv: readonly string[], cause: unknown): UserError {
  const unknown = argv
    .map((arg) => /^--?([^=-][^=]*)/.exec(arg)?.[1])
    .find((name) => name && !Object.hasOwn(flags, name));
  const guess = unknown && nearest(unknown, names);
  const message = unknown ? `unknown flag "--${unknown}"` : `cannot read flags: ${(cause as Error).message}`;
  const all = names.map((name) => `--${name}`).join(", ");
  const hint = guess ? `Did you mean "--${guess}"?` : `Flags: ${all}. --help says what they are.`;
  return new UserError("FLAG_INVALID", message, { hint, cause });
}
