import fc from "fast-check";
import { expect, test } from "vitest";
import { ObjectStore } from "../../../../src/runtime/cache/object-store.ts";
import { pod } from "../../../helpers/scripted-lister.ts";

const byNode = (object: object) => [(object as { spec?: { node?: string } }).spec?.node ?? []].flat();
const onNode = (name: string, node: string | string[]) => ({ ...pod(name, "1"), spec: { node } });

test("an object is found by namespace and name, a cluster-scoped one by its name", () => {
  const store = new ObjectStore();
  const node = { apiVersion: "v1", kind: "Node", metadata: { name: "n1" } };
  store.set(pod("a", "1"));
  store.set(node);
  expect(store.get("default/a")).toEqual(pod("a", "1"));
  expect(store.get("n1")).toBe(node);
  expect(store.get("a")).toBeUndefined();
  expect([store.size, store.keys()]).toEqual([2, ["default/a", "n1"]]);
});

test("set and delete give back what was there before", () => {
  const store = new ObjectStore();
  const [first, second] = [pod("a", "1"), pod("a", "2")];
  expect(store.set(first)).toBeUndefined();
  expect(store.set(second)).toBe(first);
  expect(store.delete("default/a")).toBe(second);
  expect(store.delete("default/a")).toBeUndefined();
  expect(store.list()).toEqual([]);
});

test("an index follows an object that changes, is in several places, or goes", () => {
  const store = new ObjectStore();
  store.set(onNode("a", "one"));
  store.addIndex("node", byNode);
  expect(store.byIndex("node", "one")?.map((object) => object.metadata?.name)).toEqual(["a"]);
  store.set(onNode("a", ["two", "three"]));
  expect([store.byIndex("node", "one"), store.byIndex("node", "two")?.length]).toEqual([[], 1]);
  expect(store.byIndex("node", "three")).toHaveLength(1);
  store.delete("default/a");
  expect([store.byIndex("node", "two"), store.byIndex("node", "three")]).toEqual([[], []]);
  expect(store.byIndex("none", "one")).toBeUndefined();
});

test("an index is always what a search through all objects finds", () => {
  const name = fc.constantFrom("a", "b", "c");
  const node = fc.constantFrom("one", "two");
  const step = fc.record({ name, node: fc.option(fc.uniqueArray(node)) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const store = new ObjectStore();
      store.addIndex("node", byNode);
      for (const { name, node } of steps) {
        if (node) store.set(onNode(name, node));
        else store.delete(`default/${name}`);
        for (const value of ["one", "two"]) {
          const found = store.list().filter((object) => byNode(object).includes(value));
          expect(new Set(store.byIndex("node", value))).toEqual(new Set(found));
        }
      }
    }),
  );
});
