const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [braceOpen, braceClose, bracketOpen, bracketClose] = [0x7b, 0x7d, 0x5b, 0x5d];

/** A part of some bytes, its end not included. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A member of an object: its name as it is written, and where its value is. */
export interface Member extends Range {
  /** Where the member begins, with its name. */
  readonly from: number;
  readonly name: string;
}

/**
 * The members of the object that begins at `start`, in the order in which they are written. Their values are found by their brackets and strings
 * alone, without being parsed.
 *
 * @throws SyntaxError where the bytes are no JSON object; not everything that is none is found out
 */
export function* membersOf(json: Buffer, start: number): Generator<Member> {
  let at = skipSpace(json, start);
  if (json[at] !== braceOpen) throw new SyntaxError("not an object");
  at = skipSpace(json, at + 1);
  while (json[at] !== braceClose) {
    const from = at;
    const nameEnd = skipString(json, at);
    at = skipSpace(json, nameEnd);
    if (json[at] !== colon) throw new SyntaxError("a name without a value");
    const valueStart = skipSpace(json, at + 1);
    const end = skipValue(json, valueStart);
    yield { from, name: json.toString("latin1", from + 1, nameEnd - 1), start: valueStart, end };
    at = skipSpace(json, end);
    if (json[at] === comma) at = skipSpace(json, at + 1);
    else if (json[at] !== braceClose) throw new SyntaxError("a member without an end");
  }
}

/** A member of an object, whose value is not looked at. */
export interface FoundMember {
  /** Where the member before it ends; undefined for the first. */
  readonly before: number | undefined;
  /** Where the member begins, with its name. */
  readonly from: number;
  /** Where its value begins. */
  readonly start: number;
}

/**
 * The member of that name in the object that begins at `start`; what comes after it is not looked at.
 *
 * @throws SyntaxError as {@link membersOf} does
 */
export function findMember(json: Buffer, start: number, name: Buffer): FoundMember | undefined {
  let at = skipSpace(json, start);
  if (json[at] !== braceOpen) throw new SyntaxError("not an object");
  at = skipSpace(json, at + 1);
  let before: number | undefined;
  while (json[at] !== braceClose) {
    const from = at;
    const nameEnd = skipString(json, at);
    at = skipSpace(json, nameEnd);
    if (json[at] !== colon) throw new SyntaxError("a name without a value");
    const valueStart = skipSpace(json, at + 1);
    if (isNamed(json, from, nameEnd, name)) return { before, from, start: valueStart };
    before = skipValue(json, valueStart);
    at = skipSpace(json, before);
    if (json[at] === comma) at = skipSpace(json, at + 1);
    else if (json[at] !== braceClose) throw new SyntaxError("a member without an end");
  }
  return undefined;
}

/** The part of an object's text that is to go with a member: that and one of the commas around it. */
export function rangeOf(json: Buffer, { before, from, start }: FoundMember): Range {
  const end = skipValue(json, start);
  if (before !== undefined) return { start: before, end };
  const next = skipSpace(json, end);
  return { start: from, end: json[next] === comma ? skipSpace(json, next + 1) : end };
}

function isNamed(json: Buffer, from: number, end: number, name: Buffer): boolean {
  if (end - from - 2 !== name.length) return false;
  for (let at = 0; at < name.length; at++) if (json[from + 1 + at] !== name[at]) return false;
  return true;
}

/** The end of the value that begins at `start`. */
export function skipValue(json: Buffer, start: number): number {
  const first = json[start];
  if (first === quote) return skipString(json, start);
  if (first !== braceOpen && first !== bracketOpen) return skipScalar(json, start);
  let depth = 0;
  for (let at = start; at < json.length;) {
    const byte = json[at];
    if (byte === quote) {
      at = skipString(json, at);
      continue;
    }
    at++;
    if (byte === braceOpen || byte === bracketOpen) depth++;
    else if (byte === braceClose || byte === bracketClose) {
      depth--;
      if (depth === 0) return at;
    }
  }
  throw new SyntaxError("a value without an end");
}

function skipString(json: Buffer, start: number): number {
  if (json[start] !== quote) throw new SyntaxError("not a string");
  for (let at = start + 1; at < json.length; at++) {
    const byte = json[at];
    if (byte === quote) return at + 1;
    if (byte === backslash) at++;
  }
  throw new SyntaxError("a string without an end");
}

function skipScalar(json: Buffer, start: number): number {
  let at = start;
  for (; at < json.length; at++) {
    const byte = json[at] ?? 0;
    if (byte === comma || byte === braceClose || byte === bracketClose || byte <= 0x20) break;
  }
  if (at === start) throw new SyntaxError("no value");
  return at;
}

function skipSpace(json: Buffer, start: number): number {
  let at = start;
  while (at < json.length && (json[at] ?? 0) <= 0x20) at++;
  return at;
}
