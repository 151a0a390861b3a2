import { expect, test } from "vitest";
import { parseLabelSelector } from "../../../../src/sandbox/registry/label-selector.ts";

const labels = { app: "web", tier: "front", size: "5", empty: "" };

test.each([
  ["", true],
  ["app", true],
  ["!app", false],
  ["!missing", true],
  ["app=web", true],
  ["app==web,tier=front", true],
  ["app = web , tier = back", false],
  ["app!=web", false],
  ["missing!=web", true],
  ["app in (web, api)", true],
  ["app notin (web)", false],
  ["missing notin (web)", true],
  ["missing in (web)", false],
  ["size>4", true],
  ["size<5", false],
  ["missing>4", false],
  ["empty=", true],
  ["app in ()", false],
  ["empty in ()", true],
  ["in=1", false],
  ["app in (in, web)", true],
])("%s matches: %s", (selector, matches) => {
  expect(parseLabelSelector(selector)(labels)).toBe(matches);
});

test.each([
  ["a,,", "found ',', expected: identifier after ','"],
  ["=a", "found '=', expected: !, identifier, or 'end of string'"],
  ["a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  ["a in b", "unable to parse requirement: found 'b' expected: '('"],
  ["a in (b", "unable to parse requirement: found '', expected: ',' or ')'"],
  [
    "a>b",
    "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer",
  ],
])("%s is refused with the server's words", (selector, message) => {
  expect(() => parseLabelSelector(selector)).toThrow(message);
});
