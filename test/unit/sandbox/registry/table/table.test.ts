import { expect, test } from "vitest";
import { parseJsonPath } from "../../../../../src/sandbox/registry/table/json-path.ts";
import { ageText, humanDuration } from "../../../../../src/sandbox/registry/table/human-duration.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [-2 * second, "<invalid>"],
  [-1 * second, "0s"],
  [0, "0s"],
  [119 * second, "119s"],
  [2 * minute, "2m"],
  [2 * minute + 5 * second, "2m5s"],
  [10 * minute + 5 * second, "10m"],
  [179 * minute, "179m"],
  [3 * hour, "3h"],
  [3 * hour + 30 * minute, "3h30m"],
  [8 * hour + 30 * minute, "8h"],
  [47 * hour, "47h"],
  [2 * day, "2d"],
  [2 * day + 3 * hour, "2d3h"],
  [8 * day + 3 * hour, "8d"],
  [729 * day, "729d"],
  [730 * day, "2y"],
  [800 * day, "2y70d"],
  [8 * 365 * day + day, "8y"],
])("%i ms is %s", (milliseconds, text) => {
  expect(humanDuration(milliseconds)).toBe(text);
});

test("an age needs an instant", () => {
  expect(ageText("2026-01-01T00:00:00Z", Date.UTC(2026, 0, 1, 0, 0, 5))).toBe("5s");
  expect(ageText(undefined, 0)).toBe("<unknown>");
});

const object = {
  spec: { size: 3, "a.b": 1, list: [{ n: 1 }, { n: 2 }, { n: 3, tag: "x" }] },
  status: {
    conditions: [
      { type: "Ready", status: "True" },
      { type: "Live", status: "False" },
    ],
  },
};

test.each([
  [".spec.size", [3]],
  ["$.spec.size", [3]],
  ["spec.size", [3]],
  [".spec['a.b']", [1]],
  [".spec.a\\.b", [1]],
  [".spec.list[0].n", [1]],
  [".spec.list[-1].n", [3]],
  [".spec.list[1:].n", [2, 3]],
  [".spec.list[*].n", [1, 2, 3]],
  ["..n", [1, 2, 3]],
  [".status.conditions[?(@.type=='Ready')].status", ["True"]],
  ['.status.conditions[?(@.type == "Live")].status', ["False"]],
  [".spec.list[?(@.n>1)].n", [2, 3]],
  [".spec.list[?(@.tag)].n", [3]],
  [".spec.missing", []],
  [".spec.list[9]", []],
])("%s selects %j", (path, values) => {
  expect(parseJsonPath(path)?.(object)).toEqual(values);
});

test.each([".a[", ".a[?(]", ".a[x]"])("%s is not understood", (path) => {
  expect(parseJsonPath(path)).toBeUndefined();
});
