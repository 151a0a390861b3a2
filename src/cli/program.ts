import { Argument, Command as Parser, CommanderError, Option } from "commander";
import { nearest } from "../base/nearest.ts";
import { type ArgumentSpec, type Command, type OptionSpec, flagOf } from "./define-command.ts";
import { UsageError } from "./usage-error.ts";

/** A command line that was understood: which command, and what was given to it as text and flags. */
export interface Invocation {
  readonly command: Command;
  readonly given: Readonly<Record<string, unknown>>;
}

const groupDescriptions: Readonly<Record<string, string>> = {
  create: "Adds to a project.",
  generate: "Manifests from sources, without a project.",
  import: "Sources from manifests.",
};

/**
 * Understands a command line. Undefined when it asked for help or the version, which was then written.
 *
 * @throws UsageError for what is not understood, with the nearest name there is
 */
export function parseCommandLine(
  argv: readonly string[],
  options: { commands: readonly Command[]; version: string; write: (text: string) => void; columns?: number },
): Invocation | undefined {
  const { commands, version, write, columns = 100 } = options;
  const found: Invocation[] = [];
  const program = new Parser("kubewright")
    .description("Kubernetes operators in TypeScript.")
    .version(version, "-V, --version", "print the version")
    .enablePositionalOptions() // "create api --version v1" is the API's version
    .addHelpText("after", "\nErrors end with a code; docs/reference/errors.md has what to do about each.");
  configure(program, { write, columns });
  for (const command of commands) {
    const words = command.name.split(" ");
    const parent = words.slice(0, -1).reduce((at, word) => ensureGroup(at, word, command), program);
    addCommand(parent, command, (given) => found.push({ command, given }));
  }
  if (argv.length === 0) {
    program.outputHelp();
    return undefined;
  }
  const line = withHelpFlag(argv, commands);
  try {
    program.parse(withPlainBooleans(line, commands), { from: "user" });
  } catch (error) {
    return explain(error, commandOf(line, commands));
  }
  return found[0];
}

function configure(parser: Parser, options: { write: (text: string) => void; columns: number }): Parser {
  const { write, columns } = options;
  return parser
    .exitOverride()
    .helpOption("-h, --help", "show this help")
    .configureHelp({ visibleCommands: leavesOf, subcommandTerm: fullName })
    .configureOutput({
      writeOut: write,
      writeErr: () => {}, // the error that follows says it
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
      getOutHasColors: () => false,
    });
}

/** The commands that do something, those of groups included. A group has no summary. */
function leavesOf(parser: Parser): Parser[] {
  return parser.commands.flatMap((child) => [...(child.summary() ? [child] : []), ...leavesOf(child)]);
}

function fullName(parser: Parser): string {
  const { parent } = parser;
  return parent?.parent ? `${fullName(parent)} ${parser.name()}` : parser.name();
}

function ensureGroup(parent: Parser, word: string, command: Command): Parser {
  const existing = parent.commands.find((child) => child.name() === word);
  if (existing) return existing;
  const group = inherit(parent, word)
    .description(groupDescriptions[word] ?? "")
    .helpGroup(`${command.group}:`)
    .allowExcessArguments();
  group.action(() => {
    const names = group.commands.map((child) => child.name());
    const [wrong] = group.args;
    if (wrong === undefined)
      throw new UsageError(`missing command after "${word}": expected ${quoted(names)}`);
    const near = nearest(wrong, names);
    const hint = near === undefined ? {} : { hint: `Did you mean ${word} ${near}?` };
    throw new UsageError(
      `unknown command "${word} ${wrong}": expected ${quoted(names)} after "${word}"`,
      hint,
    );
  });
  return group;
}

/** `command()` copies what was configured on the parent. */
function inherit(parent: Parser, word: string): Parser {
  return parent.command(word).allowExcessArguments(false);
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(" or ");
}

function addCommand(
  parent: Parser,
  command: Command,
  onCall: (given: Record<string, unknown>) => void,
): void {
  const word = command.name.split(" ").at(-1) ?? "";
  const parser = inherit(parent, word)
    .summary(command.summary)
    .description(command.description ?? sentence(command.summary))
    .helpGroup(`${command.group}:`)
    .addHelpText("after", exampleText(command));
  for (const [key, spec] of Object.entries(command.options))
    toOptions(key, spec).forEach((option) => parser.addOption(option));
  for (const [name, spec] of Object.entries(command.args)) parser.addArgument(toArgument(name, spec));
  const names = Object.keys(command.args);
  parser.action(() => {
    const args = Object.fromEntries(
      names.map((name, index) => [name, parser.processedArgs[index] as unknown]),
    );
    onCall({ ...parser.opts(), ...args });
  });
}

function toOptions(key: string, spec: OptionSpec): Option[] {
  const flag = flagOf(key);
  if (spec.type !== "boolean") {
    const choices = spec.type === "string" && spec.choices ? ` (${spec.choices.join(", ")})` : "";
    const needed = spec.type === "string" && spec.required ? " (required)" : "";
    const summary = spec.summary + choices + needed;
    const short = spec.type === "string" && spec.short ? `-${spec.short}, ` : "";
    if (spec.type === "string" && spec.alone !== undefined)
      return [new Option(`${flag} [${spec.value}]`, summary).preset(spec.alone)];
    return [new Option(`${short}${flag} <${spec.value}>`, summary)];
  }
  const on = new Option(flag, spec.summary);
  const off = new Option(flag.replace("--", "--no-"), spec.summary);
  return [
    on.hideHelp(spec.hidden === true || spec.default === true),
    off.hideHelp(spec.hidden === true || spec.default !== true),
  ];
}

function toArgument(name: string, spec: ArgumentSpec): Argument {
  const text = spec.variadic ? `${name}...` : name;
  return new Argument(spec.required ? `<${text}>` : `[${text}]`, spec.summary);
}

function exampleText(command: Command): string {
  const lines = command.examples.map(({ line, summary }) => `  # ${summary}\n  $ ${line}`);
  return `\nExamples:\n${lines.join("\n\n")}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** `help create api` as `create api --help`; help for what is no command becomes that command, to be refused like any. */
function withHelpFlag(argv: readonly string[], commands: readonly Command[]): readonly string[] {
  const [first, ...rest] = argv;
  const line = first === "help" ? [...rest, "--help"] : argv;
  const words = line.filter((word) => !word.startsWith("-"));
  const known = commands.some(({ name }) =>
    `${name} `.startsWith(`${words.slice(0, name.split(" ").length).join(" ")} `),
  );
  const asksHelp = line.includes("--help") || line.includes("-h");
  return known || words.length === 0 || !asksHelp ? line : words;
}

/** kubebuilder's `--flag=true` and `--flag=false` as `--flag` and `--no-flag`. */
function withPlainBooleans(argv: readonly string[], commands: readonly Command[]): string[] {
  const flags = Object.entries(commandOf(argv, commands)?.options ?? {}).flatMap(([key, spec]) =>
    spec.type === "boolean" ? [flagOf(key)] : [],
  );
  const end = argv.indexOf("--") === -1 ? argv.length : argv.indexOf("--");
  return argv.map((word, index) => {
    const [flag = "", value] = word.split("=", 2);
    if (index >= end || value === undefined || !flags.includes(flag)) return word;
    if (value === "true") return flag;
    if (value === "false") return flag.replace("--", "--no-");
    throw new UsageError(`cannot read ${flag} "${value}": expected "true" or "false"`);
  });
}

/** The command that a line begins with, whatever options stand between its words; of several the one with the most words. */
function commandOf(argv: readonly string[], commands: readonly Command[]): Command | undefined {
  const words = argv.filter((word) => !word.startsWith("-"));
  return commands
    .filter(({ name }) => name.split(" ").every((word, index) => words[index] === word))
    .sort((a, b) => b.name.length - a.name.length)[0];
}

/** Help and version were written already; everything else is a usage error in our own words. */
function explain(error: unknown, command: Command | undefined): undefined {
  if (!(error instanceof CommanderError)) throw error;
  if (error.exitCode === 0) return undefined;
  const [first = "", ...rest] = error.message.split("\n");
  const suggestion = /\(Did you mean (.*?)\?\)/.exec(rest.join(" "))?.[1];
  const message = first
    .replace(/^error: /, "")
    .replace(/\.$/, "")
    .replaceAll("'", '"');
  const help = `kubewright ${command ? `${command.name} ` : ""}--help`;
  throw new UsageError(message, {
    hint: suggestion ? `Did you mean ${suggestion.replace("one of ", "")}?` : `See \`${help}\`.`,
  });
}
