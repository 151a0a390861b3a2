import { expect, test } from "vitest";
import { goFloat, withGoBounds } from "../../../../src/runtime/metrics/go-float.ts";

test.each([
  [0, "0"],
  [0.005, "0.005"],
  [0.0001, "0.0001"],
  [0.00001, "1e-05"],
  [1e-8, "1e-08"],
  [262_144, "262144"],
  [999_999, "999999"],
  [1_000_000, "1e+06"],
  [1_048_576, "1.048576e+06"],
  [1e100, "1e+100"],
  [-2.5, "-2.5"],
  [Infinity, "+Inf"],
  [-Infinity, "-Inf"],
  [NaN, "NaN"],
])("%d is written %s, as by strconv.FormatFloat(x, 'g', -1, 64)", (value, text) => {
  expect(goFloat(value)).toBe(text);
});

test("only bounds are written anew, and not the one without end", () => {
  const text = 'a_bucket{le="0.00001",b="x"} 1\na_bucket{le="+Inf",b="x"} 1\na{file="0.00001"} 0.00001\n';
  expect(withGoBounds(text)).toBe(text.replace('le="0.00001",b', 'le="1e-05",b'));
});
