import { expect, test } from "vitest";
import { mergeFrom } from "../../../../src/runtime/client/merge-from.ts";

const before = {
  metadata: { name: "a", resourceVersion: "7", labels: { x: "1", y: "2" } },
  spec: { size: 1, ports: [1, 2] },
};

test("a patch holds what changed, with null for what is gone, and lists as a whole", () => {
  const after = {
    metadata: { name: "a", resourceVersion: "7", labels: { x: "1", z: "3" } },
    spec: { size: 2, ports: [1] },
  };
  expect(mergeFrom<object>(before, after)).toEqual({
    merge: { metadata: { labels: { y: null, z: "3" } }, spec: { size: 2, ports: [1] } },
  });
});

test("without a change it is empty, which the server takes for nothing", () => {
  expect(mergeFrom(before, structuredClone(before))).toEqual({ merge: {} });
});

test("it is locked to the version that was read, also when nothing else of metadata changed", () => {
  const after = { ...before, spec: { ...before.spec, size: 2 } };
  expect(mergeFrom(before, after, { optimisticLock: true })).toEqual({
    merge: { metadata: { resourceVersion: "7" }, spec: { size: 2 } },
  });
  // the version that counts is the one that was read, whatever was done to it since
  const tampered = { ...after, metadata: { ...after.metadata, resourceVersion: "9" } };
  expect(mergeFrom(before, tampered, { optimisticLock: true }).merge).toMatchObject({
    metadata: { resourceVersion: "7" },
  });
});

test("it cannot be locked to what was never read", () => {
  expect(() => mergeFrom<object>({ metadata: {} }, {}, { optimisticLock: true })).toThrow(
    "no resourceVersion",
  );
});
