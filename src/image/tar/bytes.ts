import type { FileHandle } from "node:fs/promises";

/** Bytes that are read from their beginning to their end. */
export interface Bytes {
  /** How many have been read or skipped. */
  readonly position: number;
  /** The next ones; fewer at the end. */
  read(size: number): Promise<Buffer>;
  /** Passes over the next ones. */
  skip(size: number): Promise<void>;
}

/** Those of a file of this length; what is skipped is not read. */
export function bytesOfFile(file: FileHandle, length: number): Bytes {
  let position = 0;
  return {
    get position() {
      return position;
    },
    async read(size) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, position);
      position += bytesRead;
      return buffer.subarray(0, bytesRead);
    },
    async skip(size) {
      position = Math.min(position + size, length);
    },
  };
}

/** Those that a stream brings. */
export function bytesOfStream(stream: AsyncIterable<Uint8Array>): Bytes {
  const source = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  let position = 0;
  /** At most that many of the next ones; none at the end. */
  const some = async (size: number): Promise<Buffer> => {
    while (rest.length === 0) {
      const { done, value } = await source.next();
      if (done) return rest;
      rest = Buffer.from(value.buffer, value.byteOffset, value.length);
    }
    const part = rest.subarray(0, size);
    rest = rest.subarray(part.length);
    position += part.length;
    return part;
  };
  const upTo = async (size: number, take: (part: Buffer) => void) => {
    for (let left = size; left > 0;) {
      const part = await some(left);
      if (part.length === 0) return;
      take(part);
      left -= part.length;
    }
  };
  return {
    get position() {
      return position;
    },
    async read(size) {
      const parts: Buffer[] = [];
      await upTo(size, (part) => parts.push(part));
      return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    },
    skip: (size) => upTo(size, () => {}),
  };
}
