import type { CelFunction } from "../function-table.ts";
import { CelError, Opaque, type Value } from "../value.ts";
import { type GoAddress, parseAddress, parsePrefix } from "./go-netip.ts";

/** An IP address as a number of 32 or 128 bits. */
export class Ip extends Opaque {
  readonly type = "net.IP";
  readonly family: 4 | 6;
  readonly bits: bigint;

  constructor(family: 4 | 6, bits: bigint) {
    super();
    this.family = family;
    this.bits = bits;
  }

  override get costSize(): number {
    return this.family === 4 ? 4 : 16;
  }

  equals(other: Opaque): boolean {
    return other instanceof Ip && other.family === this.family && other.bits === this.bits;
  }
}

/** An address block. */
export class Cidr extends Opaque {
  readonly type = "net.CIDR";
  readonly ip: Ip;
  readonly length: number;

  constructor(ip: Ip, length: number) {
    super();
    this.ip = ip;
    this.length = length;
  }

  override get costSize(): number {
    return Math.ceil(this.length / 8);
  }

  equals(other: Opaque): boolean {
    return other instanceof Cidr && other.length === this.length && other.ip.equals(this.ip);
  }
}

/** Reads an address; returns why it is none. IPv4-mapped IPv6 and zones are refused, as Kubernetes does. */
function parseIp(text: string): Ip | string {
  const address = parseAddress(text);
  if (typeof address === "string") {
    return `IP Address ${JSON.stringify(text)} parse error during conversion from string: ${address}`;
  }
  if (address.zone) return `IP address ${JSON.stringify(text)} with zone value is not allowed`;
  return toIp(address) ?? mappedAddress(text);
}

/** Reads a block; returns why it is none. */
function parseCidr(text: string): Cidr | string {
  const prefix = parsePrefix(text);
  // the server adds its words twice
  if (typeof prefix === "string") return `${notNetwork}${notNetwork}${prefix}`;
  const ip = toIp(prefix.address);
  return ip ? new Cidr(ip, prefix.length) : `${notNetwork}${mappedAddress(text)}`;
}

const notNetwork = "network address parse error during conversion from string: ";

function mappedAddress(text: string): string {
  return `IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`;
}

/** Undefined for an IPv4 address mapped to IPv6. */
function toIp({ bytes }: GoAddress): Ip | undefined {
  const bits = bytes.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
  if (bytes.length === 4) return new Ip(4, bits);
  return bits >> 32n === 0xffffn ? undefined : new Ip(6, bits);
}

/** Kubernetes' IP and CIDR libraries (k8s.io/apiserver/pkg/cel/library/ip.go, cidr.go). */
export const network: Readonly<Record<string, CelFunction>> = {
  ip: ([text]) => (typeof text === "string" ? orFail(parseIp(text)) : undefined),
  ".ip": ([self]) => (self instanceof Cidr ? self.ip : undefined),
  isIP: ([text]) => (typeof text === "string" ? parseIp(text) instanceof Ip : undefined),
  "ip.isCanonical": ([text]) =>
    typeof text === "string" ? ipText(orFail(parseIp(text))) === text : undefined,
  ".family": ([self]) => (self instanceof Ip ? BigInt(self.family) : undefined),
  ".isUnspecified": ofIp((ip) => ip.bits === 0n),
  ".isLoopback": ofIp((ip) => (ip.family === 4 ? inBlock(ip, "127.0.0.0/8") : ip.bits === 1n)),
  ".isLinkLocalMulticast": ofIp((ip) => inBlock(ip, ip.family === 4 ? "224.0.0.0/24" : "ff02::/16")),
  ".isLinkLocalUnicast": ofIp((ip) => inBlock(ip, ip.family === 4 ? "169.254.0.0/16" : "fe80::/10")),
  ".isGlobalUnicast": ofIp(isGlobalUnicast),
  cidr: ([text]) => (typeof text === "string" ? orFail(parseCidr(text)) : undefined),
  isCIDR: ([text]) => (typeof text === "string" ? parseCidr(text) instanceof Cidr : undefined),
  ".containsIP": ([self, ip]) => (self instanceof Cidr ? containsIp(self, ip) : undefined),
  ".containsCIDR": ([self, other]) => (self instanceof Cidr ? containsCidr(self, other) : undefined),
  ".masked": ([self]) =>
    self instanceof Cidr ? new Cidr(mask(self.ip, self.length), self.length) : undefined,
  ".prefixLength": ([self]) => (self instanceof Cidr ? BigInt(self.length) : undefined),
};

/** The canonical text of an address or a block. */
export function networkText(value: Ip | Cidr): string {
  return value instanceof Ip ? ipText(value) : `${ipText(value.ip)}/${value.length}`;
}

function ofIp(test: (ip: Ip) => boolean): CelFunction {
  return ([self]) => (self instanceof Ip ? test(self) : undefined);
}

function isGlobalUnicast(ip: Ip): boolean {
  const multicast = inBlock(ip, ip.family === 4 ? "224.0.0.0/4" : "ff00::/8");
  const loopback = ip.family === 4 ? inBlock(ip, "127.0.0.0/8") : ip.bits === 1n;
  const linkLocal = inBlock(ip, ip.family === 4 ? "169.254.0.0/16" : "fe80::/10");
  return (
    ip.bits !== 0n && !(ip.family === 4 && ip.bits === 0xffffffffn) && !multicast && !loopback && !linkLocal
  );
}

function containsIp(block: Cidr, value: Value | undefined): boolean | undefined {
  // a text that is no address is no overload to the server
  const ip = typeof value === "string" ? parseIp(value) : value;
  if (!(ip instanceof Ip)) return undefined;
  return ip.family === block.ip.family && mask(ip, block.length).bits === mask(block.ip, block.length).bits;
}

function containsCidr(block: Cidr, value: Value | undefined): boolean | undefined {
  const other = typeof value === "string" ? parseCidr(value) : value;
  if (!(other instanceof Cidr)) return undefined;
  return other.length >= block.length && containsIp(block, other.ip);
}

function inBlock(ip: Ip, block: string): boolean {
  const parsed = parseCidr(block);
  return parsed instanceof Cidr && containsIp(parsed, ip) === true;
}

function mask(ip: Ip, length: number): Ip {
  const free = BigInt(width(ip) - length);
  return new Ip(ip.family, (ip.bits >> free) << free);
}

function width(ip: Ip): number {
  return ip.family === 4 ? 32 : 128;
}

function ipText({ family, bits }: Ip): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bits >> BigInt(112 - index * 16)) & 0xffffn).toString(16),
  ).join(":");
  const runs = [...groups.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map((match) => match[0]);
  const longest = runs.reduce(
    (best, run) => (run.replace(/^:/, "").length > best.replace(/^:/, "").length ? run : best),
    "",
  );
  if (!longest) return groups;
  const at = groups.indexOf(longest);
  return `${groups.slice(0, at)}::${groups.slice(at + longest.length + 1)}`;
}

function orFail<T>(read: T | string): T {
  if (typeof read === "string") throw new CelError(read);
  return read;
}
