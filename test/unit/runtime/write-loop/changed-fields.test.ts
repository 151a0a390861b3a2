import { expect, test } from "vitest";
import { changedFields } from "../../../../src/runtime/write-loop/changed-fields.ts";
import { isIdleChange, stepOf } from "../../../../src/runtime/write-loop/idle-change.ts";

const now = Date.parse("2026-01-01T00:00:00Z");
const change = (before: unknown, after: unknown) => ({ path: "x", before, after });

test("fields that differ come with both values; lists in another order are one field, what the server counts is none", () => {
  const before = {
    metadata: { resourceVersion: "1", labels: { "a/b": "c" } },
    spec: { list: [1, 2], at: [{ x: 1 }] },
  };
  const after = { metadata: { resourceVersion: "2", labels: {} }, spec: { list: [2, 1], at: [{ x: 2 }] } };
  expect(changedFields(before, after)).toEqual([
    { path: 'metadata.labels["a/b"]', before: "c", after: undefined },
    { path: "spec.list", before: [1, 2], after: [2, 1] },
    { path: "spec.at[0].x", before: 1, after: 2 },
  ]);
  expect(changedFields({ a: 1, b: 1, c: 1 }, { a: 2, b: 2, c: 2 }, 2)).toHaveLength(2);
});

test.each([
  ["2026-01-01T00:00:00Z", "2026-01-01T00:00:01.5Z"],
  ["Thu Jan 01 2026 00:00:00 GMT+0000", "Thu Jan 01 2026 00:00:01 GMT+0000"],
  ["Thu, 01 Jan 2026 00:00:00 GMT", "Thu, 01 Jan 2026 00:00:01 GMT"],
  [now, now + 1_000],
  [String(now / 1_000), String(now / 1_000 + 1)],
  [
    [1, 2],
    [2, 1],
  ],
])("%s → %s says nothing new", (before, after) => {
  expect(isIdleChange(change(before, after), now)).toBe(true);
});

test.each([
  ["1.2.3", "1.2.4"],
  ["2026-01-01T00:00:00Z", "never"],
  [1_500_000_000, 1_500_000_001],
  [
    [1, 2],
    [2, 2],
  ],
  [undefined, now],
])("%s → %s may mean something", (before, after) => {
  expect(isIdleChange(change(before, after), now)).toBe(false);
});

test("which way an integer went", () => {
  const steps = [
    stepOf(change(1, 2)),
    stepOf(change("10", "9")),
    stepOf(change("a", "b")),
    stepOf(change(1, 1.5)),
  ];
  expect(steps).toEqual([1, -1, 0, 0]);
});
