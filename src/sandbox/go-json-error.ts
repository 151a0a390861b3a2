import { goQuote } from "../base/go-quote.ts";

/**
 * What Go's encoding/json says about a text that is not JSON. Its scanner looks at single bytes, and says which one it did not expect
 * after what; at the end of a text it looks at one blank more, so that a number or word that is cut short is told of as such.
 */
export function goJsonError(text: string | Buffer): string {
  const scanner = new Scanner();
  for (const byte of Buffer.from(text as Buffer)) if (!scanner.take(byte)) return scanner.problem;
  if (!scanner.isWhole && !scanner.take(0x20)) return scanner.problem;
  return "unexpected end of JSON input";
}

type State = (scanner: Scanner, character: string) => State | string;

/** As scanner.go of encoding/json: a state for what comes next, and a stack of what is open. */
class Scanner {
  readonly open: ("key" | "value" | "item")[] = [];
  problem = "";
  #state: State = beginValue;

  /** False, and {@link problem} is set, for a byte that is not expected. */
  take(byte: number): boolean {
    const next = this.#state(this, String.fromCharCode(byte));
    if (typeof next !== "string") {
      this.#state = next;
      return true;
    }
    this.problem = `invalid character ${quoteByte(byte)} ${next}`;
    return false;
  }

  get isWhole(): boolean {
    return this.#state === endTop;
  }
}

function isBlank(character: string): boolean {
  return character === " " || character === "\t" || character === "\r" || character === "\n";
}

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9";
}

const beginValue: State = (scanner, character) => {
  if (isBlank(character)) return beginValue;
  if (character >= "1" && character <= "9") return digits;
  switch (character) {
    case "{":
      scanner.open.push("key");
      return beginKeyOrEmpty;
    case "[":
      scanner.open.push("item");
      return beginItemOrEmpty;
    case '"':
      return inText;
    case "-":
      return afterMinus;
    case "0":
      return afterInteger;
    case "t":
      return word("true", 1);
    case "f":
      return word("false", 1);
    case "n":
      return word("null", 1);
    default:
      return "looking for beginning of value";
  }
};

const beginItemOrEmpty: State = (scanner, character) => {
  if (isBlank(character)) return beginItemOrEmpty;
  return character === "]" ? endValue(scanner, character) : beginValue(scanner, character);
};

const beginKeyOrEmpty: State = (scanner, character) => {
  if (isBlank(character)) return beginKeyOrEmpty;
  if (character !== "}") return beginKey(scanner, character);
  scanner.open[scanner.open.length - 1] = "value";
  return endValue(scanner, character);
};

const beginKey: State = (_scanner, character) => {
  if (isBlank(character)) return beginKey;
  return character === '"' ? inText : "looking for beginning of object key string";
};

/** What a value, or a key, has come to its end before. */
const endValue: State = (scanner, character) => {
  const place = scanner.open.at(-1);
  if (place === undefined) return endTop(scanner, character);
  if (isBlank(character)) return endValue;
  const replace = (next: "key" | "value" | "item") => void (scanner.open[scanner.open.length - 1] = next);
  switch (place) {
    case "key":
      if (character !== ":") return "after object key";
      replace("value");
      return beginValue;
    case "value":
      if (character === ",") {
        replace("key");
        return beginKey;
      }
      return character === "}" ? closed(scanner) : "after object key:value pair";
    case "item":
      if (character === ",") return beginValue;
      return character === "]" ? closed(scanner) : "after array element";
  }
};

function closed(scanner: Scanner): State {
  scanner.open.pop();
  return scanner.open.length ? endValue : endTop;
}

const endTop: State = (_scanner, character) => (isBlank(character) ? endTop : "after top-level value");

const inText: State = (_scanner, character) => {
  if (character === '"') return endValue;
  if (character === "\\") return inEscape;
  return character < " " ? "in string literal" : inText;
};

const inEscape: State = (_scanner, character) => {
  if (character === "u") return hexadecimal(4);
  return 'bfnrt\\/"'.includes(character) ? inText : "in string escape code";
};

function hexadecimal(left: number): State {
  return (_scanner, character) => {
    if (!/[\da-f]/i.test(character)) return String.raw`in \u hexadecimal character escape`;
    return left === 1 ? inText : hexadecimal(left - 1);
  };
}

const afterMinus: State = (_scanner, character) => {
  if (character === "0") return afterInteger;
  return isDigit(character) ? digits : "in numeric literal";
};

const digits: State = (scanner, character) =>
  isDigit(character) ? digits : afterInteger(scanner, character);

const afterInteger: State = (scanner, character) => {
  if (character === ".") return afterPoint;
  return afterFraction(scanner, character);
};

const afterPoint: State = (_scanner, character) =>
  isDigit(character) ? fraction : "after decimal point in numeric literal";

const fraction: State = (scanner, character) =>
  isDigit(character) ? fraction : afterFraction(scanner, character);

const afterFraction: State = (scanner, character) =>
  character === "e" || character === "E" ? afterE : endValue(scanner, character);

const afterE: State = (scanner, character) =>
  character === "+" || character === "-" ? afterSign : afterSign(scanner, character);

const afterSign: State = (_scanner, character) =>
  isDigit(character) ? exponent : "in exponent of numeric literal";

const exponent: State = (scanner, character) =>
  isDigit(character) ? exponent : endValue(scanner, character);

function word(text: string, at: number): State {
  return (_scanner, character) => {
    if (character !== text[at]) return `in literal ${text} (expecting '${text[at] ?? ""}')`;
    return at === text.length - 1 ? endValue : word(text, at + 1);
  };
}

/** A byte as a character of Latin 1. */
function quoteByte(byte: number): string {
  const character = String.fromCharCode(byte);
  if (character === "'") return `'\\''`;
  if (character === '"') return `'"'`;
  return `'${goQuote(character).slice(1, -1)}'`;
}
