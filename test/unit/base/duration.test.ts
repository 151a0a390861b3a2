import { expect, test } from "vitest";
import { parseDuration, toMilliseconds } from "../../../src/base/duration.ts";

test.each([
  ["0", 0],
  ["5s", 5_000],
  ["1h30m", 5_400_000],
  ["-1.5h", -5_400_000],
  ["+5s", 5_000],
  [".5s", 500],
  ["1.s", 1_000],
  ["250ms", 250],
  ["3µs", 0.003],
])("%s is %d ms", (text, ms) => {
  expect(parseDuration(text)).toBeCloseTo(ms);
});

test.each(["", "3", "-", "s", ".", "1d", "5 s", "1h 2m", "1e3s"])(
  "%j is refused, as time.ParseDuration does",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

test("a wrong duration is the user's error, with the forms that are right", () => {
  expect(() => toMilliseconds("soon")).toThrowError(/cannot read duration "soon".*30s/);
  expect(toMilliseconds(1_500)).toBe(1_500);
});
