const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [braceOpen, braceClose, bracketOpen, bracketClose] = [0x7b, 0x7d, 0x5b, 0x5d];
const items = Buffer.from("items");

/**
 * Cuts the items out of a list that comes in chunks, so that neither the list nor its text is ever in memory as a whole. Depth 1 is within the list,
 * depth 2 within its items.
 */
export class ListSplitter {
  #depth = 0;
  #inString = false;
  #escaped = false;
  #inItems = false;
  /** Text of the last string directly within the list, as far as it can be the name of the items. */
  #name: number[] = [];
  /** Whether the value that follows is that of the items. */
  #itemsNext = false;
  /** Bytes of an item that began in an earlier chunk. */
  #begun: Buffer[] = [];
  readonly #rest: Buffer[] = [];

  /** The items that are complete with a chunk. They are parts of it: what is kept of them has to be copied. */
  *feed(chunk: Buffer): Generator<Buffer> {
    /** Where an item, or what is around the items, begins in this chunk. */
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      if (this.#inItems && this.#depth > 2) at = this.#within(chunk, at);
      if (at >= chunk.length) break;
      const byte = chunk[at] ?? 0;
      if (this.#inString) {
        at = this.#string(chunk, at);
        continue;
      }
      if (byte === quote) {
        this.#inString = true;
        if (this.#depth === 1) this.#name = [];
      } else if (byte === braceOpen || byte === bracketOpen) {
        if (this.#inItems && this.#depth === 2) from = at;
        this.#depth++;
        if (this.#depth === 2 && this.#itemsNext && byte === bracketOpen) {
          this.#inItems = true;
          this.#rest.push(copyOf(chunk, from, at + 1));
          from = at + 1;
        }
      } else if (byte === braceClose || byte === bracketClose) {
        this.#depth--;
        if (this.#inItems && this.#depth === 2) {
          yield this.#item(chunk.subarray(from, at + 1));
          from = at + 1;
        } else if (this.#inItems && this.#depth === 1) {
          this.#inItems = false;
          from = at;
        }
      } else if (this.#depth === 1) {
        if (byte === colon) this.#itemsNext = items.equals(Uint8Array.from(this.#name));
        else if (byte === comma) this.#itemsNext = false;
      }
    }
    if (this.#inItems && this.#depth === 2) return;
    (this.#inItems ? this.#begun : this.#rest).push(copyOf(chunk, from, chunk.length));
  }

  /**
   * The list without its items.
   *
   * @throws SyntaxError when it is none, or not whole
   */
  end(): unknown {
    return JSON.parse(Buffer.concat(this.#rest).toString("utf8"));
  }

  /** Goes on in an item, which is nearly all of a list: every byte comes through here. Returns where the item ends, or the chunk. */
  #within(chunk: Buffer, start: number): number {
    const { length } = chunk;
    let [depth, inString] = [this.#depth, this.#inString];
    let at = this.#escaped ? start + 1 : start;
    while (at < length) {
      const byte = chunk[at] as number;
      if (inString) {
        if (byte === quote) inString = false;
        else if (byte === backslash) at++;
      } else if (byte === quote) inString = true;
      else if (byte === braceOpen || byte === bracketOpen) depth++;
      else if (byte === braceClose || byte === bracketClose) {
        if (depth === 3) break;
        depth--;
      }
      at++;
    }
    this.#depth = depth;
    this.#inString = inString;
    this.#escaped = at > length;
    return Math.min(at, length);
  }

  /** Goes on in a string; returns where its last byte in this chunk is. */
  #string(chunk: Buffer, start: number): number {
    const named = this.#depth === 1;
    for (let at = start; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (this.#escaped) this.#escaped = false;
      else if (byte === backslash) this.#escaped = true;
      else if (byte === quote) {
        this.#inString = false;
        return at;
      }
      if (named && this.#name.length <= items.length) this.#name.push(byte);
    }
    return chunk.length;
  }

  #item(end: Buffer): Buffer {
    if (this.#begun.length === 0) return end;
    const whole = Buffer.concat([...this.#begun, end]);
    this.#begun = [];
    return whole;
  }
}

function copyOf(chunk: Buffer, start: number, end: number): Buffer {
  return Buffer.from(chunk.subarray(start, end));
}
