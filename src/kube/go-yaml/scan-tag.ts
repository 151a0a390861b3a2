import { type Cursor, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isWord } from "./cursor.ts";
import { scannerError, type Token } from "./token.ts";

/** `&name` or `*name`. */
export function scanAnchor(cursor: Cursor, type: "anchor" | "alias"): Token {
  const start = cursor.mark;
  cursor.skip();
  const value = readWord(cursor);
  const next = cursor.peek();
  if (value === "" || !(isBlankOrEnd(next) || "?:,]}%@`".includes(next)))
    throw scannerError("did not find expected alphabetic or numeric character", cursor.mark);
  return { type, start, value };
}

/** `!suffix`, `!handle!suffix` or `!<uri>`. */
export function scanTag(cursor: Cursor): Token {
  const start = cursor.mark;
  const { value, suffix } = cursor.peek(1) === "<" ? readVerbatim(cursor) : readShorthand(cursor);
  if (!isBlankOrEnd(cursor.peek()))
    throw scannerError("did not find expected whitespace or line break", cursor.mark);
  return { type: "tag", start, value, suffix };
}

function readVerbatim(cursor: Cursor): { value: string; suffix: string } {
  cursor.skip(2);
  const suffix = readUri(cursor, "");
  if (cursor.peek() !== ">") throw scannerError("did not find the expected '>'", cursor.mark);
  cursor.skip();
  return { value: "", suffix };
}

function readShorthand(cursor: Cursor): { value: string; suffix: string } {
  const handle = readHandle(cursor, false);
  if (handle.length > 1 && handle.endsWith("!")) return { value: handle, suffix: readUri(cursor, "") };
  const suffix = readUri(cursor, handle);
  return suffix === "" ? { value: "", suffix: "!" } : { value: "!", suffix };
}

/** A line that begins with `%`. */
export function scanDirective(cursor: Cursor): Token {
  const start = cursor.mark;
  cursor.skip();
  const name = readWord(cursor);
  if (name === "") throw scannerError("could not find expected directive name", cursor.mark);
  if (!isBlankOrEnd(cursor.peek()))
    throw scannerError("found unexpected non-alphabetical character", cursor.mark);
  const read = { YAML: readVersion, TAG: readPrefix }[name];
  if (!read) throw scannerError("found unknown directive name", cursor.mark);
  const token = { ...read(cursor), start };
  cursor.skipBlanks();
  cursor.skipComment();
  if (!isBreakOrEnd(cursor.peek()))
    throw scannerError("did not find expected comment or line break", cursor.mark);
  if (isBreak(cursor.peek())) cursor.readLine();
  return token;
}

function readVersion(cursor: Cursor): Omit<Token, "start"> {
  cursor.skipBlanks();
  const major = readNumber(cursor);
  if (cursor.peek() !== ".") throw scannerError("did not find expected digit or '.' character", cursor.mark);
  cursor.skip();
  return { type: "version directive", value: `${major}.${readNumber(cursor)}` };
}

function readNumber(cursor: Cursor): number {
  let digits = "";
  while (/^\d$/.test(cursor.peek())) {
    if (digits.length === 2) throw scannerError("found extremely long version number", cursor.mark);
    digits += cursor.read();
  }
  if (digits === "") throw scannerError("did not find expected version number", cursor.mark);
  return Number(digits);
}

function readPrefix(cursor: Cursor): Omit<Token, "start"> {
  cursor.skipBlanks();
  const value = readHandle(cursor, true);
  if (!isBlank(cursor.peek())) throw scannerError("did not find expected whitespace", cursor.mark);
  cursor.skipBlanks();
  const suffix = readUri(cursor, "");
  if (!isBlankOrEnd(cursor.peek()))
    throw scannerError("did not find expected whitespace or line break", cursor.mark);
  return { type: "tag directive", value, suffix };
}

function readWord(cursor: Cursor): string {
  let word = "";
  while (isWord(cursor.peek())) word += cursor.read();
  return word;
}

function readHandle(cursor: Cursor, directive: boolean): string {
  if (cursor.peek() !== "!") throw scannerError("did not find expected '!'", cursor.mark);
  const handle = cursor.read() + readWord(cursor);
  if (cursor.peek() === "!") return handle + cursor.read();
  if (directive && handle !== "!") throw scannerError("did not find expected '!'", cursor.mark);
  return handle;
}

/** What follows a handle; of one that turned out to be none, its letters belong to it. */
function readUri(cursor: Cursor, head: string): string {
  let uri = head.slice(1);
  let found = head !== "";
  for (let next = cursor.peek(); /^[\w\-;/?:@&=+$,.!~*'()[\]%]$/.test(next); next = cursor.peek()) {
    uri += next === "%" ? readOctets(cursor) : cursor.read();
    found = true;
  }
  if (!found) throw scannerError("did not find expected tag URI", cursor.mark);
  return uri;
}

/** A character of UTF-8 in octets with `%`. */
function readOctets(cursor: Cursor): string {
  const octets: number[] = [];
  for (let left = 1; left > 0; left--) {
    const text = cursor.ahead(3);
    if (!/^%[\da-f]{2}$/i.test(text)) throw scannerError("did not find URI escaped octet", cursor.mark);
    const octet = Number.parseInt(text.slice(1), 16);
    if (octets.length === 0) {
      left = widthOf(octet);
      if (left === 0) throw scannerError("found an incorrect leading UTF-8 octet", cursor.mark);
    } else if ((octet & 0xc0) !== 0x80)
      throw scannerError("found an incorrect trailing UTF-8 octet", cursor.mark);
    octets.push(octet);
    cursor.skip(3);
  }
  return Buffer.from(octets).toString("utf8");
}

function widthOf(octet: number): number {
  if (octet < 0x80) return 1;
  if ((octet & 0xe0) === 0xc0) return 2;
  if ((octet & 0xf0) === 0xe0) return 3;
  return (octet & 0xf8) === 0xf0 ? 4 : 0;
}
