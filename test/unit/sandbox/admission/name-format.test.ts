import { expect, test } from "vitest";
import {
  dns1035Label,
  dnsLabel,
  dnsSubdomain,
  labelKeyProblems,
  labelValueProblems,
  pathSegment,
} from "../../../../src/sandbox/admission/name-format.ts";

test.each([
  [dnsSubdomain, "a.b-c.1", []],
  [
    dnsSubdomain,
    "A",
    [
      /^a lowercase RFC 1123 subdomain must consist .* \(e\.g\. 'example\.com', regex used for validation is '/,
    ],
  ],
  [dnsSubdomain, "a".repeat(254), [/^must be no more than 253 characters$/]],
  [dnsLabel, "a-b", []],
  [dnsLabel, "a.b", [/^must not contain dots$/]],
  [dnsLabel, "-a", [/'my-name',  or '123-abc', regex used/]],
  [dns1035Label, "1a", [/^a DNS-1035 label must consist/]],
  [pathSegment, "system:node:x", []],
  [pathSegment, "..", [/^may not be '\.\.'$/]],
  [pathSegment, "a/b%c", [/^may not contain '\/'$/, /^may not contain '%'$/]],
])("%o of %s", (format, name, problems) => {
  const found = format(name);
  expect(found).toHaveLength(problems.length);
  problems.forEach((problem, index) => expect(found[index]).toMatch(problem));
});

test("a prefix of a generated name may end in a dash", () => {
  expect(dnsSubdomain("web-", true)).toEqual([]);
  expect(dnsSubdomain("web-")).toHaveLength(1);
});

test.each([
  ["app.kubernetes.io/name", 0],
  ["/name", 1],
  ["a/b/c", 1],
  ["", 2],
  ["Bad_Prefix/name", 1],
  ["x".repeat(64), 1],
])("label key %s has %i problems", (key, count) => {
  expect(labelKeyProblems(key)).toHaveLength(count);
});

test.each([
  ["", 0],
  ["v1.2_3", 0],
  ["-a", 1],
  ["x".repeat(64), 1],
])("label value %s has %i problems", (value, count) => {
  expect(labelValueProblems(value)).toHaveLength(count);
});
