import type { Element, Entry, Expression, MessageField } from "./ast.ts";
import { NodeBuilder } from "./build-node.ts";
import {
  balance,
  beginnings,
  isIdentifier,
  isNumber,
  isSign,
  literalOf,
  messageStart,
  noField,
  mayBegin,
  precedences,
  reserved,
} from "./grammar.ts";
import { expandMacro, MacroError } from "./macro.ts";
import type { Token } from "./token.ts";
import { TokenReader } from "./token-reader.ts";

export interface ParseOptions {
  /** Whether `` a.`b-c` `` is read: cel-go can, the API server does not. */
  readonly quotedFields?: boolean;
}

/** Parses a CEL expression and expands its macros; throws CelSyntaxError. Grammar as cel-go's parser/gen/CEL.g4, with optional syntax. */
export function parse(source: string, options: ParseOptions = {}): Expression {
  return new Parser(new TokenReader(source), options).parse();
}

class Parser {
  readonly #reader: TokenReader;
  readonly #options: ParseOptions;

  constructor(reader: TokenReader, options: ParseOptions) {
    this.#reader = reader;
    this.#options = options;
  }

  parse(): Expression {
    const reader = this.#reader;
    const expression = this.#expression();
    const { token } = reader;
    if (token.kind !== "end") {
      const kind = reader.peek(1).kind === "end" ? "extraneous" : "mismatched";
      throw reader.stop(`${kind} input '${token.text}' expecting <EOF>`, token.offset);
    }
    if (reader.failed) throw reader.error();
    return expression;
  }

  #expression(expected?: string): Expression {
    const reader = this.#reader;
    reader.deeper();
    const condition = this.#logic("||", expected);
    const { offset } = reader.token;
    const result = reader.take("?") ? this.#conditional(condition, offset) : condition;
    reader.shallower();
    return result;
  }

  #conditional(condition: Expression, offset: number): Expression {
    const id = this.#reader.id();
    const then = this.#logic("||");
    this.#reader.expect(":", mayBegin);
    const otherwise = this.#expression();
    return { kind: "call", target: undefined, name: "_?_:_", args: [condition, then, otherwise], offset, id };
  }

  /** `a || b || c` becomes a balanced tree, as cel-go has it. */
  #logic(operator: "||" | "&&", expected?: string): Expression {
    const reader = this.#reader;
    const next = (wanted?: string) =>
      operator === "||" ? this.#logic("&&", wanted) : this.#binary(3, wanted);
    const terms = [next(expected)];
    const operators: { id: number; offset: number }[] = [];
    for (let { offset } = reader.token; reader.take(operator); { offset } = reader.token) {
      terms.push(next());
      operators.push({ id: reader.id(), offset });
    }
    return balance(`_${operator}_`, { terms, operators, from: 0, to: operators.length - 1 });
  }

  #binary(lowest: number, expected?: string): Expression {
    const reader = this.#reader;
    let left = this.#unary(expected);
    for (let length = 0; ; length++) {
      const { text, offset, kind } = reader.token;
      const isOperator = kind === "operator" || (kind === "identifier" && text === "in");
      const precedence = isOperator && Object.hasOwn(precedences, text) ? precedences[text] : undefined;
      if (precedence === undefined || precedence < lowest) return left;
      reader.checkLength(length);
      reader.skip(1);
      const id = reader.id();
      const right = this.#binary(precedence + 1);
      const name = text === "in" ? "@in" : `_${text}_`;
      left = { kind: "call", target: undefined, name, args: [left, right], offset, id };
    }
  }

  #unary(expected?: string): Expression {
    const reader = this.#reader;
    const { text, offset, kind } = reader.token;
    if (kind !== "operator" || (text !== "!" && text !== "-")) return this.#member(expected);
    let signs = 0;
    while (isSign(reader.token, text) && !(text === "-" && isNumber(reader.peek(1)))) {
      reader.skip(1);
      signs++;
    }
    if (signs > 0 && !mayBegin(reader.token))
      throw reader.stop(
        `extraneous input '${reader.token.text}' expecting ${beginnings()}`,
        reader.token.offset,
      );
    const id = reader.id();
    const operand = this.#member();
    if (signs % 2 === 0) return operand;
    return { kind: "call", target: undefined, name: `${text}_`, args: [operand], offset, id };
  }

  #member(expected?: string): Expression {
    const reader = this.#reader;
    let operand = this.#primary(expected);
    for (let length = 0; ; length++) {
      reader.checkLength(length);
      const { offset } = reader.token;
      if (reader.take(".")) operand = this.#selection(operand, offset);
      else if (reader.takeOpening("[")) operand = this.#index(operand, offset);
      else return operand;
    }
  }

  #index(operand: Expression, offset: number): Expression {
    const reader = this.#reader;
    const name = reader.take("?") ? "_[?_]" : "_[_]";
    const id = reader.id();
    const index = this.#expression();
    reader.expectClosing("]");
    return { kind: "call", target: undefined, name, args: [operand, index], offset, id };
  }

  #selection(operand: Expression, offset: number): Expression {
    const reader = this.#reader;
    const optional = reader.take("?");
    const token = reader.next();
    if (token.kind !== "quoted" && !isIdentifier(token)) throw noField(token, { optional, offset, reader });
    const text = token.kind === "quoted" ? this.#quoted(token) : token.text;
    const open = reader.token;
    if (token.kind === "identifier" && !optional && reader.takeOpening("(")) {
      const id = reader.id();
      return this.#call({ name: text, target: operand, args: this.#arguments(), offset: open.offset, id });
    }
    const id = reader.id();
    if (!optional) return { kind: "select", operand, field: text, testOnly: false, offset, id };
    const field: Expression = { kind: "literal", value: text, offset: token.offset, id: reader.id() };
    return { kind: "call", target: undefined, name: "_?._", args: [operand, field], offset, id };
  }

  #quoted(token: Token): string {
    if (!this.#options.quotedFields) this.#reader.refuse("unsupported syntax: '`'", token.offset);
    return String(token.value);
  }

  #primary(expected = beginnings()): Expression {
    const reader = this.#reader;
    if (!mayBegin(reader.token)) this.#unexpected(expected);
    const token = reader.next();
    const { offset, text, kind } = token;
    if (kind !== "operator") {
      const literal = literalOf(token, reader);
      if (literal !== undefined) return { kind: "literal", value: literal, offset, id: reader.id() };
      return this.#name(token);
    }
    if (text === "-") return this.#negative(offset);
    if (text === ".") {
      const name = reader.next();
      if (!isIdentifier(name)) throw reader.noAlternative(offset, name);
      return this.#name(name);
    }
    reader.opened();
    if (text === "[") return { kind: "list", id: reader.id(), items: this.#elements(), offset };
    if (text === "{") return { kind: "map", id: reader.id(), entries: this.#entries(), offset };
    const inner = this.#expression();
    reader.expectClosing(")");
    return inner;
  }

  /** Passes over a token that does not belong there, if an expression begins after it. */
  #unexpected(expected: string): void {
    const reader = this.#reader;
    const { token } = reader;
    if (token.kind === "end" || !mayBegin(reader.peek(1))) throw reader.mismatched(expected);
    reader.report(`extraneous input '${token.text}' expecting ${expected}`, token.offset);
    reader.skip(1);
  }

  #negative(offset: number): Expression {
    const { value } = this.#reader.next();
    const negated = typeof value === "bigint" ? -value : -Number(value);
    return { kind: "literal", value: negated, offset, id: this.#reader.id() };
  }

  #name(token: Token): Expression {
    const reader = this.#reader;
    const { text, offset } = token;
    if (reserved.has(text)) reader.refuse(`reserved identifier: ${text}`, offset);
    const open = reader.token;
    if (reader.takeOpening("(")) {
      const id = reader.id();
      return this.#call({ name: text, target: undefined, args: this.#arguments(), offset: open.offset, id });
    }
    const message = messageStart(reader);
    if (message) return this.#message([text, ...message].join("."));
    return { kind: "identifier", name: text, offset, id: reader.id() };
  }

  #message(type: string): Expression {
    const reader = this.#reader;
    const { offset } = reader.next();
    reader.opened();
    const id = reader.id();
    const fields: MessageField[] = [];
    while (!reader.takeClosing("}")) {
      const optional = reader.take("?");
      const name = reader.next();
      if (!isIdentifier(name) && name.kind !== "quoted")
        throw reader.mismatched("{'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}", name);
      const { offset: colon } = reader.token;
      reader.expect(":", mayBegin);
      fields.push({ name: name.text, value: this.#expression(), optional, offset: colon });
      this.#separator("}");
    }
    return { kind: "message", type, fields, offset, id };
  }

  #arguments(): Expression[] {
    const reader = this.#reader;
    const args: Expression[] = [];
    if (reader.takeClosing(")")) return args;
    do args.push(this.#expression(args.length === 0 ? beginnings({ call: "')', " }) : undefined));
    while (reader.take(","));
    reader.expectClosing(")");
    return args;
  }

  #elements(): Element[] {
    const reader = this.#reader;
    const items: Element[] = [];
    while (!reader.takeClosing("]")) {
      if (items.length > 0 && reader.token.text === ",") throw reader.mismatched("']'");
      const optional = reader.take("?");
      const expected = items.length === 0 ? beginnings({ list: "']', ", more: "'?', " }) : undefined;
      items.push({ value: this.#expression(expected), optional });
      this.#separator("]");
    }
    return items;
  }

  #entries(): Entry[] {
    const reader = this.#reader;
    const entries: Entry[] = [];
    while (!reader.takeClosing("}")) {
      const optional = reader.take("?");
      const expected = entries.length === 0 ? beginnings({ map: "'}', ", more: "'?', " }) : undefined;
      const key = this.#expression(expected);
      reader.expect(":", mayBegin);
      entries.push({ key, value: this.#expression(), optional });
      this.#separator("}");
    }
    return entries;
  }

  #separator(closing: "]" | "}"): void {
    const reader = this.#reader;
    if (reader.token.text === closing || reader.take(",")) return;
    throw reader.mismatched(`{'${closing}', ','}`);
  }

  #call(call: Call): Expression {
    const { name, target, args, offset, id } = call;
    const plain: Expression = { kind: "call", target, name, args, offset, id };
    try {
      return expandMacro(call, new NodeBuilder(offset, () => this.#reader.id())) ?? plain;
    } catch (error) {
      if (!(error instanceof MacroError)) throw error;
      this.#reader.refuse(error.message, error.offset);
      return plain;
    }
  }
}

interface Call {
  readonly name: string;
  readonly target: Expression | undefined;
  readonly args: readonly Expression[];
  readonly offset: number;
  readonly id: number;
}
