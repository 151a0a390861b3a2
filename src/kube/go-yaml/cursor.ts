import { GoYamlError } from "./errors.ts";
import type { Mark } from "./token.ts";

/** What a text has instead of a character behind its end. */
export const end = "";

/** Goes through a text by characters, and knows line and column. */
export class Cursor {
  readonly #text: string;
  readonly #limit: number;
  readonly #problem: string;
  #at = 0;
  #index = 0;
  #line = 0;
  #column = 0;

  /** From `limit` on, reading fails with `problem`. */
  constructor(text: string, unreadable?: { limit: number; problem: string }) {
    this.#text = text;
    this.#limit = unreadable?.limit ?? Infinity;
    this.#problem = unreadable?.problem ?? "";
  }

  get mark(): Mark {
    return { index: this.#index, line: this.#line, column: this.#column };
  }

  get column(): number {
    return this.#column;
  }

  get line(): number {
    return this.#line;
  }

  get index(): number {
    return this.#index;
  }

  /** The code unit `ahead` of here; empty behind the end. */
  peek(ahead = 0): string {
    const at = this.#at + ahead;
    if (at >= this.#limit) throw new GoYamlError(this.#problem);
    return this.#text[at] ?? end;
  }

  /** The next `length` code units, as far as there are any. */
  ahead(length: number): string {
    return this.#text.slice(this.#at, this.#at + length);
  }

  /** Takes a character that is no line end. */
  read(): string {
    const width = (this.#text.codePointAt(this.#at) ?? 0) > 0xffff ? 2 : 1;
    const taken = this.#text.slice(this.#at, this.#at + width);
    this.#at += width;
    this.#index++;
    this.#column++;
    return taken;
  }

  skip(count = 1): void {
    for (let left = count; left > 0; left--) this.read();
  }

  /** Takes a line end; what it stands for in a scalar. */
  readLine(): string {
    const taken = this.#text[this.#at] ?? end;
    const width = taken === "\r" && this.#text[this.#at + 1] === "\n" ? 2 : 1;
    this.#at += width;
    this.#index += width;
    this.#column = 0;
    this.#line++;
    return taken === "\u2028" || taken === "\u2029" ? taken : "\n";
  }

  /** As if a line ended at the end of the text. */
  endLine(): void {
    if (this.#column === 0) return;
    this.#column = 0;
    this.#line++;
  }

  skipBlanks(): void {
    while (isBlank(this.peek())) this.skip();
  }

  skipComment(): void {
    if (this.peek() === "#") while (!isBreakOrEnd(this.peek())) this.skip();
  }
}

export function isBlank(character: string): boolean {
  return character === " " || character === "\t";
}

export function isBreak(character: string): boolean {
  return (
    character === "\n" ||
    character === "\r" ||
    character === "\u0085" ||
    character === "\u2028" ||
    character === "\u2029"
  );
}

export function isBreakOrEnd(character: string): boolean {
  return character === end || isBreak(character);
}

export function isBlankOrEnd(character: string): boolean {
  return isBlank(character) || isBreakOrEnd(character);
}

/** Letters, digits, `_` and `-`, of which names of anchors and tags are made. */
export function isWord(character: string): boolean {
  return /^[\w-]$/.test(character);
}

export function isDocumentMark(text: string): boolean {
  return (text.startsWith("---") || text.startsWith("...")) && isBlankOrEnd(text[3] ?? end);
}
