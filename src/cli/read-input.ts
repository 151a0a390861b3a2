import type { Ask } from "./ask.ts";
import { type Command, type OptionSpec, flagOf } from "./define-command.ts";
import type { Invocation } from "./program.ts";
import { UsageError } from "./usage-error.ts";

/**
 * What a command's body gets: values of the right types, defaults filled in. A required option that is missing
 * is asked for where somebody can answer.
 *
 * @throws UsageError that names the flag
 */
export async function readInput(
  { command, given }: Invocation,
  ask: Ask | undefined,
): Promise<Record<string, unknown>> {
  const input: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries(command.options)) {
    const value = readOption(key, { spec, value: given[key] });
    if (value !== undefined) input[key] = value;
  }
  for (const [name, { choices }] of Object.entries(command.args)) {
    const value = given[name];
    if (value === undefined) continue;
    if (choices) assertChoice(name, { value, choices });
    input[name] = value;
  }
  const missing = Object.entries(command.options).filter(
    ([key, spec]) => isRequired(spec) && input[key] === undefined,
  );
  if (missing.length > 0 && !ask)
    throw missingOptions(
      missing.map(([key]) => key),
      command,
    );
  for (const [key, spec] of missing) {
    const answer = await ask?.text(questionOf(key, spec));
    if (!answer) throw missingOptions([key], command);
    input[key] = readOption(key, { spec, value: answer });
  }
  return input;
}

function readOption(key: string, { spec, value }: { spec: OptionSpec; value: unknown }): unknown {
  switch (spec.type) {
    case "boolean":
      return value ?? spec.default ?? false;
    case "integer":
      return value === undefined ? undefined : readInteger(key, { spec, text: String(value) });
    case "string":
      if (value === "") throw new UsageError(`${flagOf(key)} must not be empty`);
      if (value !== undefined && spec.choices) assertChoice(flagOf(key), { value, choices: spec.choices });
      return value;
  }
}

function assertChoice(
  name: string,
  { value, choices }: { value: unknown; choices: readonly string[] },
): void {
  if (choices.includes(String(value))) return;
  throw new UsageError(`cannot read ${name} "${String(value)}": expected one of ${choices.join(", ")}`);
}

function readInteger(
  key: string,
  { spec, text }: { spec: { min: number; max: number }; text: string },
): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= spec.min && number <= spec.max) return number;
  throw new UsageError(
    `cannot read ${flagOf(key)} "${text}": expected a whole number from ${spec.min} to ${spec.max}`,
  );
}

function isRequired(spec: OptionSpec): boolean {
  return spec.type === "string" && spec.required === true;
}

function questionOf(key: string, spec: OptionSpec): string {
  return (spec.type === "string" && spec.question) || `${flagOf(key)}: ${spec.summary}`;
}

function missingOptions(keys: readonly string[], command: Command): UsageError {
  const example = command.examples[0]?.line;
  return new UsageError(
    `missing ${keys.map(flagOf).join(", ")}`,
    example === undefined ? {} : { hint: `For example: ${example}` },
  );
}
