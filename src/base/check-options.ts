import { parseDuration } from "./duration.ts";
import { UserError } from "./errors.ts";
import { nearest } from "./nearest.ts";

/** What an option takes: for whom reads the error, and as a test. */
export interface OptionRule {
  /** After "expected": `an integer from 1 up`. */
  readonly text: string;
  holds(value: unknown): boolean;
}

/** What the options of something are, by their names. */
export type OptionRules = Readonly<Record<string, OptionRule>>;

/** Of what the options are, and how their errors are known. */
export interface CheckedOptions {
  /** `operator({…})`. */
  readonly of: string;
  readonly code: string;
  /** Names of those that have to be there. */
  readonly required?: readonly string[];
  /** It may have members of its own beside the options, as an instance of a class has. */
  readonly open?: boolean;
}

/**
 * Refuses options that mean nothing; one that is undefined was not given.
 *
 * @throws UserError of the code given, for a name that is not known, a value that is not taken, and one that is missing
 */
export function checkOptions(options: unknown, rules: OptionRules, checked: CheckedOptions): void {
  const { of, code, required = [], open = false } = checked;
  const refuse = (message: string, hint?: string): never => {
    throw new UserError(code, message, hint === undefined ? {} : { hint });
  };
  if (!isRecord(options)) return refuse(`cannot take ${of} ${showValue(options)}: expected an object`);
  const names = Object.keys(rules);
  for (const name of open ? [] : Object.keys(options).filter((key) => !names.includes(key))) {
    const guess = nearest(name, names);
    const hint = guess ? `Did you mean "${guess}"?` : `The options are ${names.join(", ")}.`;
    refuse(`${of}: there is no option "${name}"`, hint);
  }
  const missing = required.find((name) => options[name] === undefined);
  if (missing) refuse(`${of}: ${missing} is missing: expected ${rules[missing]?.text}`);
  for (const [name, { text, holds }] of Object.entries(rules)) {
    const value = options[name];
    if (value === undefined || holds(value)) continue;
    refuse(`${of}: cannot take ${name} ${showValue(value)}: expected ${text}`);
  }
}

/** Kinds of values that many options take. */
export const takes = {
  boolean: { text: "true or false", holds: (value) => typeof value === "boolean" },
  function: { text: "a function", holds: isFunction },
  text: { text: "a text that is not empty", holds: (value) => typeof value === "string" && value !== "" },
  anyText: { text: "a text", holds: (value) => typeof value === "string" },
  number: {
    text: "a number",
    holds: (value) => typeof value === "number" && !Number.isNaN(value),
  },
  integer: { text: "an integer", holds: Number.isInteger },
  count: { text: "an integer from 1 up", holds: (value) => Number.isInteger(value) && Number(value) >= 1 },
  duration: {
    text: 'milliseconds above 0, or a duration such as "30s"',
    holds(value) {
      const milliseconds = typeof value === "string" ? parseDuration(value) : value;
      return typeof milliseconds === "number" && milliseconds > 0;
    },
  },
  object: { text: "an object", holds: isRecord },
  /** A DNS-1123 label, which every namespace is. */
  namespaces: {
    text: "a list of namespaces, each of lower-case letters, digits and -, at most 63",
    holds: (value) => Array.isArray(value) && value.every(isNamespace),
  },
} as const satisfies OptionRules;

/** One of the words. */
export function takesWord(words: readonly string[]): OptionRule {
  return {
    text: words.map((word) => `"${word}"`).join(", "),
    holds: (value) => words.includes(value as string),
  };
}

/** A list of what another option takes. */
export function takesList(text: string, holds: (item: unknown) => boolean): OptionRule {
  return { text, holds: (value) => Array.isArray(value) && value.every(holds) };
}

/** An object with any names, and values of one kind. */
export function takesRecord(text: string, holds: (item: unknown) => boolean): OptionRule {
  return { text, holds: (value) => isRecord(value) && Object.values(value).every(holds) };
}

/** Whether a text can be the name of a namespace (apimachinery's IsDNS1123Label). */
export function isNamespace(value: unknown): boolean {
  return typeof value === "string" && value.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(value);
}

/** Whether it has members: no list, and not null. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

/** A value in an error message. */
export function showValue(value: unknown): string {
  if (typeof value === "number" || isFunction(value) || typeof value === "symbol") return nameOf(value);
  try {
    const text = JSON.stringify(value) ?? String(value);
    return text.length > 200 ? `${text.slice(0, 200)}…` : text;
  } catch {
    return "an object";
  }
}

function nameOf(value: unknown): string {
  return isFunction(value) ? "a function" : String(value);
}
