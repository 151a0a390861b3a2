import { expect, test } from "vitest";
import { canonicalQuantity } from "../../../../src/sandbox/admission/quantity.ts";

test.each([
  ["0.5", "500m"],
  ["1", "1"],
  [2, "2"],
  [0.1, "100m"],
  ["1000m", "1"],
  ["1024Mi", "1Gi"],
  ["1.5Gi", "1536Mi"],
  ["1000Ki", "1000Ki"],
  ["512", "512"],
  ["0.5Ki", "512"],
  ["1000", "1k"],
  ["1000000", "1M"],
  ["1e3", "1e3"],
  ["12e6", "12e6"],
  ["1500e0", "1500"],
  ["0", "0"],
  ["0Gi", "0"],
  ["-1.5", "-1500m"],
  ["+2", "2"],
  ["1.0000000001", "1000000001n"],
  [".5", "500m"],
  ["5.", "5"],
  ["100u", "100u"],
])("%s is stored as %s", (text, canonical) => {
  expect(canonicalQuantity(text)).toBe(canonical);
});

test.each(["abc", "1x", "1 Gi", "1KiB", "--1", "1e", "Gi"])("%s is not a quantity", (text) => {
  expect(canonicalQuantity(text)).toBeUndefined();
});
