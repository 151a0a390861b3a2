/** A field of a message: its number, and a text, bytes or an integer. */
export type Field = readonly [number: number, value: string | Buffer | number | bigint];

/** A protobuf message, as any encoder would write it. */
export function message(...fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([number, value]) => {
      if (typeof value === "number" || typeof value === "bigint")
        return [varint((BigInt(number) << 3n) | 0n), varint(BigInt.asUintN(64, BigInt(value)))];
      const bytes = Buffer.from(value as Buffer);
      return [varint((BigInt(number) << 3n) | 2n), varint(BigInt(bytes.length)), bytes];
    }),
  );
}

/** A message in the envelope in which clients send objects. */
export function envelope(apiVersion: string, kind: string, raw: Buffer): Buffer {
  return Buffer.concat([Buffer.from("k8s\0"), message([1, message([1, apiVersion], [2, kind])], [2, raw])]);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}
