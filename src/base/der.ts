/** A DER value: tag, length, content (ITU-T X.690). */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), derLength(body.length), body]);
}

export const derSequence = (...content: readonly Uint8Array[]): Buffer => der(0x30, ...content);
export const derSet = (...content: readonly Uint8Array[]): Buffer => der(0x31, ...content);
export const derOctets = (content: Uint8Array): Buffer => der(0x04, content);
export const derBits = (content: Uint8Array, unused = 0): Buffer => der(0x03, Buffer.from([unused]), content);
export const derText = (text: string): Buffer => der(0x0c, Buffer.from(text, "utf8"));
export const derBoolean = (value: boolean): Buffer => der(0x01, Buffer.from([value ? 0xff : 0x00]));

/** A non-negative integer of any size. */
export function derInteger(value: number | Uint8Array): Buffer {
  let bytes = Buffer.from(typeof value === "number" ? integerBytes(value) : value);
  while (bytes.length > 1 && bytes[0] === 0 && (bytes[1] ?? 0) < 0x80) bytes = bytes.subarray(1);
  return der(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** An object identifier in its dotted form. */
export function derOid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** An instant: UTCTime up to 2049, GeneralizedTime after, as RFC 5280 demands. */
export function derTime(instant: Date): Buffer {
  const digits = instant.toISOString().replaceAll(/\.\d+|[-:T]/g, "");
  return instant.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(digits.slice(2)))
    : der(0x18, Buffer.from(digits));
}

function derLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = integerBytes(length);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

function integerBytes(value: number): number[] {
  const bytes = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return bytes.length ? bytes : [0];
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift(0x80 | (rest & 0x7f));
  return bytes;
}
