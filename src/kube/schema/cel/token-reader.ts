import { CelSyntaxError, type SyntaxProblem } from "./syntax-error.ts";
import { tokenize, type Token } from "./token.ts";

/** Deeper nesting than this is refused, as cel-go does by default. */
const maxDepth = 250;

/**
 * Reads tokens one after the other and collects what is wrong. A token too many, or a closing bracket that is missing at the end, is told and
 * passed over, as ANTLR does; after anything else reading stops.
 */
export class TokenReader {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  readonly #problems: SyntaxProblem[];
  #at = 0;
  #depth = 0;
  #open = 0;
  #lastId = 0;

  constructor(source: string) {
    const { tokens, problems } = tokenize(source);
    this.#source = source;
    this.#tokens = tokens;
    this.#problems = problems;
  }

  get token(): Token {
    return this.peek(0);
  }

  peek(ahead: number): Token {
    return this.#tokens[this.#at + ahead] ?? { kind: "end", text: "<EOF>", offset: this.#source.length };
  }

  next(): Token {
    const { token } = this;
    this.skip(1);
    return token;
  }

  skip(count: number): void {
    this.#at += count;
  }

  take(text: string): boolean {
    if (!isOperator(this.token, text)) return false;
    this.skip(1);
    return true;
  }

  /** Like {@link take} for an opening bracket, whose closing one is expected later. */
  takeOpening(text: string): boolean {
    const taken = this.take(text);
    if (taken) this.opened();
    return taken;
  }

  opened(): void {
    this.#open++;
  }

  /** Like {@link take} for a closing bracket. */
  takeClosing(text: string): boolean {
    const taken = this.take(text);
    if (taken) this.#open--;
    return taken;
  }

  /** A closing bracket must be next; at the end of the source one that is missing is only told. */
  expectClosing(text: string): void {
    if (this.takeClosing(text)) return;
    if (this.token.kind === "end" && this.#open === 1) {
      this.report(`missing '${text}' at '<EOF>'`, this.token.offset);
      this.#open--;
      return;
    }
    this.expect(text);
    this.#open--;
  }

  /** `follows` tells what may come next: then it is only told that the text is missing. */
  expect(text: string, follows: (token: Token) => boolean = () => false): void {
    if (this.take(text)) return;
    if (isOperator(this.peek(1), text)) {
      this.report(`extraneous input '${this.token.text}' expecting '${text}'`, this.token.offset);
      this.skip(2);
      return;
    }
    if (!follows(this.token)) throw this.mismatched(`'${text}'`);
    this.report(`missing '${text}' at '${this.token.text}'`, this.token.offset);
  }

  /** A name for a node. */
  id(): number {
    return ++this.#lastId;
  }

  deeper(): void {
    if (++this.#depth > maxDepth) throw this.tooDeep();
  }

  shallower(): void {
    this.#depth--;
  }

  /** Refuses a chain of selections or operators that is longer than nesting may be deep. */
  checkLength(length: number): void {
    if (length >= maxDepth) throw this.tooDeep();
  }

  /** Tells a violation of the grammar and goes on. */
  report(message: string, offset: number): void {
    this.refuse(`Syntax error: ${message}`, offset);
  }

  /** Tells what is wrong although the grammar allows it, and goes on. */
  refuse(message: string, offset: number): void {
    this.#problems.push({ message, offset });
  }

  mismatched(expected: string, token = this.token): CelSyntaxError {
    return this.stop(`mismatched input '${token.text}' expecting ${expected}`, token.offset);
  }

  /** `text` from an offset to the end of a token, as it stands in the source. */
  noAlternative(from: number, token: Token): CelSyntaxError {
    const end = token.kind === "end" ? this.#source.length : token.offset + token.text.length;
    return this.stop(`no viable alternative at input '${this.#source.slice(from, end)}'`, token.offset);
  }

  /** The error to throw where reading cannot go on. */
  stop(message: string, offset: number): CelSyntaxError {
    this.report(message, offset);
    return this.error();
  }

  tooDeep(): CelSyntaxError {
    return new CelSyntaxError([{ message: `expression recursion limit exceeded: ${maxDepth}`, offset: -1 }]);
  }

  error(): CelSyntaxError {
    return new CelSyntaxError([...this.#problems].sort((a, b) => a.offset - b.offset));
  }

  get failed(): boolean {
    return this.#problems.length > 0;
  }
}

function isOperator(token: Token, text: string): boolean {
  return token.kind === "operator" && token.text === text;
}
