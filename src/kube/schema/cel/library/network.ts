import { isIP } from "node:net";
import type { CelFunction } from "../function-table.ts";
import { CelError, Opaque, type Value } from "../value.ts";

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

/** Reads an address; undefined if it is none. IPv4-mapped IPv6 and zones are refused, as Kubernetes does. */
export function parseIp(text: string): Ip | undefined {
  const family = isIP(text);
  if (family === 4) return new Ip(4, fromParts(text.split(".").map(Number), 8n));
  if (family !== 6 || text.includes("%") || text.includes(".")) return undefined;
  const [head = "", tail] = text.split("::");
  const left = head ? head.split(":") : [];
  const right = tail ? tail.split(":") : [];
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill("0");
  const bits = fromParts(
    [...left, ...zeros, ...right].map((part) => parseInt(part, 16)),
    16n,
  );
  return bits >> 32n === 0xffffn ? undefined : new Ip(6, bits);
}

/** Reads a block; undefined if it is none. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^([^/]+)\/(0|[1-9]\d*)$/.exec(text);
  const ip = match?.[1] === undefined ? undefined : parseIp(match[1]);
  const length = Number(match?.[2]);
  return ip && length <= width(ip) ? new Cidr(ip, length) : undefined;
}

/** Kubernetes' IP and CIDR libraries (k8s.io/apiserver/pkg/cel/library/ip.go, cidr.go). */
export const network: Readonly<Record<string, CelFunction>> = {
  ip: ([value]) =>
    typeof value === "string"
      ? (parseIp(value) ?? fail(`IP Address '${value}' parse error during conversion from string`))
      : undefined,
  ".ip": ([self]) => (self instanceof Cidr ? self.ip : undefined),
  isIP: ([text]) => (typeof text === "string" ? parseIp(text) !== undefined : undefined),
  "ip.isCanonical": ([text]) =>
    typeof text === "string"
      ? ipText(parseIp(text) ?? fail(`IP Address '${text}' parse error`)) === text
      : undefined,
  ".family": ([self]) => (self instanceof Ip ? BigInt(self.family) : undefined),
  ".isUnspecified": ofIp((ip) => ip.bits === 0n),
  ".isLoopback": ofIp((ip) => (ip.family === 4 ? inBlock(ip, "127.0.0.0/8") : ip.bits === 1n)),
  ".isLinkLocalMulticast": ofIp((ip) => inBlock(ip, ip.family === 4 ? "224.0.0.0/24" : "ff02::/16")),
  ".isLinkLocalUnicast": ofIp((ip) => inBlock(ip, ip.family === 4 ? "169.254.0.0/16" : "fe80::/10")),
  ".isGlobalUnicast": ofIp(isGlobalUnicast),
  cidr: ([text]) =>
    typeof text === "string"
      ? (parseCidr(text) ?? fail(`network address parse error during conversion from string: ${text}`))
      : undefined,
  isCIDR: ([text]) => (typeof text === "string" ? parseCidr(text) !== undefined : undefined),
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
  const ip =
    typeof value === "string" ? (parseIp(value) ?? fail(`IP Address '${value}' parse error`)) : value;
  if (!(ip instanceof Ip)) return undefined;
  return ip.family === block.ip.family && mask(ip, block.length).bits === mask(block.ip, block.length).bits;
}

function containsCidr(block: Cidr, value: Value | undefined): boolean | undefined {
  const other =
    typeof value === "string" ? (parseCidr(value) ?? fail(`network address parse error: ${value}`)) : value;
  if (!(other instanceof Cidr)) return undefined;
  return other.length >= block.length && containsIp(block, other.ip);
}

function inBlock(ip: Ip, block: string): boolean {
  const parsed = parseCidr(block);
  return parsed !== undefined && containsIp(parsed, ip) === true;
}

function mask(ip: Ip, length: number): Ip {
  const free = BigInt(width(ip) - length);
  return new Ip(ip.family, (ip.bits >> free) << free);
}

function width(ip: Ip): number {
  return ip.family === 4 ? 32 : 128;
}

function fromParts(parts: readonly number[], size: bigint): bigint {
  return parts.reduce((bits, part) => (bits << size) | BigInt(part), 0n);
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

function fail(message: string): never {
  throw new CelError(message);
}
