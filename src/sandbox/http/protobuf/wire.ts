import { MalformedBody } from "../malformed-body.ts";

/** A field as the wire has it: a varint as a bigint, anything else as its bytes. */
export interface WireField {
  readonly number: number;
  readonly value: bigint | Buffer;
}

/** The fields of a message in the order in which they were written. Groups, which proto2 has left behind, are refused. */
export function* readFields(bytes: Buffer): Generator<WireField> {
  const cursor = { bytes, at: 0 };
  while (cursor.at < bytes.length) {
    const tag = readVarint(cursor);
    yield { number: Number(tag >> 3n), value: readValue(cursor, Number(tag & 7n)) };
  }
}

/** Varints one after the other: how lists of numbers may be packed. */
export function* readPacked(bytes: Buffer): Generator<bigint> {
  const cursor = { bytes, at: 0 };
  while (cursor.at < bytes.length) yield readVarint(cursor);
}

/** Where reading has come to. */
interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

function readValue(cursor: Cursor, wireType: number): bigint | Buffer {
  switch (wireType) {
    case 0:
      return readVarint(cursor);
    case 1:
      return readBytes(cursor, 8);
    case 2:
      return readBytes(cursor, Number(readVarint(cursor)));
    case 5:
      return readBytes(cursor, 4);
    default:
      throw new MalformedBody(`proto: illegal wireType ${wireType}`);
  }
}

function readVarint(cursor: Cursor): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 64n; shift += 7n) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) throw new MalformedBody("unexpected EOF");
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw new MalformedBody("proto: integer overflow");
}

function readBytes(cursor: Cursor, length: number): Buffer {
  const end = cursor.at + length;
  if (end > cursor.bytes.length) throw new MalformedBody("unexpected EOF");
  const bytes = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return bytes;
}
