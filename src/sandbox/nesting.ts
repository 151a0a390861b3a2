import { notImplemented, type StatusError } from "./status-error.ts";

/** Deeper than any object of the API; a recursion that fills the stack can end the process. */
const deepest = 500;

/** What is nested deeper than is read here: a real server reads 10,000 levels. */
export function tooDeep(): StatusError {
  return notImplemented(`objects nested deeper than ${deepest} levels`);
}

/** How many keys a value's objects have, at all depths; undefined for a value that is nested too deep. */
export function countKeys(value: unknown, depth = 0): number | undefined {
  if (typeof value !== "object" || value === null) return 0;
  if (depth >= deepest) return undefined;
  const inners = Array.isArray(value) ? (value as unknown[]) : Object.values(value);
  let keys: number = Array.isArray(value) ? 0 : inners.length;
  for (const inner of inners) {
    if (typeof inner !== "object") continue;
    const below = countKeys(inner, depth + 1);
    if (below === undefined) return undefined;
    keys += below;
  }
  return keys;
}

/** Throws 501 for a value that is nested too deep. */
export function checkNesting(value: unknown, depth = 0): void {
  if (typeof value !== "object" || value === null) return;
  if (depth >= deepest) throw tooDeep();
  for (const inner of Object.values(value)) checkNesting(inner, depth + 1);
}
