import { isIPv4, isIPv6 } from "node:net";
import type { InvalidField } from "../status-error.ts";
import { invalidField } from "./field-problem.ts";
import { goQuote } from "../../base/go-quote.ts";

/**
 * The problems of an address in one of the older fields, which need not be in canonical form. Follows
 * IsValidIPForLegacyField of k8s.io/apimachinery/pkg/util/validation/ip.go, with strict validation.
 */
export function validateAddress(
  value: string,
  options: { at: string; old?: readonly string[] },
): InvalidField[] {
  const { at, old = [] } = options;
  if (old.includes(value)) return [];
  const sloppy = withoutLeadingZeros(value);
  if (!isIPv4(sloppy) && !isAddress6(sloppy))
    return [invalidField(at, value, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")];
  return [
    ...(sloppy === value ? [] : [invalidField(at, value, "must not have leading 0s")]),
    ...(isMapped(value) ? [invalidField(at, value, "must not be an IPv4-mapped IPv6 address")] : []),
  ];
}

/** What a client is told of an address that is accepted though it is not in canonical form. Follows GetWarningsForIP. */
export function addressWarnings(value: string, at: string): string[] {
  const sloppy = withoutLeadingZeros(value);
  if (!isIPv4(sloppy) && !isAddress6(sloppy)) return [];
  if (sloppy !== value || isMapped(value))
    return [
      `${at}: non-standard IP address ${goQuote(value)} is invalid: use ${goQuote(canonicalAddress(sloppy))}`,
    ];
  const canonical = canonicalAddress(value);
  if (!isAddress6(value) || canonical === value) return [];
  return [
    `${at}: IPv6 address ${goQuote(value)} should be in RFC 5952 canonical format (${goQuote(canonical)})`,
  ];
}

/** The family, or nothing where it is no address. */
export function addressFamily(value: string): 4 | 6 | undefined {
  const sloppy = withoutLeadingZeros(value);
  if (isIPv4(sloppy) || isMapped(value)) return 4;
  return isAddress6(sloppy) ? 6 : undefined;
}

/** The form of RFC 5952; IPv4 in IPv6 becomes IPv4. */
export function canonicalAddress(value: string): string {
  if (isIPv4(value)) return value;
  const parts = groupsOf(value);
  if (isMappedGroups(parts)) {
    const [high = 0, low = 0] = parts.slice(6);
    return [high >> 8, high & 255, low >> 8, low & 255].join(".");
  }
  const { start, length } = longestZeros(parts);
  const text = (list: readonly number[]) => list.map((group) => group.toString(16)).join(":");
  if (length < 2) return text(parts);
  return `${text(parts.slice(0, start))}::${text(parts.slice(start + length))}`;
}

/** Go's parser knows no zones. */
function isAddress6(value: string): boolean {
  return isIPv6(value) && !value.includes("%");
}

/** Decimal octets with zeros before them, which older versions of Go passed over. */
function withoutLeadingZeros(value: string): string {
  const match = /^(.*:)?(\d+\.\d+\.\d+\.\d+)$/.exec(value);
  if (!match) return value;
  const octets = (match[2] ?? "").split(".").map((octet) => octet.replace(/^0+(?=\d)/, ""));
  return `${match[1] ?? ""}${octets.join(".")}`;
}

function isMapped(value: string): boolean {
  return isAddress6(value) && isMappedGroups(groupsOf(value));
}

function isMappedGroups(groups: readonly number[]): boolean {
  return groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
}

function groupsOf(value: string): number[] {
  const dotted = value.replace(
    /(\d+)\.(\d+)\.(\d+)\.(\d+)$/,
    (_, a: string, b: string, c: string, d: string) =>
      [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((group) => group.toString(16)).join(":"),
  );
  const [head = "", tail] = dotted.split("::");
  const numbers = (text: string) => (text ? text.split(":").map((group) => parseInt(group, 16)) : []);
  const [before, after] = [numbers(head), numbers(tail ?? "")];
  if (tail === undefined) return before;
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** The first of the longest runs. */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}
