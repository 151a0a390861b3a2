/**
 * Whether an error says that the code is wrong rather than the world: what Go calls a panic. `fetch` reports a failed connection as a TypeError,
 * but with its cause.
 */
export function isPanic(error: unknown): boolean {
  if (error instanceof TypeError) return error.cause === undefined;
  return error instanceof ReferenceError || error instanceof RangeError || error instanceof SyntaxError;
}
