import { UserError } from "../../base/errors.ts";
import type { Bytes } from "./bytes.ts";

/** A header of an archive that is read; the body comes next in its bytes. */
export interface ReadEntry {
  readonly path: string;
  readonly type: "file" | "directory" | "symlink" | "hardlink" | "other";
  readonly size: number;
  readonly mode: number;
  /** Of a link. */
  readonly target: string;
  /** Where its body begins. */
  readonly offset: number;
}

const block = 512;
const types: Record<string, ReadEntry["type"]> = {
  "0": "file",
  "\0": "file",
  "7": "file",
  "1": "hardlink",
  "2": "symlink",
  "5": "directory",
};
/** Headers that say more about the next one are small; a larger one is no archive of ours to read into memory. */
const maxExtension = 1024 * 1024;

/**
 * The entries of a tar archive: ustar, with the extensions of pax and GNU. Whoever reads may read an entry's body from `bytes`, all of it or
 * less, before asking for the next entry.
 *
 * @throws UserError ARCHIVE_INVALID, naming the archive as `name` says, and the place
 */
export async function* readTar(bytes: Bytes, name: string): AsyncGenerator<ReadEntry> {
  let extensions: Record<string, string> = {};
  for (let header = await nextHeader(bytes, name); header; header = await nextHeader(bytes, name)) {
    const flag = header.toString("latin1", 156, 157);
    const size = Number(extensions.size ?? readNumber(header, 124, 12));
    const offset = bytes.position;
    if (!Number.isSafeInteger(size) || size < 0)
      throw invalid(name, `an entry has no valid size at byte ${offset}`);
    if ("xgLKX".includes(flag) && flag !== "\0") {
      const body = await readExtension(bytes, { size, name });
      if (flag === "x" || flag === "X") extensions = { ...extensions, ...readRecords(body, name) };
      else if (flag === "L") extensions = { ...extensions, path: trimNul(body.toString("utf8")) };
      else if (flag === "K") extensions = { ...extensions, linkpath: trimNul(body.toString("utf8")) };
    } else {
      const entry = readEntry(header, { extensions, size, offset });
      extensions = {};
      yield entry;
    }
    const end = offset + Math.ceil(size / block) * block;
    const left = end - bytes.position;
    if (left > 0) await bytes.skip(left);
    if (bytes.position < end && bytes.position < offset + size)
      throw invalid(name, `it ends at byte ${bytes.position}, in the middle of an entry`);
  }
}

/** Undefined at the end: two blocks of zeros, of which some writers leave out one or both. */
async function nextHeader(bytes: Bytes, name: string): Promise<Buffer | undefined> {
  const at = bytes.position;
  const header = await bytes.read(block);
  if (header.length === 0 || header.every((byte) => byte === 0)) return undefined;
  if (header.length < block)
    throw invalid(name, `it ends at byte ${at + header.length}, in the middle of a header`);
  let sum = 0;
  for (let index = 0; index < block; index++)
    sum += index >= 148 && index < 156 ? 0x20 : (header[index] ?? 0);
  if (sum !== readNumber(header, 148, 8)) throw invalid(name, `there is no tar header at byte ${at}`);
  return header;
}

function readEntry(
  header: Buffer,
  { extensions, size, offset }: { extensions: Record<string, string>; size: number; offset: number },
): ReadEntry {
  const text = (at: number, length: number) => trimNul(header.toString("utf8", at, at + length));
  const isPosix = header.toString("latin1", 257, 263) === "ustar\0";
  const prefix = isPosix ? text(345, 155) : "";
  const path = extensions.path ?? (prefix ? `${prefix}/` : "") + text(0, 100);
  const type = types[header.toString("latin1", 156, 157)] ?? "other";
  return {
    path,
    // archives of old mark a folder by its last character
    type: type === "file" && path.endsWith("/") ? "directory" : type,
    size,
    mode: readNumber(header, 100, 8),
    target: extensions.linkpath ?? text(157, 100),
    offset,
  };
}

async function readExtension(bytes: Bytes, { size, name }: { size: number; name: string }): Promise<Buffer> {
  if (size > maxExtension)
    throw invalid(name, `an extended header is ${size} bytes long at byte ${bytes.position}`);
  return bytes.read(size);
}

function readRecords(body: Buffer, name: string): Record<string, string> {
  const records: Record<string, string> = {};
  for (let at = 0; at < body.length;) {
    const space = body.indexOf(" ", at);
    const length = Number(body.toString("latin1", at, space));
    if (space === -1 || !(length > 0) || at + length > body.length)
      throw invalid(name, "a pax header is broken");
    const text = body.toString("utf8", space + 1, at + length - 1);
    const equals = text.indexOf("=");
    const key = text.slice(0, equals);
    if (key === "path" || key === "linkpath" || key === "size") records[key] = text.slice(equals + 1);
    at += length;
  }
  return records;
}

/** Octal digits, or, marked by the first bit, a number in base 256. */
function readNumber(header: Buffer, at: number, length: number): number {
  if (((header[at] ?? 0) & 0x80) === 0) {
    const digits = trimNul(header.toString("latin1", at, at + length)).trim();
    return digits === "" ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
  }
  let value = (header[at] ?? 0) & 0x7f;
  for (let index = at + 1; index < at + length; index++) value = value * 256 + (header[index] ?? 0);
  return value;
}

function trimNul(text: string): string {
  const end = text.indexOf("\0");
  return end === -1 ? text : text.slice(0, end);
}

function invalid(name: string, what: string): UserError {
  return new UserError("ARCHIVE_INVALID", `cannot read ${name}: ${what}`);
}
