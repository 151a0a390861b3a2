import { RE2JS } from "re2js";
import type { CelFunction } from "../function-table.ts";
import { CelError } from "../value.ts";

/** RE2 matching: the language's `matches`, and Kubernetes' `find` and `findAll`. */
export const regex: Readonly<Record<string, CelFunction>> = {
  matches: ([text, pattern]) => matches(text, pattern),
  ".matches": ([text, pattern]) => matches(text, pattern),
  ".find": ([text, pattern]) =>
    typeof text === "string" && typeof pattern === "string"
      ? (findAll(text, { pattern, limit: 1 })[0] ?? "")
      : undefined,
  ".findAll": ([text, pattern, limit = -1n]) =>
    typeof text === "string" && typeof pattern === "string" && typeof limit === "bigint"
      ? findAll(text, { pattern, limit: Number(limit) })
      : undefined,
};

function matches(text: unknown, pattern: unknown): boolean | undefined {
  if (typeof text !== "string" || typeof pattern !== "string") return undefined;
  return compile(pattern).matcher(text).find();
}

function findAll(text: string, options: { pattern: string; limit: number }): string[] {
  const matcher = compile(options.pattern).matcher(text);
  const found: string[] = [];
  while ((options.limit < 0 || found.length < options.limit) && matcher.find())
    found.push(matcher.group() ?? "");
  return found;
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw new CelError(error instanceof Error ? error.message : String(error));
  }
}
