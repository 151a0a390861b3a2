import { expect, test } from "vitest";
import { OwnWrites } from "../../../../src/runtime/controller/own-writes.ts";
import { widget } from "./controller-harness.ts";

const at = (version: string, name = "a") => widget(name, { version });
const versionOf = (writes: OwnWrites, cached: string) => writes.newest(at(cached)).metadata.resourceVersion;

test("while the cache has what a write was made on, the write is newer", () => {
  const writes = new OwnWrites();
  writes.note(at("1"), at("2"));
  expect(versionOf(writes, "1")).toBe("2");
  expect(writes.newest(at("1", "other")).metadata.resourceVersion).toBe("1");
});

test("two writes in a row are newer than both versions before them", () => {
  const writes = new OwnWrites();
  writes.note(at("1"), at("2"));
  writes.note(at("2"), at("3"));
  expect(["1", "2", "3"].map((version) => versionOf(writes, version))).toEqual(["3", "3", "3"]);
});

test("of a version that it knows nothing of, a write is not newer: somebody else's may have come after it", () => {
  const writes = new OwnWrites();
  writes.note(at("1"), at("2"));
  expect(versionOf(writes, "9")).toBe("9");
  writes.note(at("9"), at("10"));
  // what came before somebody else's write is older all the same, but cannot be in the cache any more
  expect(["1", "9"].map((version) => versionOf(writes, version))).toEqual(["1", "10"]);
});

test("a write is forgotten when the cache has it, has what came later, or the object is gone", () => {
  for (const [seen, deleted] of [
    [at("2"), false],
    [at("7"), false],
    [at("1"), true],
  ] as const) {
    const writes = new OwnWrites();
    writes.note(at("1"), at("2"));
    writes.seen(at("1"), { deleted: false });
    expect(versionOf(writes, "1")).toBe("2");
    writes.seen(seen, { deleted });
    expect(versionOf(writes, "1")).toBe("1");
  }
});

test("a write looks as it will from the cache: read-only, without managed fields", () => {
  const writes = new OwnWrites();
  writes.note(at("1"), widget("a", { version: "2", metadata: { managedFields: [{}] } }));
  const object = writes.newest(at("1"));
  expect(object.metadata).not.toHaveProperty("managedFields");
  expect([Object.isFrozen(object), Object.isFrozen(object.metadata)]).toEqual([true, true]);
});
