import type { Element, Entry, Expression, Macro } from "./ast.ts";
import { CelSyntaxError } from "./syntax-error.ts";
import { tokenize, type Token } from "./token.ts";

const binary: Readonly<Record<string, number>> = {
  "||": 1,
  "&&": 2,
  "<": 3,
  "<=": 3,
  ">": 3,
  ">=": 3,
  "==": 3,
  "!=": 3,
  in: 3,
  "+": 4,
  "-": 4,
  "*": 5,
  "/": 5,
  "%": 5,
};

const reserved = new Set(
  "as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

/** Deeper nesting than this is refused, as cel-go does by default. */
const maxDepth = 250;

/** Parses a CEL expression; throws {@link CelSyntaxError}. Grammar as cel-spec's langdef, with optional syntax and backquoted fields. */
export function parse(source: string): Expression {
  const parser = new Parser(tokenize(source));
  return parser.parse();
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Expression {
    const expression = this.#expression();
    if (this.#token.kind !== "end") throw this.#unexpected("end of expression");
    return expression;
  }

  #expression(): Expression {
    if (++this.#depth > maxDepth)
      throw new CelSyntaxError("expression recursion limit exceeded", this.#token.offset);
    const condition = this.#binary(1);
    const { offset } = this.#token;
    if (!this.#take("?")) {
      this.#depth--;
      return condition;
    }
    const then = this.#binary(1);
    this.#expect(":");
    const otherwise = this.#expression();
    this.#depth--;
    return { kind: "call", target: undefined, name: "_?_:_", args: [condition, then, otherwise], offset };
  }

  #binary(lowest: number): Expression {
    let left = this.#unary();
    for (;;) {
      const { text, offset, kind } = this.#token;
      const precedence = kind === "operator" || text === "in" ? binary[text] : undefined;
      if (precedence === undefined || precedence < lowest) return left;
      this.#at++;
      const right = this.#binary(precedence + 1);
      left = { kind: "call", target: undefined, name: `_${text}_`, args: [left, right], offset };
    }
  }

  #unary(): Expression {
    const { text, offset } = this.#token;
    if (text !== "!" && text !== "-") return this.#member();
    this.#at++;
    const literal = this.#negativeLiteral(text, offset);
    if (literal) return this.#memberOf(literal);
    if (++this.#depth > maxDepth) throw new CelSyntaxError("expression recursion limit exceeded", offset);
    const operand = this.#unary();
    this.#depth--;
    return { kind: "call", target: undefined, name: `${text}_`, args: [operand], offset };
  }

  #negativeLiteral(sign: string, offset: number): Expression | undefined {
    const { kind, value } = this.#token;
    if (sign !== "-" || (kind !== "int" && kind !== "double")) return undefined;
    this.#at++;
    return { kind: "literal", value: typeof value === "bigint" ? -value : -Number(value), offset };
  }

  #member(): Expression {
    return this.#memberOf(this.#primary());
  }

  #memberOf(start: Expression): Expression {
    let operand = start;
    for (;;) {
      const { offset } = this.#token;
      if (this.#take(".")) {
        const optional = this.#take("?");
        operand = this.#selection(operand, { optional, offset });
      } else if (this.#take("[")) {
        const optional = this.#take("?");
        const index = this.#expression();
        this.#expect("]");
        operand = { kind: "index", operand, index, optional, offset };
      } else return operand;
    }
  }

  #selection(operand: Expression, options: { optional: boolean; offset: number }): Expression {
    const token = this.#next();
    if (token.kind !== "identifier" && token.kind !== "quoted") throw this.#unexpected("a field name", token);
    if (token.kind === "identifier" && !options.optional && this.#token.text === "(") {
      this.#at++;
      return methodCall(operand, { name: token.text, args: this.#arguments(), offset: token.offset });
    }
    const field = token.kind === "quoted" ? String(token.value) : token.text;
    return { kind: "select", operand, field, ...options };
  }

  #primary(): Expression {
    const token = this.#next();
    const { offset, text } = token;
    if (token.kind === "uint")
      return { kind: "literal", value: { uint: BigInt(token.value as bigint) }, offset };
    if (token.kind === "int" && token.value === 2n ** 63n)
      throw new CelSyntaxError("invalid int literal", offset);
    if (token.value !== undefined && token.kind !== "quoted")
      return { kind: "literal", value: token.value, offset };
    if (text === "(") {
      const inner = this.#expression();
      this.#expect(")");
      return inner;
    }
    if (text === "[") return { kind: "list", items: this.#elements(), offset };
    if (text === "{") return { kind: "map", entries: this.#entries(), offset };
    if (text === ".") return this.#name(this.#next());
    if (token.kind === "identifier") return this.#name(token);
    throw this.#unexpected("an expression", token);
  }

  #name(token: Token): Expression {
    const { text, offset } = token;
    if (token.kind !== "identifier") throw this.#unexpected("an identifier", token);
    if (text === "true" || text === "false") return { kind: "literal", value: text === "true", offset };
    if (text === "null") return { kind: "literal", value: null, offset };
    if (reserved.has(text) || text === "in") throw new CelSyntaxError(`reserved identifier: ${text}`, offset);
    if (!this.#take("(")) return { kind: "identifier", name: text, offset };
    return globalCall({ name: text, args: this.#arguments(), offset });
  }

  #arguments(): Expression[] {
    const args: Expression[] = [];
    if (this.#take(")")) return args;
    do args.push(this.#expression());
    while (this.#take(","));
    this.#expect(")");
    return args;
  }

  #elements(): Element[] {
    const items: Element[] = [];
    while (!this.#take("]")) {
      const optional = this.#take("?");
      items.push({ value: this.#expression(), optional });
      if (this.#token.text !== "]") this.#expect(",");
    }
    return items;
  }

  #entries(): Entry[] {
    const entries: Entry[] = [];
    while (!this.#take("}")) {
      const optional = this.#take("?");
      const key = this.#expression();
      this.#expect(":");
      entries.push({ key, value: this.#expression(), optional });
      if (this.#token.text !== "}") this.#expect(",");
    }
    return entries;
  }

  get #token(): Token {
    return this.#tokens[this.#at] ?? { kind: "end", text: "<end>", offset: 0 };
  }

  #next(): Token {
    const token = this.#token;
    this.#at++;
    return token;
  }

  #take(text: string): boolean {
    const token = this.#token;
    if (token.kind !== "operator" || token.text !== text) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw this.#unexpected(`'${text}'`);
  }

  #unexpected(wanted: string, token = this.#token): CelSyntaxError {
    return new CelSyntaxError(
      `expected ${wanted}, found ${token.kind === "end" ? "the end" : `'${token.text}'`}`,
      token.offset,
    );
  }
}

interface Call {
  readonly name: string;
  readonly args: readonly Expression[];
  readonly offset: number;
}

function globalCall({ name, args, offset }: Call): Expression {
  if (name !== "has") return { kind: "call", target: undefined, name, args, offset };
  const [argument] = args;
  if (args.length !== 1 || argument?.kind !== "select")
    throw new CelSyntaxError("invalid argument to has() macro", offset);
  return { kind: "call", target: undefined, name, args, offset };
}

/** Macros by name, and for each how many variables it binds given how many arguments. */
const macros: Readonly<Record<string, (count: number) => number>> = {
  all: (count) => count - 1,
  exists: (count) => count - 1,
  exists_one: (count) => count - 1,
  existsOne: (count) => count - 1,
  map: (count) => (count === 2 || count === 3 ? 1 : 0),
  filter: (count) => (count === 2 ? 1 : 0),
  transformList: (count) => (count === 3 || count === 4 ? 2 : 0),
  transformMap: (count) => (count === 3 || count === 4 ? 2 : 0),
  transformMapEntry: (count) => (count === 3 || count === 4 ? 2 : 0),
  optMap: (count) => (count === 2 ? 1 : 0),
  optFlatMap: (count) => (count === 2 ? 1 : 0),
};

function methodCall(target: Expression, { name, args, offset }: Call): Expression {
  const bind = name === "bind" && target.kind === "identifier" && target.name === "cel" && args.length === 3;
  const bound = bind ? 1 : (macros[name]?.(args.length) ?? 0);
  if (bound !== 1 && bound !== 2) return { kind: "call", target, name, args, offset };
  const variables = args.slice(0, bound).map((variable) => {
    if (variable.kind === "identifier") return variable.name;
    throw new CelSyntaxError("argument must be a simple name", variable.offset);
  });
  const macro = (name === "existsOne" ? "exists_one" : name) as Macro;
  if (!bind)
    return { kind: "comprehension", macro, range: target, variables, body: args.slice(bound), offset };
  const [, range, body] = args;
  if (!range || !body) throw new CelSyntaxError("invalid arguments to cel.bind()", offset);
  return { kind: "comprehension", macro, range, variables, body: [body], offset };
}
