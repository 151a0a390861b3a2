import type { Cursor } from "./cursor.ts";
import { end, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isDocumentMark } from "./cursor.ts";
import { scannerError, type Token } from "./token.ts";

/** Line ends and blanks that may be folded. */
class Space {
  blanks = "";
  first = "";
  more = "";
  /** Whether a line has ended. */
  folded = false;

  /** Takes blanks and line ends. `check` is told of each blank. */
  read(cursor: Cursor, check: () => void = () => undefined): void {
    for (let next = cursor.peek(); isBlank(next) || isBreak(next); next = cursor.peek()) {
      if (isBlank(next)) {
        check();
        const taken = cursor.read();
        if (!this.folded) this.blanks += taken;
      } else if (this.folded) this.more += cursor.readLine();
      else {
        this.blanks = "";
        this.first += cursor.readLine();
        this.folded = true;
      }
    }
  }

  /** What there was, as a scalar has it; nothing is left. */
  take(): string {
    const { blanks, first, more, folded } = this;
    this.blanks = this.first = this.more = "";
    this.folded = false;
    if (!folded) return blanks;
    if (!first.startsWith("\n")) return first + more;
    return more === "" ? " " : more;
  }
}

/** Whether a scalar without quotes can begin here. */
export function startsPlain(cursor: Cursor, flow: boolean): boolean {
  const [next, after] = [cursor.peek(), cursor.peek(1)];
  if (!isBlankOrEnd(next) && !"-?:,[]{}#&*!|>'\"%@`".includes(next)) return true;
  if (next === "-") return !isBlank(after);
  return !flow && (next === "?" || next === ":") && !isBlankOrEnd(after);
}

/** A scalar without quotes. `folded` says whether it ends with a line. */
export function scanPlain(
  cursor: Cursor,
  { indent, flow }: { indent: number; flow: boolean },
): { token: Token; folded: boolean } {
  const start = cursor.mark;
  const space = new Space();
  let value = "";
  for (;;) {
    if (cursor.column === 0 && isDocumentMark(cursor.ahead(4))) break;
    if (cursor.peek() === "#") break;
    while (!isBlankOrEnd(cursor.peek()) && !endsPlain(cursor, flow)) value += space.take() + cursor.read();
    if (!isBlank(cursor.peek()) && !isBreak(cursor.peek())) break;
    space.read(cursor, () => {
      if (space.folded && cursor.column < indent && cursor.peek() === "\t")
        throw scannerError("found a tab character that violates indentation", cursor.mark);
    });
    if (!flow && cursor.column < indent) break;
  }
  return { token: { type: "scalar", start, value, plain: true }, folded: space.folded };
}

function endsPlain(cursor: Cursor, flow: boolean): boolean {
  const next = cursor.peek();
  if (next === ":" && isBlankOrEnd(cursor.peek(1))) return true;
  return (
    flow && (next === "," || next === "?" || next === "[" || next === "]" || next === "{" || next === "}")
  );
}

/** A scalar in quotes. */
export function scanQuoted(cursor: Cursor, quote: '"' | "'"): Token {
  const start = cursor.mark;
  const space = new Space();
  let value = "";
  cursor.skip();
  for (;;) {
    if (cursor.column === 0 && isDocumentMark(cursor.ahead(4)))
      throw scannerError("found unexpected document indicator", cursor.mark);
    if (cursor.peek() === end) throw scannerError("found unexpected end of stream", cursor.mark);
    while (!isBlankOrEnd(cursor.peek())) {
      if (cursor.peek() === quote && !(quote === "'" && cursor.peek(1) === "'")) break;
      if (quote === '"' && cursor.peek() === "\\" && isBreak(cursor.peek(1))) {
        cursor.skip();
        cursor.readLine();
        space.folded = true;
        break;
      }
      value += quote === '"' ? readEscaped(cursor) : readDoubled(cursor);
    }
    if (cursor.peek() === quote) break;
    const escaped = space.folded;
    space.read(cursor);
    // after an escaped line end there is no first one
    value += escaped ? unfolded(space) : space.take();
  }
  cursor.skip();
  return { type: "scalar", start, value, plain: false };
}

function unfolded(space: Space): string {
  const { more } = space;
  space.take();
  return more;
}

/** In single quotes, two of them stand for one. */
function readDoubled(cursor: Cursor): string {
  if (cursor.peek() === "'") cursor.skip();
  return cursor.read();
}

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\u0007",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\u001b",
  " ": " ",
  '"': '"',
  "'": "'",
  "\\": "\\",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
};
const widths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function readEscaped(cursor: Cursor): string {
  if (cursor.peek() !== "\\") return cursor.read();
  const letter = cursor.peek(1);
  const simple = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
  const width = Object.hasOwn(widths, letter) ? (widths[letter] ?? 0) : 0;
  if (simple === undefined && width === 0) throw scannerError("found unknown escape character", cursor.mark);
  cursor.skip(2);
  if (simple !== undefined) return simple;
  const digits = cursor.ahead(width);
  if (!/^[\da-f]+$/i.test(digits) || digits.length < width)
    throw scannerError("did not find expected hexdecimal number", cursor.mark);
  const code = Number.parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
    throw scannerError("found invalid Unicode character escape code", cursor.mark);
  cursor.skip(width);
  return String.fromCodePoint(code);
}

/** A block scalar: literal lines, or folded ones. `indent` is that of what it is in. */
export function scanBlock(
  cursor: Cursor,
  { literal, indent: outer }: { literal: boolean; indent: number },
): Token {
  const start = cursor.mark;
  cursor.skip();
  const { chomping, increment } = readHeader(cursor);
  const lines: Lines = { indent: increment > 0 ? Math.max(outer, 0) + increment : 0, breaks: "" };
  readBreaks(cursor, lines, outer);
  let value = "";
  let first = "";
  let wasBlank = false;
  while (cursor.column === lines.indent && cursor.peek() !== end) {
    const blank = isBlank(cursor.peek());
    if (!literal && !wasBlank && !blank && first.startsWith("\n")) value += lines.breaks === "" ? " " : "";
    else value += first;
    value += lines.breaks;
    lines.breaks = "";
    wasBlank = blank;
    while (!isBreakOrEnd(cursor.peek())) value += cursor.read();
    first = cursor.peek() === end ? "" : cursor.readLine();
    readBreaks(cursor, lines, outer);
  }
  if (chomping !== "-") value += first;
  if (chomping === "+") value += lines.breaks;
  return { type: "scalar", start, value, plain: false };
}

interface Lines {
  /** 0 until it is known. */
  indent: number;
  breaks: string;
}

/** The indicators behind `|` or `>`, and the rest of their line. */
function readHeader(cursor: Cursor): { chomping: string; increment: number } {
  let chomping = "";
  let increment = 0;
  const chomp = () => {
    if (chomping === "" && /^[+-]$/.test(cursor.peek())) chomping = cursor.read();
  };
  chomp();
  if (/^\d$/.test(cursor.peek())) {
    if (cursor.peek() === "0") throw scannerError("found an indentation indicator equal to 0", cursor.mark);
    increment = Number(cursor.read());
  }
  chomp();
  cursor.skipBlanks();
  cursor.skipComment();
  if (!isBreakOrEnd(cursor.peek()))
    throw scannerError("did not find expected comment or line break", cursor.mark);
  if (cursor.peek() !== end) cursor.readLine();
  return { chomping, increment };
}

/** Indentation and empty lines; tells the indentation by the first line that has something. */
function readBreaks(cursor: Cursor, lines: Lines, outer: number): void {
  const inside = () => lines.indent === 0 || cursor.column < lines.indent;
  let widest = 0;
  for (;;) {
    while (inside() && cursor.peek() === " ") cursor.skip();
    widest = Math.max(widest, cursor.column);
    if (inside() && cursor.peek() === "\t")
      throw scannerError("found a tab character where an indentation space is expected", cursor.mark);
    if (!isBreak(cursor.peek())) break;
    lines.breaks += cursor.readLine();
  }
  if (lines.indent === 0) lines.indent = Math.max(widest, outer + 1, 1);
}
