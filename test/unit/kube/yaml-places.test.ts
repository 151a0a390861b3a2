import { expect, test } from "vitest";
import { YamlPlaces } from "../../../src/kube/yaml-places.ts";

const text = "# only a comment\n---\na: 1\n---\nlist:\n  - b: 2\n    'c': {d: 9007199254740993}\n";

test("a value begins with its key; one that is missing where its parent does", () => {
  const places = new YamlPlaces(text);
  expect(places.positionOf(0, ["a"])).toEqual({ line: 3, column: 1 });
  expect(places.positionOf(1, ["list", "0", "c", "d"])).toEqual({ line: 7, column: 11 });
  expect(places.positionOf(1, ["list", 0, "no", "such"])).toEqual({ line: 6, column: 5 });
  expect(places.positionOf(1, [])).toEqual({ line: 5, column: 1 });
});

test("JSON that is indented by tabs has places too", () => {
  expect(new YamlPlaces('{\n\t"a": {\n\t\t"b": 1}}').positionOf(0, ["a", "b"])).toEqual({
    line: 3,
    column: 3,
  });
});

test("whole numbers that a double does not give back are found, with their paths", () => {
  expect(new YamlPlaces(text).inexactIntegers(1)).toEqual([
    { path: ["list", 0, "c", "d"], text: "9007199254740993", read: 9007199254740992 },
  ]);
  const ends = "[9223372036854775807, -9223372036854775808, +9007199254740993]";
  expect(new YamlPlaces(ends).inexactIntegers(0).map(({ path }) => path)).toEqual([[0], [1], [2]]);
});

test("numbers that are written back as they were, fractions, texts, keys and what no int64 holds are not", () => {
  const others =
    "[9007199254740992, 123456789012345678.5, '9007199254740993', {9007199254740993: 1}, 9223372036854775808]";
  expect(new YamlPlaces(others).inexactIntegers(0)).toEqual([]);
});
