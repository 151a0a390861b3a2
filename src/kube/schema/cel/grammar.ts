import type { Expression, Literal } from "./ast.ts";
import type { Token } from "./token.ts";
import type { TokenReader } from "./token-reader.ts";

/** How strongly the binary operators bind. */
export const precedences: Readonly<Record<string, number>> = {
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

/** Words that are no names. */
export const reserved = new Set(
  "as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

/** The tokens an expression may begin with, as the server names them; `also` are those that may stand there as well. */
export function beginnings(also: { list?: string; map?: string; call?: string; more?: string } = {}): string {
  const { list = "", map = "", call = "", more = "" } = also;
  return `{'[', ${list}'{', ${map}'(', ${call}'.', ${more && "',', "}'-', '!', ${more}'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}`;
}

/** A tree of operators with as few levels as there can be. */
export function balance(
  name: string,
  tree: {
    terms: readonly Expression[];
    operators: readonly { id: number; offset: number }[];
    from: number;
    to: number;
  },
): Expression {
  const { terms, operators, from, to } = tree;
  const [only] = terms;
  if (operators.length === 0 && only) return only;
  const middle = Math.floor((from + to + 1) / 2);
  const left = middle === from ? terms[middle] : balance(name, { ...tree, to: middle - 1 });
  const right = middle === to ? terms[middle + 1] : balance(name, { ...tree, from: middle + 1 });
  const operator = operators[middle];
  if (!left || !right || !operator) throw new RangeError("a tree of operators lacks a term");
  return { kind: "call", target: undefined, name, args: [left, right], ...operator };
}

/** A name: `true`, `false`, `null` and `in` are tokens of their own. */
export function isIdentifier({ kind, text }: Token): boolean {
  return kind === "identifier" && !["true", "false", "null", "in"].includes(text);
}

/** One of the signs that may be repeated: `!`, `-`. */
export function isSign({ kind, text }: Token, sign: string): boolean {
  return kind === "operator" && text === sign;
}

/** A number that a minus may belong to. */
export function isNumber({ kind }: Token): boolean {
  return kind === "int" || kind === "double";
}

/** Whether an expression may begin with the token. */
export function mayBegin(token: Token): boolean {
  if (token.kind === "operator") return ["[", "{", "(", ".", "-", "!"].includes(token.text);
  return token.kind !== "end" && token.kind !== "quoted" && token.text !== "in";
}

/** The rest of a type's name when a message literal begins here. */
export function messageStart(reader: TokenReader): string[] | undefined {
  const names: string[] = [];
  let ahead = 0;
  while (reader.peek(ahead).text === "." && isIdentifier(reader.peek(ahead + 1))) {
    names.push(reader.peek(ahead + 1).text);
    ahead += 2;
  }
  const { kind, text } = reader.peek(ahead);
  if (kind !== "operator" || text !== "{") return undefined;
  reader.skip(ahead);
  return names;
}

/** The value of a literal; undefined for every other token. */
export function literalOf(token: Token, reader: TokenReader): Literal | undefined {
  const { kind, text, value, offset } = token;
  if (kind === "identifier") {
    if (text === "null") return null;
    return text === "true" ? true : text === "false" ? false : undefined;
  }
  if (kind === "uint") return { uint: BigInt(value as bigint) };
  if (kind === "int" && value === 2n ** 63n) reader.refuse("invalid int literal", offset);
  return value;
}

/** Why a token is no name of a field. */
export function noField(token: Token, at: { optional: boolean; offset: number; reader: TokenReader }): Error {
  const { reader } = at;
  if (at.optional) return reader.mismatched("{IDENTIFIER, ESC_IDENTIFIER}", token);
  return ["true", "false", "null"].includes(token.text)
    ? reader.mismatched("IDENTIFIER", token)
    : reader.noAlternative(at.offset, token);
}
