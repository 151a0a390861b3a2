import { expect, test } from "vitest";
import type { ApiObject } from "../../../../src/sandbox/api-object.ts";
import type { StoreEvent } from "../../../../src/sandbox/store/history.ts";
import { Store } from "../../../../src/sandbox/store/store.ts";

function setUp() {
  const store = new Store();
  const put = (name: string, uid: string, data = "") => {
    const object = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, uid },
      data,
    } as unknown as ApiObject;
    return store.put("configmaps", `a/${name}`, { object, expected: store.get("configmaps", `a/${name}`) });
  };
  const remove = (name: string) => {
    const expected = store.get("configmaps", `a/${name}`);
    if (expected) store.remove("configmaps", `a/${name}`, { expected });
  };
  const snapshot = () => {
    const { revision, records } = store.state();
    return { revision, records: [...records] };
  };
  const seen: string[] = [];
  const follow = () =>
    store.watch("configmaps", store.revision, ({ type, key }: StoreEvent) => seen.push(`${type} ${key}`));
  const held = () =>
    store.list("configmaps").map(({ metadata, data }) => `${metadata.name} ${metadata.uid} ${String(data)}`);
  return { store, put, remove, snapshot, seen, follow, held };
}

test("what differs is written, what is the same is not, and versions go on", () => {
  const { store, put, remove, snapshot, seen, follow, held } = setUp();
  put("same", "1");
  put("changed", "2", "old");
  put("removed", "3");
  put("replaced", "4");
  const before = snapshot();
  const then = held();
  put("changed", "2", "new");
  remove("removed");
  put("added", "5");
  remove("replaced");
  put("replaced", "6");
  const { revision } = store;
  follow();
  store.become(before);
  expect(held()).toEqual(then);
  expect(seen).toEqual([
    "DELETED a/added",
    "DELETED a/replaced",
    "MODIFIED a/changed",
    "ADDED a/removed",
    "ADDED a/replaced",
  ]);
  expect(store.revision).toBe(revision + 5);
  expect(Number(store.get("configmaps", "a/changed")?.metadata.resourceVersion)).toBeGreaterThan(revision);
});

test("a state that cannot be kept changes nothing; one that is kept is what is there then", () => {
  const { store, put, snapshot, held } = setUp();
  put("one", "1");
  const before = snapshot();
  put("two", "2");
  const then = held();
  const fail = () => {
    throw new Error("no space left");
  };
  store.journalTo(() => {}, fail);
  expect(() => store.become(before)).toThrow("no space left");
  expect(held()).toEqual(then);
  let kept: unknown;
  const journal: unknown[] = [];
  store.journalTo(
    (record) => journal.push(record),
    ({ revision, records }) => (kept = { revision, records: [...records] }),
  );
  store.become(before);
  expect(kept).toEqual(snapshot());
  expect(journal).toEqual([]);
  put("three", "3");
  expect(journal).toHaveLength(1);
});
