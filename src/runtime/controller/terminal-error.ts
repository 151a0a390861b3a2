/**
 * Thrown by a handler when trying again would not help: the error is counted and logged, and the object is reconciled again only when
 * something changes. As controller-runtime's reconcile.TerminalError.
 *
 * @example
 * throw new TerminalError(`storage class "${name}" cannot be changed`);
 */
export class TerminalError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "TerminalError";
  }
}
