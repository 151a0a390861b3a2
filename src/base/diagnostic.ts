import { UserError } from "./errors.ts";

/** A problem in a source, with its place. Lines and columns start at 1. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** Stable code, as in {@link UserError}. */
  readonly code: string;
  /** What was expected and what was found. */
  readonly message: string;
  /** What to do. */
  readonly hint?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** `file:line:column: error: message` and, on a line of its own, the hint. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, message, hint } = diagnostic;
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  return `${place ? `${place}: ` : ""}${severity}: ${message}${hint ? `\n  hint: ${hint}` : ""}`;
}

/** All problems of a run at once. */
export class DiagnosticError extends UserError {
  readonly summary: string;
  readonly diagnostics: readonly Diagnostic[];

  constructor(summary: string, diagnostics: readonly Diagnostic[]) {
    super("DIAGNOSTICS", `${summary}\n${diagnostics.map(formatDiagnostic).join("\n")}`);
    this.name = "DiagnosticError";
    this.summary = summary;
    this.diagnostics = diagnostics;
  }
}

/** Whether one of them is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

/** Throws one {@link DiagnosticError} when there is at least one error among the diagnostics. */
export function throwIfErrors(summary: string, diagnostics: readonly Diagnostic[]): void {
  if (hasErrors(diagnostics)) throw new DiagnosticError(summary, diagnostics);
}
