import { expect, test } from "vitest";
import { changedPaths } from "../../../../src/runtime/explain/changed-paths.ts";

test("paths of what differs, without values; what the server counts up is left out", () => {
  const before = {
    metadata: { resourceVersion: "1", generation: 1, labels: { "a/b": "x" } },
    spec: { size: 1, list: [{ name: "a", image: "v1" }], gone: true },
  };
  const after = {
    metadata: { resourceVersion: "2", generation: 2, labels: { "a/b": "y" } },
    spec: { size: 2, list: [{ name: "a", image: "v2" }], added: null },
  };
  expect(changedPaths(before, after)).toEqual([
    'metadata.labels["a/b"]',
    "spec.size",
    "spec.list[0].image",
    "spec.gone",
    "spec.added",
  ]);
});

test("a list of another length is one change, and there is an end to it", () => {
  expect(changedPaths({ a: [1] }, { a: [1, 2] })).toEqual(["a"]);
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}`, index]));
  expect(changedPaths({}, many, 3)).toEqual(["f0", "f1", "f2", "…"]);
  expect(changedPaths({ a: 1 }, { a: 1 })).toEqual([]);
});
