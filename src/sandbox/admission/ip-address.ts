/** An IP address that was read; `::ffff:1.2.3.4` counts as IPv4, as Go's net.IP has it. */
export interface IpAddress {
  readonly family: 4 | 6;
  /** The address as one number of 32 or 128 bits. */
  readonly bits: bigint;
  /** An IPv4 address in the form of an IPv6 one. */
  readonly mapped: boolean;
  /** An octet has zeros in front, which newer readers refuse. */
  readonly padded: boolean;
}

/** An address range. */
export interface Cidr {
  readonly address: IpAddress;
  readonly length: number;
  /** The prefix length has zeros in front. */
  readonly padded: boolean;
}

/** Reads an IP address as Go's older readers do, which take zeros in front of octets: ParseIPSloppy of k8s.io/utils/net. */
export function parseIp(text: string): IpAddress | undefined {
  if (!text.includes(":")) {
    const found = parseOctets(text);
    return found && { family: 4, ...found, mapped: false };
  }
  const groups = parseGroups(text);
  if (!groups) return undefined;
  const bits = groups.words.reduce((sum, word) => (sum << 16n) | BigInt(word), 0n);
  const mapped = bits >> 32n === 0xffffn;
  const { padded } = groups;
  return mapped
    ? { family: 4, bits: bits & 0xffffffffn, mapped, padded }
    : { family: 6, bits, mapped, padded };
}

/** Reads `address/length`: ParseCIDRSloppy of k8s.io/utils/net. */
export function parseCidr(text: string): Cidr | undefined {
  const [, head = "", tail = ""] = /^([^/]*)\/(\d+)$/.exec(text) ?? [];
  const address = parseIp(head);
  const size = address && (head.includes(":") ? 128 : 32);
  const length = Number(tail);
  if (!address || size === undefined || length > size) return undefined;
  return { address, length, padded: tail.length > 1 && tail.startsWith("0") };
}

/** An address as Go writes it: RFC 5952 for IPv6. */
export function ipText(address: Pick<IpAddress, "family" | "bits">): string {
  const { family, bits } = address;
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join(".");
  const words = Array.from({ length: 8 }, (_, index) => Number((bits >> BigInt(112 - 16 * index)) & 0xffffn));
  const run = longestZeros(words);
  const part = (from: number, to: number) =>
    words
      .slice(from, to)
      .map((word) => word.toString(16))
      .join(":");
  return run.length < 2 ? part(0, 8) : `${part(0, run.start)}::${part(run.start + run.length, 8)}`;
}

/** The first address of a range. */
export function networkOf({ address, length }: Cidr): IpAddress {
  const kept = bitsKept(address, length);
  const size = address.family === 4 ? 32n : 128n;
  return { ...address, bits: (address.bits >> (size - kept)) << (size - kept) };
}

/** A range as Go writes it. */
export function cidrText(cidr: Cidr): string {
  const { address, length } = cidr;
  return `${ipText(networkOf(cidr))}/${address.mapped ? Math.max(0, length - 96) : length}`;
}

function bitsKept(address: IpAddress, length: number): bigint {
  return BigInt(address.mapped ? Math.max(0, length - 96) : length);
}

function parseOctets(text: string): { bits: bigint; padded: boolean } | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d+$/.test(part) && Number(part) < 256))
    return undefined;
  const bits = parts.reduce((sum, part) => (sum << 8n) | BigInt(Number(part)), 0n);
  return { bits, padded: parts.some((part) => part.length > 1 && part.startsWith("0")) };
}

function parseGroups(text: string): { words: number[]; padded: boolean } | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, index) => parseWords(half, index === halves.length - 1));
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const padded = head.padded || (tail?.padded ?? false);
  if (!tail) return head.words.length === 8 ? { words: head.words, padded } : undefined;
  const missing = 8 - head.words.length - tail.words.length;
  if (missing < 1) return undefined;
  return { words: [...head.words, ...new Array<number>(missing).fill(0), ...tail.words], padded };
}

function parseWords(text: string, last: boolean): { words: number[]; padded: boolean } | undefined {
  if (text === "") return { words: [], padded: false };
  const parts = text.split(":");
  const octets = last && parts.at(-1)?.includes(".") ? parseOctets(parts.pop() ?? "") : undefined;
  if (!parts.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))) return undefined;
  const words = parts.map((part) => parseInt(part, 16));
  if (octets) words.push(Number(octets.bits >> 16n), Number(octets.bits & 0xffffn));
  return { words, padded: octets?.padded ?? false };
}

function longestZeros(words: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < words.length; start++) {
    let length = 0;
    while (words[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
    start += length;
  }
  return best;
}
