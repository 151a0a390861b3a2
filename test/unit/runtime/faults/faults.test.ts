import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { faults, type TestName } from "./faults.ts";

const folder = join(import.meta.dirname, "../../..");

test("every fault has its row, but that of webhooks", () => {
  const numbers = Array.from({ length: 30 }, (_, index) => index + 1).filter((number) => number !== 27);
  expect(faults.map(({ number }) => number)).toEqual(numbers);
});

test.each(faults)("fault $number ($name) is injected by tests that are there", ({ unit, real, outcome }) => {
  expect(outcome).not.toBe("");
  expect(unit.length).toBeGreaterThan(0);
  if (typeof real === "string") expect(real.length).toBeGreaterThan(40);
  else expect(real.length).toBeGreaterThan(0);
  const named = [...unit, ...(typeof real === "string" ? [] : real)];
  expect(named.filter((name) => !isThere(name))).toEqual([]);
});

function isThere([file, title]: TestName): boolean {
  const text = readFileSync(join(folder, file), "utf8");
  // as the first argument of a test, or of what a table of cases makes
  return ["test(", "](", ")("].some((before) =>
    [`"${title}"`, `'${title}'`, `\`${title}\``].some((quoted) =>
      text.replaceAll(/\(\s+(?=["'`])/g, "(").includes(`${before}${quoted}`),
    ),
  );
}
