import { DiagnosticError } from "../base/diagnostic.ts";
import type { UserError } from "../base/errors.ts";

/** Message and hint as they are printed; diagnostics say themselves that they are errors. */
export function describeError(error: UserError): string {
  const prefix = error instanceof DiagnosticError ? "" : "error: ";
  return `${prefix}${error.message}${error.hint === undefined ? "" : `\n  hint: ${error.hint}`}`;
}
