import { expect, test } from "vitest";
import { compareVersions } from "../../../src/kube/resource-version.ts";

// the cases of apimachinery's util/resourceversion/resourceversion_test.go
test.each([
  ["100", "200", -1],
  ["200", "100", 1],
  ["100", "100", 0],
  ["2", "100", -1],
  ["100", "2", 1],
  ["99", "100", -1],
  ["18446744073709551616", "18446744073709551617", -1],
  ["340282366920938463463374607431768211456", "340282366920938463463374607431768211455", 1],
  ["9", "340282366920938463463374607431768211455", -1],
])("%s and %s: %s", (a, b, order) => {
  expect(compareVersions(a, b)).toBe(order);
});

test.each(["", "0", "01", "-1", "+1", "1.0", "1e3", "abc", "12a", " 1", "1\n", "٣"])(
  "%j is no version that can be compared",
  (text) => {
    expect(compareVersions(text, "100")).toBeUndefined();
    expect(compareVersions("100", text)).toBeUndefined();
    expect(compareVersions(text, text)).toBeUndefined();
  },
);
