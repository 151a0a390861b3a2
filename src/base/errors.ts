/** What the user did not expect but can mend: printed as message and hint, without a stack. */
export class UserError extends Error {
  /** Stable, upper-case, by area: `PROJECT_NOT_FOUND`. Listed in docs/reference/errors.md. */
  readonly code: string;
  /** What to do next, as a sentence or a command. */
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "UserError";
    this.code = code;
    this.hint = options.hint;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether an error is Node's own with this code, for example `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
