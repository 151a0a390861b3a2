import { expect, test } from "vitest";
import { nearest } from "../../../src/base/nearest.ts";

test.each([
  ["minimun", "minimum"],
  ["MinLength", "minLength"],
  ["patern", "pattern"],
])("%s suggests %s", (slip, meant) => {
  expect(nearest(slip, ["minimum", "maximum", "minLength", "pattern"])).toBe(meant);
});

test("a name that resembles nothing gets no suggestion", () => {
  expect(nearest("deprecationWarning", ["minimum", "pattern"])).toBeUndefined();
});

test("nothing to choose from", () => {
  expect(nearest("x", [])).toBeUndefined();
});
