import { expect, test } from "vitest";
import { parseYaml, writeYaml } from "../../../src/kube/yaml.ts";

test("every document of a stream is read, empty ones are not", () => {
  expect(parseYaml("---\na: 1\n---\n---\n# nothing\n---\nb: 2\n")).toEqual([{ a: 1 }, { b: 2 }]);
});

test("a plain = is a string, and yes is not a boolean", () => {
  expect(parseYaml("enum: [=, yes, on, true]")).toEqual([{ enum: ["=", "yes", "on", true] }]);
});

test("an error says file, line and column", () => {
  expect(() => parseYaml("a: 1\nb: [1\nc: 2\n", "crd.yaml")).toThrowError(
    /^crd\.yaml:\d+:\d+: cannot read YAML/,
  );
});

test("a key given twice is refused rather than half lost", () => {
  expect(() => parseYaml("a: 1\na: 2\n", "x.yaml")).toThrowError(/x\.yaml:2:1/);
});

test("long lines are not folded and shared objects are written twice", () => {
  const shared = { text: "word ".repeat(60).trim() };
  const text = writeYaml({ a: shared, b: shared });
  expect(text).not.toContain("&");
  expect(text.split("\n").filter(Boolean)).toHaveLength(4);
});
