import { describe, expect, it } from "vitest";
import * as format from "../../../../src/sandbox/admission/text-format.ts";

/** Cases of k8s.io/apimachinery/pkg/util/validation/validation_test.go. */
const cases: [(text: string) => string[], string, RegExp[]][] = [
  [format.portNameProblems, "telnet", []],
  [format.portNameProblems, "re-mail-ck", []],
  [format.portNameProblems, "", [/^must contain only/, /^must contain at least one letter/]],
  [format.portNameProblems, "longerthan15characters", [/^must be no more than 15 characters$/]],
  [format.portNameProblems, "12345", [/at least one letter/]],
  [format.portNameProblems, "-begin--dash", [/consecutive hyphens/, /begin or end with a hyphen/]],
  [format.portNameProblems, "Upper", [/^must contain only/]],
  [format.percentProblems, "99%", []],
  [format.percentProblems, "99", [/^a valid percent string/]],
  [format.headerNameProblems, "X-Some-Header", []],
  [format.headerNameProblems, "A\nHeader", [/^a valid HTTP header/]],
  [format.configKeyProblems, "a.b-c_D", []],
  [format.configKeyProblems, "..", [/^must not be '\.\.'$/]],
  [format.configKeyProblems, "..a", [/^must not start with '\.\.'$/]],
  [format.configKeyProblems, "b*d", [/^a valid config key/]],
  [format.configKeyProblems, "a".repeat(254), [/no more than 253 characters/]],
  [format.strictEnvNameProblems, "a-_.b", []],
  [format.strictEnvNameProblems, "1a", [/must not start with a digit/]],
  [format.envNameProblems, "1 a:b{}", []],
  [format.envNameProblems, "", [/^environment variable name must be non-empty$/]],
  [format.envNameProblems, "a=b", [/other than '='$/]],
  [format.envNameProblems, "ü", [/printable ASCII/]],
  [format.identifierProblems, "_a1", []],
  [format.identifierProblems, "1a", [/^a valid C identifier/]],
  [format.wildcardSubdomainProblems, "*.example.com", []],
  [format.wildcardSubdomainProblems, "*.*.com", [/^a wildcard DNS-1123 subdomain/]],
  [format.looseSubdomainProblems, "_a._b", []],
  [format.looseSubdomainProblems, "a-", [/'_', '-' or '\.'/]],
];

describe("formats of texts", () => {
  it.each(cases)("%o says of %j %j", (problems, text, expected) => {
    expect(problems(text)).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  });

  it("knows ranges", () => {
    expect(format.portNumberProblems(0)).toEqual(["must be between 1 and 65535, inclusive"]);
    expect(format.portNumberProblems(65535)).toEqual([]);
    expect(format.userIdProblems(-1)).toEqual(["must be between 0 and 2147483647, inclusive"]);
  });
});
