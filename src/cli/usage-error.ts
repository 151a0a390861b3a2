import { UserError } from "../base/errors.ts";

/** A command line that cannot be understood: exit code 2. */
export class UsageError extends UserError {
  constructor(message: string, options: { hint?: string } = {}) {
    super("USAGE", message, options);
    this.name = "UsageError";
  }
}
