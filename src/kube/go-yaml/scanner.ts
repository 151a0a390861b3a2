import type { Cursor } from "./cursor.ts";
import { end, isBlankOrEnd, isBreak, isDocumentMark } from "./cursor.ts";
import { scanBlock, scanPlain, scanQuoted, startsPlain } from "./scan-scalar.ts";
import { scanAnchor, scanDirective, scanTag } from "./scan-tag.ts";
import { scannerError, type Mark, type Token, type TokenType } from "./token.ts";

/** What may turn out to be a key once its colon is seen. */
interface SimpleKey {
  possible: boolean;
  /** Whether it must be one: it stands where a block mapping has its keys. */
  readonly required: boolean;
  /** Number of its token. */
  readonly token: number;
  readonly mark: Mark;
}

/** The most levels that Go's reader takes. */
const deepest = 10_000;
/** A key is this long at most, in characters, and within a line. */
const longestKey = 1024;

/**
 * The tokens of a YAML 1.1 text, one by one, with the mistakes and the words of go.yaml.in/yaml/v2 (scannerc.go), which is the scanner of libyaml: where blocks begin
 * and end is told by tokens of their own.
 *
 * @throws GoYamlError
 */
export class Scanner {
  readonly #cursor: Cursor;
  readonly #tokens: Token[] = [];
  readonly #indents: number[] = [];
  /** One for the block, and one for each flow collection that is open. */
  readonly #keys: SimpleKey[] = [];
  /** By the number of a token: where in these its key is. */
  readonly #levels = new Map<number, number>();
  #indent = -1;
  #flow = 0;
  /** How many tokens have been taken. */
  #taken = 0;
  #started = false;
  /** Whether what follows may be a key. */
  #keyAllowed = true;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  /** The next token; it stays until it is taken. */
  peek(): Token {
    while (this.#tokens.length === 0 || this.#mayBecomeKey()) this.#fetch();
    return this.#tokens[0] as Token;
  }

  take(): Token {
    const token = this.peek();
    this.#tokens.shift();
    this.#taken++;
    return token;
  }

  /** Whether the first token is one before which a key may still have to be put. */
  #mayBecomeKey(): boolean {
    const level = this.#levels.get(this.#taken);
    const key = level === undefined ? undefined : this.#keys[level];
    return key !== undefined && this.#isValid(key);
  }

  #fetch(): void {
    const cursor = this.#cursor;
    if (!this.#started) return this.#start();
    this.#skipToToken();
    this.#unroll(cursor.column);
    const next = cursor.peek();
    if (next === end) return this.#end();
    if (cursor.column === 0 && next === "%") return this.#directive();
    if (cursor.column === 0 && isDocumentMark(cursor.ahead(4)))
      return this.#documentMark(next === "-" ? "document start" : "document end");
    if (this.#indicator(next)) return;
    if (startsPlain(cursor, this.#flow > 0)) return this.#plain();
    throw scannerError("found character that cannot start any token", cursor.mark);
  }

  /** Whether it was an indicator, whose token is fetched now. */
  #indicator(next: string): boolean {
    const inFlow = this.#flow > 0;
    const alone = isBlankOrEnd(this.#cursor.peek(1));
    if (next === "[") this.#flowStart("flow sequence start");
    else if (next === "{") this.#flowStart("flow mapping start");
    else if (next === "]") this.#flowEnd("flow sequence end");
    else if (next === "}") this.#flowEnd("flow mapping end");
    else if (next === ",") this.#flowEntry();
    else if (next === "-" && alone) this.#blockEntry();
    else if (next === "?" && (inFlow || alone)) this.#key();
    else if (next === ":" && (inFlow || alone)) this.#value();
    else if (next === "*" || next === "&")
      this.#keyed(() => scanAnchor(this.#cursor, next === "*" ? "alias" : "anchor"));
    else if (next === "!") this.#keyed(() => scanTag(this.#cursor));
    else if ((next === "|" || next === ">") && !inFlow) this.#block(next === "|");
    else if (next === "'" || next === '"') this.#keyed(() => scanQuoted(this.#cursor, next));
    else return false;
    return true;
  }

  #start(): void {
    this.#started = true;
    const { mark } = this.#cursor;
    this.#keys.push({ possible: false, required: false, token: 0, mark });
    this.#tokens.push({ type: "stream start", start: mark });
  }

  #end(): void {
    this.#cursor.endLine();
    this.#leaveBlocks();
    this.#tokens.push({ type: "stream end", start: this.#cursor.mark });
  }

  #directive(): void {
    this.#leaveBlocks();
    this.#tokens.push(scanDirective(this.#cursor));
  }

  #documentMark(type: TokenType): void {
    this.#leaveBlocks();
    this.#push(type, 3);
  }

  #flowStart(type: TokenType): void {
    this.#saveKey();
    const { mark } = this.#cursor;
    this.#keys.push({ possible: false, required: false, token: this.#next, mark });
    if (++this.#flow > deepest) throw scannerError(`exceeded max depth of ${deepest}`, mark);
    this.#keyAllowed = true;
    this.#push(type, 1);
  }

  #flowEnd(type: TokenType): void {
    this.#dropKey();
    if (this.#flow > 0) {
      this.#flow--;
      const key = this.#keys.pop();
      // of an empty collection that is the number of the collection itself, which is no key any more then
      if (key) this.#levels.delete(key.token);
    }
    this.#keyAllowed = false;
    this.#push(type, 1);
  }

  #flowEntry(): void {
    this.#dropKey();
    this.#keyAllowed = true;
    this.#push("flow entry", 1);
  }

  #blockEntry(): void {
    const { mark } = this.#cursor;
    if (this.#flow === 0) {
      if (!this.#keyAllowed)
        throw scannerError("block sequence entries are not allowed in this context", mark);
      this.#roll({ column: mark.column, type: "block sequence start", mark });
    }
    this.#dropKey();
    this.#keyAllowed = true;
    this.#push("block entry", 1);
  }

  #key(): void {
    const { mark } = this.#cursor;
    if (this.#flow === 0) {
      if (!this.#keyAllowed) throw scannerError("mapping keys are not allowed in this context", mark);
      this.#roll({ column: mark.column, type: "block mapping start", mark });
    }
    this.#dropKey();
    this.#keyAllowed = this.#flow === 0;
    this.#push("key", 1);
  }

  #value(): void {
    const key = this.#keys.at(-1);
    const { mark } = this.#cursor;
    if (key && this.#isValid(key)) {
      const at = key.token - this.#taken;
      this.#insert(at, { type: "key", start: key.mark });
      this.#roll({ column: key.mark.column, type: "block mapping start", mark: key.mark, at });
      key.possible = false;
      this.#levels.delete(key.token);
      this.#keyAllowed = false;
    } else {
      if (this.#flow === 0) {
        if (!this.#keyAllowed) throw scannerError("mapping values are not allowed in this context", mark);
        this.#roll({ column: mark.column, type: "block mapping start", mark });
      }
      this.#keyAllowed = this.#flow === 0;
    }
    this.#push("value", 1);
  }

  #block(literal: boolean): void {
    this.#dropKey();
    this.#keyAllowed = true;
    this.#tokens.push(scanBlock(this.#cursor, { literal, indent: this.#indent }));
  }

  #plain(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const { token, folded } = scanPlain(this.#cursor, { indent: this.#indent + 1, flow: this.#flow > 0 });
    this.#tokens.push(token);
    if (folded) this.#keyAllowed = true;
  }

  /** A token that may be a key, or the beginning of one. */
  #keyed(scan: () => Token): void {
    this.#saveKey();
    this.#keyAllowed = false;
    this.#tokens.push(scan());
  }

  /** Number of the token that is fetched next. */
  get #next(): number {
    return this.#taken + this.#tokens.length;
  }

  #push(type: TokenType, width: number): void {
    const { mark } = this.#cursor;
    this.#cursor.skip(width);
    this.#tokens.push({ type, start: mark });
  }

  #isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    const { line, index, mark } = this.#cursor;
    if (key.mark.line >= line && key.mark.index + longestKey >= index) return true;
    if (key.required) throw scannerError("could not find expected ':'", mark);
    key.possible = false;
    return false;
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    const { mark } = this.#cursor;
    const required = this.#flow === 0 && this.#indent === mark.column;
    this.#dropKey();
    this.#keys[this.#keys.length - 1] = { possible: true, required, token: this.#next, mark };
    this.#levels.set(this.#next, this.#keys.length - 1);
  }

  #dropKey(): void {
    const key = this.#keys.at(-1);
    if (!key?.possible) return;
    if (key.required) throw scannerError("could not find expected ':'", this.#cursor.mark);
    key.possible = false;
    this.#levels.delete(key.token);
  }

  /** A token before those that wait; where it should stand before one that was taken, it comes last. */
  #insert(at: number, token: Token): void {
    this.#tokens.splice(at < 0 ? this.#tokens.length : at, 0, token);
  }

  /** A block begins where something stands further in than what is around it. */
  #roll(block: { column: number; type: TokenType; mark: Mark; at?: number }): void {
    const { column, type, mark, at = this.#tokens.length } = block;
    if (this.#flow > 0 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    if (this.#indents.length > deepest)
      throw scannerError(`exceeded max depth of ${deepest}`, this.#cursor.mark);
    this.#insert(at, { type, start: mark });
  }

  #unroll(column: number): void {
    if (this.#flow > 0) return;
    while (this.#indent > column) {
      this.#tokens.push({ type: "block end", start: this.#cursor.mark });
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #leaveBlocks(): void {
    this.#unroll(-1);
    this.#dropKey();
    this.#keyAllowed = false;
  }

  /** Passes over blanks, comments and line ends. Where a key may be, a tab is no blank. */
  #skipToToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      const tabs = this.#flow > 0 || !this.#keyAllowed;
      while (cursor.peek() === " " || (tabs && cursor.peek() === "\t")) cursor.skip();
      cursor.skipComment();
      if (!isBreak(cursor.peek())) return;
      cursor.readLine();
      if (this.#flow === 0) this.#keyAllowed = true;
    }
  }
}
