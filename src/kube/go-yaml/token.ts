import { GoYamlError } from "./errors.ts";

/** A place in a text: characters from its beginning, lines and columns from 0. */
export interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

export type TokenType =
  | "stream start"
  | "stream end"
  | "version directive"
  | "tag directive"
  | "document start"
  | "document end"
  | "block sequence start"
  | "block mapping start"
  | "block end"
  | "flow sequence start"
  | "flow sequence end"
  | "flow mapping start"
  | "flow mapping end"
  | "block entry"
  | "flow entry"
  | "key"
  | "value"
  | "alias"
  | "anchor"
  | "tag"
  | "scalar";

export interface Token {
  readonly type: TokenType;
  readonly start: Mark;
  /** A scalar, the name of an anchor, a tag's handle, a version. */
  readonly value?: string;
  /** What follows a tag's handle, or what a handle stands for. */
  readonly suffix?: string;
  /** Whether a scalar is neither quoted nor a block. */
  readonly plain?: boolean;
}

/** An error of the scanner: its line is the one it was found in. */
export function scannerError(problem: string, mark: Mark): GoYamlError {
  return new GoYamlError(mark.line > 0 ? `line ${mark.line + 1}: ${problem}` : problem);
}

/** An error of the parser, which counts lines from 0; on the first line that of the context is told. */
export function parserError(problem: string, mark: Mark, context?: Mark): GoYamlError {
  const line = mark.line || (context?.line ?? 0);
  return new GoYamlError(line > 0 ? `line ${line}: ${problem}` : problem);
}
