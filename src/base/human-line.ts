import type { LogRecord } from "./logger.ts";

/** A log line for a person: time, level, message, fields but those in `omit`; an error's stack on lines of its own. */
export function humanLine(
  { time, level, message, fields }: LogRecord,
  { omit = [] }: { omit?: readonly string[] } = {},
): string {
  const { error, ...rest } = fields;
  const pairs = Object.entries(rest)
    .filter(([key]) => !omit.includes(key))
    .map(([key, value]) => `${key}=${textOf(value)}`);
  const head = [time.toISOString().slice(11, 23), level.toUpperCase().padEnd(5), message, ...pairs].join(" ");
  if (error === undefined) return head;
  return error instanceof Error
    ? `${head}\n  ${(error.stack ?? error.message).replaceAll("\n", "\n  ")}`
    : `${head} error=${String(error)}`;
}

/** A reference to an object is a key to people. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (isReference(value)) return value.namespace ? `${value.namespace}/${value.name}` : value.name;
  return JSON.stringify(value);
}

function isReference(value: unknown): value is { name: string; namespace?: string } {
  if (typeof value !== "object" || value === null) return false;
  const keys = Object.keys(value);
  return keys.includes("name") && keys.every((key) => key === "name" || key === "namespace");
}
