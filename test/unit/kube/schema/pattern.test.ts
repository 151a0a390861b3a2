import { expect, test } from "vitest";
import { compilePattern } from "../../../../src/kube/schema/pattern.ts";

test("what was compiled before is not compiled again, and says the same", () => {
  expect(compilePattern("^a+$")).toBe(compilePattern("^a+$"));
  expect(compilePattern("(?=a)")).toBe(compilePattern("(?=a)"));
  expect(compilePattern("(?=a)")).toEqual(expect.any(String));
});

test("many patterns are not mixed up", () => {
  const wrong = Array.from({ length: 500 }, (_, index) => `^x${index}$`).filter((source, index) => {
    const pattern = compilePattern(source);
    return typeof pattern === "string" || !pattern.test(`x${index}`) || pattern.test(`x${index + 1}`);
  });
  expect(wrong).toEqual([]);
});
