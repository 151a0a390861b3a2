import { flagOf, type Command, type OptionSpec } from "../define-command.ts";
import type { Completions, OptionCompletion } from "./completions.ts";

const fileValues = /^(FILE|DIR|FOLDER|PATH)$/;
const help: OptionCompletion = { flag: "--help", summary: "show this help" };

/** Everything that a shell can know of the command line without asking the program. */
export function completionTable(commands: readonly Command[]): Completions[] {
  const names = commands.map(({ name }) => name);
  const beginnings = new Set(
    names.flatMap((name) => name.split(" ").map((_, index, words) => words.slice(0, index).join(" "))),
  );
  // a command may also be the beginning of others: sandbox, sandbox snapshot
  return [...new Set([...beginnings, ...names])].map((path) => {
    const command = commands.find(({ name }) => name === path);
    const own = command ? completionsOf(command) : { words: [], options: [help], files: false };
    const next = beginnings.has(path) ? nextWords(path, names) : [];
    return {
      path,
      words: [
        ...next.map((word) => ({ word, summary: summaryOf(join(path, word), commands) })),
        ...own.words,
      ],
      options: path === "" ? [help, { flag: "--version", summary: "print the version" }] : own.options,
      files: own.files,
    };
  });
}

function nextWords(path: string, names: readonly string[]): string[] {
  const depth = path === "" ? 0 : path.split(" ").length;
  const below = names.filter((name) => path === "" || name.startsWith(`${path} `));
  return [...new Set(below.map((name) => name.split(" ")[depth] ?? ""))];
}

/** Of the beginning of several commands: how they go on. */
function summaryOf(path: string, commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name);
  return commands.find(({ name }) => name === path)?.summary ?? nextWords(path, names).join(", ");
}

function join(path: string, word: string): string {
  return path === "" ? word : `${path} ${word}`;
}

function completionsOf({ options, args }: Command): Omit<Completions, "path"> {
  const given = Object.entries(options).flatMap(([key, spec]) => optionOf(flagOf(key), spec));
  const first = Object.values(args)[0];
  const words = (first?.choices ?? []).map((word) => ({ word, summary: first?.summary ?? "" }));
  return { words, options: [...given, help], files: first !== undefined && words.length === 0 };
}

/** A switch is offered in the form that changes something. */
function optionOf(flag: string, spec: OptionSpec): OptionCompletion[] {
  const { summary } = spec;
  if (spec.type === "boolean") {
    if (spec.hidden) return [];
    return [{ flag: spec.default ? flag.replace("--", "--no-") : flag, summary }];
  }
  const words = spec.type === "string" ? (spec.choices ?? spec.suggestions ?? []) : [];
  return [{ flag, summary, takes: { words, files: fileValues.test(spec.value) } }];
}
