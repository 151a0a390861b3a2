import type { Context } from "./context.ts";

interface StringOption {
  readonly type: "string";
  /** What stands for the value in the help: `NAME` in `--name NAME`. */
  readonly value: string;
  readonly summary: string;
  /** One letter that says the same, where kubectl has it: `n` for `-n`. */
  readonly short?: string;
  /** Without it the command is a usage error; on a terminal it is asked for, with `question`. */
  readonly required?: true;
  readonly question?: string;
  readonly choices?: readonly string[];
  /** Values that a shell may offer; others are taken too. */
  readonly suggestions?: readonly string[];
  /** The value where the flag stands alone: a value comes behind `=` then. */
  readonly alone?: string;
}

interface IntegerOption {
  readonly type: "integer";
  readonly value: string;
  readonly summary: string;
  readonly min: number;
  readonly max: number;
}

/** `--flag`, `--no-flag`, `--flag=true` and `--flag=false`; the help shows the one that is not the default. */
interface BooleanOption {
  readonly type: "boolean";
  readonly summary: string;
  /** Default: false. */
  readonly default?: boolean;
  /** Understood, but not in the help. */
  readonly hidden?: true;
}

/** An option; its key in camel case is the flag in kebab case. */
export type OptionSpec = StringOption | IntegerOption | BooleanOption;

/** A positional argument; a variadic one is the last. */
export interface ArgumentSpec {
  readonly summary: string;
  readonly required?: true;
  readonly variadic?: true;
  readonly choices?: readonly string[];
}

/** A command line to show and what it does. */
export interface Example {
  readonly line: string;
  readonly summary: string;
}

type Options = Readonly<Record<string, OptionSpec>>;
type Arguments = Readonly<Record<string, ArgumentSpec>>;

type OptionValue<S extends OptionSpec> = S extends { type: "boolean" }
  ? boolean
  : S extends { type: "integer" }
    ? number
    : S extends { choices: readonly (infer C)[] }
      ? C
      : string;
type AlwaysSet = { required: true } | { variadic: true } | { type: "boolean" };
type ArgumentValue<S extends ArgumentSpec> = S extends { variadic: true }
  ? string[]
  : S extends { choices: readonly (infer C)[] }
    ? C
    : string;

/** What a body gets: the values of its options and arguments under their names. */
export type InputOf<O extends Options, A extends Arguments> = {
  [K in keyof O as O[K] extends AlwaysSet ? K : never]: OptionValue<O[K]>;
} & {
  [K in keyof O as O[K] extends AlwaysSet ? never : K]?: OptionValue<O[K]>;
} & {
  [K in keyof A as A[K] extends AlwaysSet ? K : never]: ArgumentValue<A[K]>;
} & {
  [K in keyof A as A[K] extends AlwaysSet ? never : K]?: ArgumentValue<A[K]>;
};

/** What a command does, as a function of its input and of what it is given to work with. */
export type Body<Input> = (input: Input, context: Context) => Promise<void>;

/** A command as data: help, parser and reference page read it; its body is loaded when it runs. */
export interface Command {
  /** The words that call it: `create api`. */
  readonly name: string;
  /** Under which heading of the help it stands. */
  readonly group: "Project" | "Manifests" | "Clusters" | "Images" | "About";
  /** One line, lower case, no full stop. */
  readonly summary: string;
  /** More, for its own help. */
  readonly description?: string;
  readonly examples: readonly Example[];
  readonly options: Options;
  readonly args: Arguments;
  readonly load: () => Promise<Body<never>>;
}

/** Checks that the body fits the options and arguments. */
export function defineCommand<const O extends Options, const A extends Arguments>(
  command: Omit<Command, "options" | "args" | "load"> & {
    readonly options: O;
    readonly args: A;
    readonly load: () => Promise<Body<InputOf<O, A>>>;
  },
): Command {
  return command;
}

/** The option of every command that writes. */
export const dryRun = {
  type: "boolean",
  summary: "show what would change as a unified diff and write nothing",
} as const;

/** `skipInstall` → `--skip-install`. */
export function flagOf(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
