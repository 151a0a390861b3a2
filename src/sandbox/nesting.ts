import { notImplemented, type StatusError } from "./status-error.ts";

/** Deeper than any object of the API; a recursion that fills the stack can end the process. */
const deepest = 500;

/** What is nested deeper than is read here: a real server reads 10,000 levels. */
export function tooDeep(): StatusError {
  return notImplemented(`objects nested deeper than ${deepest} levels`);
}

/** Throws 501 for a value that is nested too deep. */
export function checkNesting(value: unknown, depth = 0): void {
  if (typeof value !== "object" || value === null) return;
  if (depth >= deepest) throw tooDeep();
  for (const inner of Object.values(value)) checkNesting(inner, depth + 1);
}
