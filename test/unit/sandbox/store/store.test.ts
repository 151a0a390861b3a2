import { expect, test } from "vitest";
import type { ApiObject } from "../../../../src/sandbox/api-object.ts";
import type { StoreEvent } from "../../../../src/sandbox/store/history.ts";
import { CompactedError, PreconditionError, Store } from "../../../../src/sandbox/store/store.ts";

const object = (name: string, data = ""): ApiObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  data,
});

function filled() {
  const store = new Store();
  const first = store.put("configmaps", "a/one", { object: object("one"), expected: undefined });
  store.put("secrets", "a/x", { object: object("x"), expected: undefined });
  const second = store.put("configmaps", "b/two", { object: object("two"), expected: undefined });
  return { store, first, second };
}

test("one revision counts all writes, and each object carries that of its own", () => {
  const { store, first, second } = filled();
  expect(first.metadata.resourceVersion).toBe("2");
  expect(second.metadata.resourceVersion).toBe("4");
  expect(store.revision).toBe(4);
});

test("objects handed out cannot be changed", () => {
  const { first } = filled();
  expect(() => (first.metadata.name = "other")).toThrow(TypeError);
});

test("a write that did not see the last state is refused", () => {
  const { store, first } = filled();
  store.put("configmaps", "a/one", { object: object("one", "new"), expected: first });
  expect(() => store.put("configmaps", "a/one", { object: object("one"), expected: first })).toThrow(
    PreconditionError,
  );
  expect(() => store.put("configmaps", "a/one", { object: object("one"), expected: undefined })).toThrow(
    PreconditionError,
  );
  expect(() => store.remove("configmaps", "a/one", { expected: first })).toThrow(PreconditionError);
});

test("lists are in key order and stay within a prefix", () => {
  const { store } = filled();
  store.put("configmaps", "a/a", { object: object("a"), expected: undefined });
  expect(store.list("configmaps").map(({ metadata }) => metadata.name)).toEqual(["a", "one", "two"]);
  expect(store.list("configmaps", { prefix: "a/" }).map(({ metadata }) => metadata.name)).toEqual([
    "a",
    "one",
  ]);
});

test("a list at an older revision undoes additions, changes and removals", () => {
  const { store, first, second } = filled();
  const before = store.revision;
  store.put("configmaps", "a/one", { object: object("one", "new"), expected: first });
  store.remove("configmaps", "b/two", { expected: second });
  store.put("configmaps", "c/three", { object: object("three"), expected: undefined });
  expect(store.list("configmaps", { revision: before })).toEqual([first, second]);
  expect(store.list("configmaps").map(({ metadata }) => metadata.name)).toEqual(["one", "three"]);
});

test("a watch replays what happened after its revision, then follows; other collections stay silent", () => {
  const { store, first } = filled();
  const seen: StoreEvent[] = [];
  const stop = store.watch("configmaps", 2, (event) => seen.push(event));
  const changed = store.put("configmaps", "a/one", { object: object("one", "new"), expected: first });
  store.put("secrets", "a/y", { object: object("y"), expected: undefined });
  store.remove("configmaps", "a/one", { expected: changed });
  stop();
  store.put("configmaps", "a/late", { object: object("late"), expected: undefined });
  expect(seen.map(({ type, key, revision }) => [type, key, revision])).toEqual([
    ["ADDED", "b/two", 4],
    ["MODIFIED", "a/one", 5],
    ["DELETED", "a/one", 7],
  ]);
  expect(seen[1]?.previous).toBe(first);
  expect(seen[2]?.object.metadata.resourceVersion).toBe("7");
});

test("what was compacted can be neither watched nor listed", () => {
  const { store } = filled();
  store.compact(3);
  expect(() => store.watch("configmaps", 2, () => {})).toThrow(CompactedError);
  expect(() => store.list("configmaps", { revision: 2 })).toThrow(CompactedError);
  expect(store.list("configmaps", { revision: 3 })).toHaveLength(1);
});

test("history is bounded", () => {
  const store = new Store({ history: 10 });
  for (let index = 0; index < 100; index++)
    store.put("configmaps", `a/${index}`, { object: object(String(index)), expected: undefined });
  expect(store.compacted).toBeGreaterThan(70);
  expect(() => store.watch("configmaps", 5, () => {})).toThrow(CompactedError);
});

test("watchAll sees every collection until it is stopped", () => {
  const { store } = filled();
  const seen: string[] = [];
  const stop = store.watchAll((event) => seen.push(event.collection));
  store.put("secrets", "a/y", { object: object("y"), expected: undefined });
  stop();
  store.put("secrets", "a/z", { object: object("z"), expected: undefined });
  expect(seen).toEqual(["secrets"]);
});
