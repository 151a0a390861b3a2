import { DiagnosticError, formatDiagnostic, type Diagnostic } from "./diagnostic.ts";
import type { UserError } from "./errors.ts";

/** An error as the program prints it: the stable code in brackets behind the message, and the hint. Diagnostics say themselves that they are errors. */
export function describeError(error: UserError): string {
  if (error instanceof DiagnosticError)
    return [error.summary, ...error.diagnostics.map(describeDiagnostic)].join("\n");
  return `error: ${withCode(error)}${error.hint === undefined ? "" : `\n  hint: ${error.hint}`}`;
}

/** A diagnostic as the program prints it: with its place, and its code as in {@link describeError}. */
export function describeDiagnostic(diagnostic: Diagnostic): string {
  return formatDiagnostic({ ...diagnostic, message: withCode(diagnostic) });
}

/** Behind the first line: what follows it is the output of another program, or a list. */
function withCode({ message, code }: { message: string; code: string }): string {
  const [first = "", ...rest] = message.split("\n");
  // a colon leads to the lines that follow, and stays before them
  const colon = rest.length > 0 && first.endsWith(":");
  const line = colon ? `${first.slice(0, -1)} [${code}]:` : `${first} [${code}]`;
  return [line, ...rest].join("\n");
}
