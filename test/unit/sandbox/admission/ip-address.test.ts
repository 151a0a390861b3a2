import { describe, expect, test } from "vitest";
import { cidrText, ipText, parseCidr, parseIp } from "../../../../src/sandbox/admission/ip-address.ts";
import {
  cidrWarnings,
  ipWarnings,
  validateCidr,
  validateEndpointIp,
  validateIp,
  validateLegacyCidr,
  validateLegacyIp,
} from "../../../../src/sandbox/admission/ip-problem.ts";

test.each([
  ["10.0.0.1", "10.0.0.1"],
  ["010.001.0.1", "10.1.0.1"],
  ["::", "::"],
  ["::1", "::1"],
  ["FE80:0:0:0:0:0:0:0abc", "fe80::abc"],
  ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
  ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
  ["1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"],
  ["::ffff:1.2.3.4", "1.2.3.4"],
  ["64:ff9b::1.2.3.4", "64:ff9b::102:304"],
])("%s is the address %s", (text, canonical) => {
  const address = parseIp(text);
  expect(address && ipText(address)).toBe(canonical);
});

test.each([
  "",
  "x",
  "1.2.3",
  "1.2.3.4.5",
  "256.0.0.1",
  "1.2.3.-4",
  "1:2",
  ":::",
  "1::2::3",
  "g::",
  "12345::",
  "::1%eth0",
])("%j is no address", (text) => {
  expect(parseIp(text)).toBeUndefined();
});

test.each([
  ["10.1.2.3/8", "10.0.0.0/8"],
  ["2001:db8::1/32", "2001:db8::/32"],
  ["0.0.0.0/0", "0.0.0.0/0"],
])("the range of %s is %s", (text, canonical) => {
  const cidr = parseCidr(text);
  expect(cidr && cidrText(cidr)).toBe(canonical);
});

test.each(["10.0.0.0", "10.0.0.0/33", "::/129", "/8", "10.0.0.0/x"])("%j is no range", (text) => {
  expect(parseCidr(text)).toBeUndefined();
});

describe("problems", () => {
  const messages = (problems: readonly { message: string }[]) => problems.map(({ message }) => message);

  test("older fields take any form but zeros in front and IPv4 in IPv6; what was there stays", () => {
    expect(validateLegacyIp("a", "FE80::0")).toEqual([]);
    expect(messages(validateLegacyIp("a", "01.1.1.1"))).toEqual([
      'Invalid value: "01.1.1.1": must not have leading 0s',
    ]);
    expect(messages(validateLegacyIp("a", "::ffff:1.1.1.1"))).toEqual([
      'Invalid value: "::ffff:1.1.1.1": must not be an IPv4-mapped IPv6 address',
    ]);
    expect(validateLegacyIp("a", "01.1.1.1", ["01.1.1.1"])).toEqual([]);
    expect(messages(validateLegacyCidr("a", "10.0.0.1/8"))).toEqual([
      'Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length',
    ]);
  });

  test("newer fields take the canonical form only", () => {
    expect(messages(validateIp("a", "FE80::1"))).toEqual([
      'Invalid value: "FE80::1": must be in canonical form ("fe80::1")',
    ]);
    expect(messages(validateCidr("a", "FE80::/10"))).toEqual([
      'Invalid value: "FE80::/10": must be in canonical form ("fe80::/10")',
    ]);
  });

  test.each([
    ["0.0.0.0", "may not be unspecified (0.0.0.0)"],
    ["127.9.9.9", "may not be in the loopback range (127.0.0.0/8, ::1/128)"],
    ["::1", "may not be in the loopback range (127.0.0.0/8, ::1/128)"],
    ["169.254.1.1", "may not be in the link-local range (169.254.0.0/16, fe80::/10)"],
    ["febf::1", "may not be in the link-local range (169.254.0.0/16, fe80::/10)"],
    ["224.0.0.1", "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"],
  ])("no endpoint is at %s", (address, detail) => {
    expect(messages(validateEndpointIp("a", address))).toEqual([`Invalid value: "${address}": ${detail}`]);
    expect(validateEndpointIp("a", "192.0.2.1")).toEqual([]);
  });

  test("odd forms are warned of", () => {
    expect(ipWarnings("a", "01.1.1.1")).toEqual([
      'a: non-standard IP address "01.1.1.1" is invalid: use "1.1.1.1"',
    ]);
    expect(ipWarnings("a", "FE80::1")).toEqual([
      'a: IPv6 address "FE80::1" should be in RFC 5952 canonical format ("fe80::1")',
    ]);
    expect(cidrWarnings("a", "10.0.0.1/8")).toEqual([
      'a: CIDR value "10.0.0.1/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.1/32"?)',
    ]);
    expect(cidrWarnings("a", "10.0.0.0/08")).toEqual([
      'a: non-standard CIDR value "10.0.0.0/08" is invalid: use "10.0.0.0/8"',
    ]);
    expect([...ipWarnings("a", "10.0.0.1"), ...cidrWarnings("a", "10.0.0.0/8")]).toEqual([]);
  });
});
