import { MalformedBody } from "../malformed-body.ts";

/** What a message has under a number: how it is called in Go, and how it is written. */
export interface WireName {
  readonly name: string;
  readonly wireTypes: readonly number[];
}

/** A message as Go knows it; fields of other numbers are passed over, whatever they are. */
export interface WireMessage {
  readonly name: string;
  field(number: number): WireName | undefined;
}

/** A field as the wire has it: a varint as a bigint, anything else as its bytes. */
export interface WireField {
  readonly number: number;
  readonly value: bigint | Buffer;
}

/**
 * The fields of a message in the order in which they were written. Mistakes are told in the words of the code that gogo/protobuf generates (Unmarshal and
 * skipGenerated in generated.pb.go of k8s.io/api).
 *
 * @throws MalformedBody
 */
export function* readFields(bytes: Buffer, message?: WireMessage): Generator<WireField> {
  const cursor = { bytes, at: 0 };
  while (cursor.at < bytes.length) {
    const tag = readVarint(cursor);
    const wireType = Number(tag % 8n);
    const number = numberOf(tag);
    if (message) {
      if (wireType === 4) throw new MalformedBody(`proto: ${message.name}: wiretype end group for non-group`);
      if (number <= 0)
        throw new MalformedBody(`proto: ${message.name}: illegal tag ${number} (wire type ${tag})`);
      const known = message.field(number);
      if (!known) {
        skip(cursor, wireType);
        continue;
      }
      if (!known.wireTypes.includes(wireType))
        throw new MalformedBody(`proto: wrong wireType = ${wireType} for field ${known.name}`);
    }
    yield { number, value: readValue(cursor, wireType) };
  }
}

/** An entry of a map, whose key and value are read without regard to how they say that they are written. */
export function readEntry(
  bytes: Buffer,
  { scalar }: { scalar: boolean },
): { key: Buffer | undefined; value: Buffer | bigint | undefined } {
  const cursor = { bytes, at: 0 };
  let key: Buffer | undefined;
  let value: Buffer | bigint | undefined;
  while (cursor.at < bytes.length) {
    const tag = readVarint(cursor);
    const number = numberOf(tag);
    if (number === 1) key = readBytes(cursor, readLength(cursor));
    else if (number !== 2) skip(cursor, Number(tag % 8n));
    else value = scalar ? readVarint(cursor) : readBytes(cursor, readLength(cursor));
  }
  return { key, value };
}

/** Varints one after the other: how lists of numbers may be packed. */
export function* readPacked(bytes: Buffer): Generator<bigint> {
  const cursor = { bytes, at: 0 };
  while (cursor.at < bytes.length) yield readVarint(cursor);
}

/** Go has numbers of fields in 32 bits. */
function numberOf(tag: bigint): number {
  return Number((tag / 8n) % 4294967296n) | 0;
}

/** Where reading has come to. */
interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

/** Passes over a field that is not known; a group, which proto2 has left behind, up to its end. */
function skip(cursor: Cursor, first: number): void {
  let depth = 0;
  for (let wireType = first; ; wireType = Number(readVarint(cursor) % 8n)) {
    if (wireType === 3) depth++;
    else if (wireType === 4) {
      if (depth === 0) throw new MalformedBody("proto: unexpected end of group");
      depth--;
    } else readValue(cursor, wireType);
    if (depth === 0) return;
    if (cursor.at >= cursor.bytes.length) throw new MalformedBody("unexpected EOF");
  }
}

function readValue(cursor: Cursor, wireType: number): bigint | Buffer {
  switch (wireType) {
    case 0:
      return readVarint(cursor);
    case 1:
      return readBytes(cursor, 8);
    case 2:
      return readBytes(cursor, readLength(cursor));
    case 5:
      return readBytes(cursor, 4);
    default:
      throw new MalformedBody(`proto: illegal wireType ${wireType}`);
  }
}

function readLength(cursor: Cursor): number {
  const length = Number(readVarint(cursor));
  if (length + cursor.at >= 2 ** 63)
    throw new MalformedBody("proto: negative length found during unmarshaling");
  return length;
}

/** In two halves: the compiler of Node 20 fails at 64 bits of a BigInt that a loop puts together. */
function readVarint(cursor: Cursor): bigint {
  let low = 0;
  let high = 0;
  for (let shift = 0; shift < 64; shift += 7) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) throw new MalformedBody("unexpected EOF");
    const bits = byte & 0x7f;
    if (shift < 32) low |= bits << shift;
    if (shift === 28) high |= bits >> 4;
    else if (shift > 28) high |= bits << (shift - 32);
    if (byte < 0x80) return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
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
