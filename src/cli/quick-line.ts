import { type Command, type OptionSpec, flagOf } from "./define-command.ts";
import type { Invocation } from "./program.ts";

/** The commands that run at every save or that somebody waits for, and what loads their data: the parser and the data of all others take longer than such a run. */
const quickCommands: Readonly<Record<string, () => Promise<Command>>> = {
  manifests: async () => (await import("./commands/manifests.ts")).manifests,
  "generate crd": async () => (await import("./commands/generate-crd.ts")).generateCrd,
  sandbox: async () => (await import("./commands/sandbox.ts")).sandbox,
};

/**
 * Understands a plain line of a command that is often run, just as the parser would. Undefined for every other command, and for
 * whatever is not plain: help, mistakes, short options.
 */
export async function readQuickLine(argv: readonly string[]): Promise<Invocation | undefined> {
  const name = Object.keys(quickCommands).find((words) =>
    words.split(" ").every((word, index) => argv[index] === word),
  );
  const load = name === undefined ? undefined : quickCommands[name];
  if (name === undefined || !load) return undefined;
  const command = await load();
  const words = argv.slice(name.split(" ").length);
  const options = readOptions(words, command);
  const args = options && readArguments(options.rest, command);
  return args && { command, given: { ...options.given, ...args } };
}

/** Values by option, and the words that belong to none. */
function readOptions(
  words: readonly string[],
  command: Command,
): { given: Record<string, unknown>; rest: string[] } | undefined {
  const given: Record<string, unknown> = {};
  const rest: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (!word.startsWith("-")) {
      rest.push(word);
      continue;
    }
    const [flag = "", inline] = word.split(/=(.*)/s, 2);
    const option = findOption(flag, command.options);
    if (!option) return undefined;
    if (option.spec.type === "boolean") {
      if (inline !== undefined) return undefined;
      given[option.key] = option.on;
    } else {
      const value = inline ?? words[++index];
      if (!value || (value !== "-" && value.startsWith("-"))) return undefined;
      given[option.key] = value;
    }
  }
  return { given, rest };
}

function findOption(
  flag: string,
  options: Command["options"],
): { key: string; spec: OptionSpec; on: boolean } | undefined {
  for (const [key, spec] of Object.entries(options)) {
    if (flagOf(key) === flag) return { key, spec, on: true };
    if (spec.type === "boolean" && flagOf(key).replace("--", "--no-") === flag)
      return { key, spec, on: false };
  }
  return undefined;
}

function readArguments(words: readonly string[], { args }: Command): Record<string, unknown> | undefined {
  const given: Record<string, unknown> = {};
  const left = [...words];
  for (const [name, spec] of Object.entries(args)) {
    if (spec.required && left.length === 0) return undefined;
    if (spec.variadic) given[name] = left.splice(0);
    else if (left.length > 0) given[name] = left.shift();
  }
  return left.length > 0 ? undefined : given;
}
