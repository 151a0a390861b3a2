import type { InvalidField } from "../status-error.ts";
import { invalidField } from "./field-problem.ts";
import { goQuote } from "../../base/go-quote.ts";
import { cidrText, ipText, networkOf, parseCidr, parseIp } from "./ip-address.ts";

/* Follows k8s.io/apimachinery/pkg/util/validation/ip.go, with strict validation as it is by default. */

/** Fields that are older than strict checks: what an old object has stays (`existing`). Follows IsValidIPForLegacyField. */
export function validateLegacyIp(
  at: string,
  value: string,
  existing: readonly string[] = [],
): InvalidField[] {
  return existing.includes(value)
    ? []
    : looseIpProblems(value).map((problem) => invalidField(at, value, problem));
}

/** Follows IsValidCIDRForLegacyField. */
export function validateLegacyCidr(
  at: string,
  value: string,
  existing: readonly string[] = [],
): InvalidField[] {
  return existing.includes(value)
    ? []
    : looseCidrProblems(value).map((problem) => invalidField(at, value, problem));
}

/** Newer fields: the canonical form only. Follows IsValidIP. */
export function validateIp(at: string, value: string): InvalidField[] {
  const problems = looseIpProblems(value);
  const address = parseIp(value);
  if (problems.length === 0 && address && ipText(address) !== value)
    problems.push(`must be in canonical form (${goQuote(ipText(address))})`);
  return problems.map((problem) => invalidField(at, value, problem));
}

/** Follows IsValidCIDR. */
export function validateCidr(at: string, value: string): InvalidField[] {
  const problems = looseCidrProblems(value);
  const cidr = parseCidr(value);
  if (problems.length === 0 && cidr && cidrText(cidr) !== value)
    problems.push(`must be in canonical form (${goQuote(cidrText(cidr))})`);
  return problems.map((problem) => invalidField(at, value, problem));
}

/** Addresses that no endpoint has. Follows ValidateEndpointIP of k8s.io/kubernetes/pkg/apis/core/validation. */
export function validateEndpointIp(at: string, value: string): InvalidField[] {
  const address = parseIp(value);
  if (!address) return [invalidField(at, value, "must be a valid IP address")];
  const { family, bits } = address;
  const four = family === 4;
  const problems = [
    ...(bits === 0n ? [`may not be unspecified (${value})`] : []),
    ...((four ? bits >> 24n === 127n : bits === 1n)
      ? ["may not be in the loopback range (127.0.0.0/8, ::1/128)"]
      : []),
    ...((four ? bits >> 16n === 0xa9fen : bits >> 118n === 0x3fan)
      ? ["may not be in the link-local range (169.254.0.0/16, fe80::/10)"]
      : []),
    ...((four ? bits >> 8n === 0xe00000n : bits >> 112n === 0xff02n)
      ? ["may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"]
      : []),
  ];
  return problems.map((problem) => invalidField(at, value, problem));
}

/** What clients are told of addresses in odd forms. Follows GetWarningsForIP. */
export function ipWarnings(at: string, value: string): string[] {
  const address = parseIp(value);
  if (!address) return [];
  const text = ipText(address);
  if (address.padded || address.mapped)
    return [`${at}: non-standard IP address ${goQuote(value)} is invalid: use ${goQuote(text)}`];
  if (address.family === 6 && text !== value)
    return [
      `${at}: IPv6 address ${goQuote(value)} should be in RFC 5952 canonical format (${goQuote(text)})`,
    ];
  return [];
}

/** Follows GetWarningsForCIDR. */
export function cidrWarnings(at: string, value: string): string[] {
  const cidr = parseCidr(value);
  if (!cidr) return [];
  const { address } = cidr;
  const text = cidrText(cidr);
  const warnings: string[] = [];
  if (networkOf(cidr).bits !== address.bits) {
    const single = `${ipText(address)}/${address.family === 4 ? 32 : 128}`;
    warnings.push(
      `${at}: CIDR value ${goQuote(value)} is ambiguous in this context (should be ${goQuote(text)} or ${goQuote(single)}?)`,
    );
  }
  if (cidr.padded || address.padded || address.mapped)
    warnings.push(`${at}: non-standard CIDR value ${goQuote(value)} is invalid: use ${goQuote(text)}`);
  const own = `${ipText(address)}/${cidr.length}`;
  if (warnings.length === 0 && address.family === 6 && own !== value) {
    const form = `should be in RFC 5952 canonical format (${goQuote(own)})`;
    warnings.push(`${at}: IPv6 CIDR value ${goQuote(value)} ${form}`);
  }
  return warnings;
}

function looseIpProblems(value: string): string[] {
  const address = parseIp(value);
  if (!address) return ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"];
  return [
    ...(address.padded ? ["must not have leading 0s"] : []),
    ...(address.mapped && !address.padded ? ["must not be an IPv4-mapped IPv6 address"] : []),
  ];
}

function looseCidrProblems(value: string): string[] {
  const cidr = parseCidr(value);
  if (!cidr) return ["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"];
  if (cidr.padded || cidr.address.padded) return ["must not have leading 0s in IP or prefix length"];
  if (cidr.address.mapped) return ["must not have an IPv4-mapped IPv6 address"];
  return networkOf(cidr).bits === cidr.address.bits
    ? []
    : ["must not have bits set beyond the prefix length"];
}
