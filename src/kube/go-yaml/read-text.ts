import { NotRead } from "./errors.ts";

/** A text, and from where on it cannot be read. */
export interface ReadText {
  readonly text: string;
  readonly unreadable?: { readonly limit: number; readonly problem: string };
}

/** Bytes that Go's reader takes at a time: a mistake is told when the ones around it are read. */
const chunk = 512;

/**
 * The characters of a text in UTF-8, or in UTF-16 with a byte order mark, and the first of them that YAML does not allow. Follows readerc.go of
 * go.yaml.in/yaml/v2.
 *
 * @throws NotRead for a second byte order mark, for whose sake Go's scanner passes over the first character of every line
 */
export function readText(bytes: Buffer): ReadText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return checked(readUtf16(bytes.subarray(2)), 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return checked(
      readUtf16(Buffer.from(bytes.subarray(2, 2 + 2 * Math.floor((bytes.length - 2) / 2))).swap16()),
      2,
    );
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return checked(readUtf8(bytes.subarray(start)), 1, start);
}

interface Decoded {
  readonly text: string;
  /** What is wrong behind the text. */
  readonly problem?: string | undefined;
}

function readUtf8(bytes: Buffer): Decoded {
  const text = bytes.toString("utf8");
  if (!text.includes("\ufffd")) return { text };
  const wrong = wrongUtf8(bytes);
  return wrong ? { text: bytes.subarray(0, wrong.at).toString("utf8"), problem: wrong.problem } : { text };
}

function wrongUtf8(bytes: Buffer): { at: number; problem: string } | undefined {
  for (let at = 0; at < bytes.length;) {
    const octet = bytes[at] ?? 0;
    const width = widthOf(octet);
    if (width === 0) return { at, problem: "invalid leading UTF-8 octet" };
    if (at + width > bytes.length) return { at, problem: "incomplete UTF-8 octet sequence" };
    let value = width === 1 ? octet : octet & (0xff >> (width + 1));
    for (let index = 1; index < width; index++) {
      const next = bytes[at + index] ?? 0;
      if ((next & 0xc0) !== 0x80) return { at, problem: "invalid trailing UTF-8 octet" };
      value = (value << 6) | (next & 0x3f);
    }
    if (value < ([0, 0, 0x80, 0x800, 0x10000][width] ?? 0))
      return { at, problem: "invalid length of a UTF-8 sequence" };
    if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff)
      return { at, problem: "invalid Unicode character" };
    at += width;
  }
  return undefined;
}

function widthOf(octet: number): number {
  if (octet < 0x80) return 1;
  if ((octet & 0xe0) === 0xc0) return 2;
  if ((octet & 0xf0) === 0xe0) return 3;
  return (octet & 0xf8) === 0xf0 ? 4 : 0;
}

function readUtf16(bytes: Buffer): Decoded {
  const text = bytes.toString("utf16le");
  const at = text.search(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
  if (at < 0) return { text, problem: bytes.length % 2 ? "incomplete UTF-16 character" : undefined };
  const low = /^[\udc00-\udfff]/.test(text.slice(at));
  const last = at === text.length - 1;
  const problem = low
    ? "unexpected low surrogate area"
    : last
      ? "incomplete UTF-16 surrogate pair"
      : "expected low surrogate area";
  return { text: text.slice(0, at), problem };
}

/** Characters that YAML does not know. */
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

function checked({ text, problem }: Decoded, width: number, start = 0): ReadText {
  if (text.startsWith("\ufeff")) throw new NotRead("YAML with two byte order marks");
  const at = text.search(forbidden);
  if (at < 0 && problem === undefined) return { text };
  const end = at < 0 ? text.length : at;
  const offset = start + (width === 1 ? Buffer.byteLength(text.slice(0, end)) : 2 * end);
  const before = Math.floor(offset / chunk) * chunk - start;
  const limit =
    width === 1 ? Buffer.from(text).subarray(0, Math.max(0, before)).toString("utf8").length : before / 2;
  return {
    text,
    unreadable: {
      limit: Math.max(0, Math.min(limit, end)),
      problem: at < 0 ? (problem ?? "") : "control characters are not allowed",
    },
  };
}
