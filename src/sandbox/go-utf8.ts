import { isUtf8 } from "node:buffer";

/** Bytes as a text as Go reads them: each byte that is no part of a character stands for U+FFFD, where others take several bytes for one. */
export function goUtf8(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < bytes.length;) {
    const length = lengthAt(bytes, at);
    if (length === 0) {
      parts.push(bytes.toString("utf8", start, at), "\ufffd");
      start = ++at;
    } else at += length;
  }
  return [...parts, bytes.toString("utf8", start)].join("");
}

/** Of the character that begins there; 0 where none does. */
function lengthAt(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  return length > 0 && at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}
