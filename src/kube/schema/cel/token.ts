import { cEscapes } from "../../../base/c-escapes.ts";
import type { SyntaxProblem } from "./syntax-error.ts";

/** What the parser reads. `value` is there for literals; `text` is the source. */
export interface Token {
  readonly kind:
    "identifier" | "quoted" | "int" | "uint" | "double" | "string" | "bytes" | "operator" | "end";
  readonly text: string;
  readonly offset: number;
  readonly value?: bigint | number | string | Uint8Array;
  /** Why a literal that reads well has no value. */
  readonly refused?: string;
}

const operators = [
  "&&",
  "||",
  "<=",
  ">=",
  "==",
  "!=",
  "?",
  ":",
  ".",
  ",",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  "+",
  "-",
  "*",
  "/",
  "%",
  "!",
  "<",
  ">",
];
const space = /(?:\s+|\/\/[^\n]*)*/y;
const identifier = /[A-Za-z_][A-Za-z0-9_]*/y;
const quoted = /`[A-Za-z0-9_.\-/ ]+`/y;
const number =
  /0[xX][0-9a-fA-F]+[uU]?|(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)|\d+[uU]?/y;
const stringStart = /([rR]?[bB]?|[bB][rR])("""|'''|"|')/y;

/**
 * Splits a CEL expression into tokens, the last of kind `end`. Lexis as cel-go's parser/gen/CEL.g4. What is no token is told and passed over, up to
 * the character at which that became clear.
 */
export function tokenize(source: string): { tokens: Token[]; problems: SyntaxProblem[] } {
  const tokens: Token[] = [];
  const problems: SyntaxProblem[] = [];
  let offset = 0;
  for (;;) {
    offset += match(space, source, offset)?.length ?? 0;
    if (offset >= source.length) break;
    const token = readToken(source, offset);
    if ("unread" in token) {
      problems.push({
        message: `Syntax error: token recognition error at: '${shown(token.unread)}'`,
        offset,
      });
      offset += token.unread.length;
    } else {
      if (token.refused !== undefined) problems.push({ message: token.refused, offset });
      tokens.push(token);
      offset += token.text.length;
    }
  }
  tokens.push({ kind: "end", text: "<EOF>", offset: source.length });
  return { tokens, problems };
}

/** What begins like a token and is none. */
interface Unread {
  readonly unread: string;
}

function readToken(source: string, offset: number): Token | Unread {
  const string = readString(source, offset);
  if (string) return string;
  const name = match(identifier, source, offset);
  if (name) return { kind: "identifier", text: name, offset };
  const escaped = match(quoted, source, offset);
  if (escaped) return { kind: "quoted", text: escaped, offset, value: escaped.slice(1, -1) };
  const digits = match(number, source, offset);
  if (digits) return readNumber(digits, offset);
  const operator = operators.find((candidate) => source.startsWith(candidate, offset));
  if (operator) return { kind: "operator", text: operator, offset };
  const point = String.fromCodePoint(source.codePointAt(offset) ?? 0);
  // these begin an operator of two characters, so that the second one is read as well
  return { unread: "=&|".includes(point) ? source.slice(offset, offset + 2) : point };
}

function shown(text: string): string {
  return text.replaceAll("\n", "\\n").replaceAll("\t", "\\t").replaceAll("\r", "\\r");
}

function readNumber(text: string, offset: number): Token {
  if (/^0[xX]/.test(text) || /^\d+[uU]?$/.test(text)) {
    const unsigned = /[uU]$/.test(text);
    const value = BigInt(unsigned ? text.slice(0, -1) : text);
    const limit = unsigned ? 2n ** 64n - 1n : 2n ** 63n;
    const kind = unsigned ? "uint" : "int";
    return { kind, text, offset, value, ...(value > limit ? { refused: `invalid ${kind} literal` } : {}) };
  }
  const value = Number(text);
  return {
    kind: "double",
    text,
    offset,
    value,
    ...(Number.isFinite(value) ? {} : { refused: "invalid double literal" }),
  };
}

function readString(source: string, offset: number): Token | Unread | undefined {
  const start = match(stringStart, source, offset);
  if (start === undefined) return undefined;
  const quote = /("""|'''|"|')$/.exec(start)?.[0] ?? '"';
  const prefix = start.slice(0, -quote.length).toLowerCase();
  const raw = prefix.includes("r");
  const bytes = prefix.includes("b");
  let at = offset + start.length;
  let value = "";
  let refused: string | undefined;
  while (!source.startsWith(quote, at)) {
    const character = source[at];
    if (character === undefined || (quote.length === 1 && character === "\n")) {
      return { unread: source.slice(offset, at + 1) };
    }
    if (character === "\\" && !raw) {
      const escape = readEscape(source, { at, bytes });
      if (typeof escape === "number") return { unread: source.slice(offset, escape + 1) };
      value += escape.value;
      refused ??= escape.refused;
      at += escape.length;
    } else {
      // in a bytes literal every character stands for its UTF-8 bytes, which are kept as code units here
      const point = String.fromCodePoint(source.codePointAt(at) ?? 0);
      value += bytes ? Buffer.from(point, "utf8").toString("latin1") : point;
      at += point.length;
    }
  }
  const text = source.slice(offset, at + quote.length);
  const problem = refused === undefined ? {} : { refused };
  return bytes
    ? { kind: "bytes", text, offset, value: Uint8Array.from(Buffer.from(value, "latin1")), ...problem }
    : { kind: "string", text, offset, value, ...problem };
}

const simpleEscapes: Readonly<Record<string, string>> = {
  ...cEscapes,
  "?": "?",
  '"': '"',
  "'": "'",
  "`": "`",
};

function readEscape(
  source: string,
  options: { at: number; bytes: boolean },
): { value: string; length: number; refused?: string } | number {
  const { at, bytes } = options;
  const simple = simpleEscapes[source[at + 1] ?? ""];
  if (simple !== undefined) return { value: simple, length: 2 };
  const coded = /^\\(?:[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))/.exec(
    source.slice(at, at + 10),
  );
  const point = coded ? parseInt(coded[1] ?? coded[2] ?? coded[3] ?? "", 16) : NaN;
  const code = coded?.[4] ? parseInt(coded[4], 8) : point;
  const wide = Boolean(coded?.[2] ?? coded?.[3]);
  if (!coded) return at + 1;
  // what reads well is made into a text only later (unescape.go of cel-go's parser)
  const { length } = coded[0];
  if (bytes && wide) return { value: "", length, refused: "unable to unescape string" };
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    return { value: "", length, refused: "invalid unicode code point" };
  return { value: String.fromCodePoint(code), length: coded[0].length };
}

function match(pattern: RegExp, source: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(source)?.[0];
}
