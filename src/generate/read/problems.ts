import type { ts } from "ts-morph";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Position } from "../model/type.ts";

/** Collects what is wrong with the sources, each problem once. */
export class Problems {
  readonly #found = new Map<string, Diagnostic>();
  #reports = 0;
  #errors = 0;

  /** By place. */
  get diagnostics(): Diagnostic[] {
    return [...this.#found.values()].sort(
      (a, b) =>
        compare(a.file ?? "", b.file ?? "") ||
        (a.line ?? 0) - (b.line ?? 0) ||
        (a.column ?? 0) - (b.column ?? 0) ||
        compare(a.message, b.message),
    );
  }

  /** How many there are. */
  get count(): number {
    return this.#found.size;
  }

  /** How often an error was reported, the same again included. */
  get errors(): number {
    return this.#errors;
  }

  /** How often something was reported, the same again included. */
  get reports(): number {
    return this.#reports;
  }

  /** Whether something was said of a place. */
  isTold({ file, line, column }: Position): boolean {
    return this.diagnostics.some((one) => one.file === file && one.line === line && one.column === column);
  }

  /** Something that is wrong with the run as a whole. */
  general({ code, message, hint }: { code: string; message: string; hint?: string | undefined }): void {
    this.#found.set(message, { severity: "error", code, message, ...(hint ? { hint } : {}) });
  }

  error(position: Position, problem: { code: string; message: string; hint?: string | undefined }): void {
    this.#add("error", { position, ...problem });
  }

  /** Something to know, which stands in the way of nothing. */
  warning(position: Position, problem: { code: string; message: string; hint?: string | undefined }): void {
    this.#add("warning", { position, ...problem });
  }

  /** What others have found. */
  adopt({ diagnostics }: Problems): void {
    for (const one of diagnostics) {
      const { file = "", line = 1, column = 1, severity, ...problem } = one;
      this.#add(severity, { ...problem, position: { file, line, column } });
    }
  }

  #add(
    severity: Diagnostic["severity"],
    problem: { position: Position; code: string; message: string; hint?: string | undefined },
  ): void {
    const { position, code, message, hint } = problem;
    const diagnostic: Diagnostic = { severity, code, message, ...position, ...(hint ? { hint } : {}) };
    this.#reports += 1;
    if (severity === "error") this.#errors += 1;
    this.#found.set(JSON.stringify([position, message]), diagnostic);
  }
}

/** Where a node begins. */
export function positionOf(node: ts.Node, source = node.getSourceFile()): Position {
  return positionAt(source, node.getStart(source));
}

/** A place by its offset. */
export function positionAt(source: ts.SourceFile, offset: number): Position {
  const { line, character } = source.getLineAndCharacterOfPosition(offset);
  return { file: source.fileName, line: line + 1, column: character + 1 };
}

/** The same order on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
