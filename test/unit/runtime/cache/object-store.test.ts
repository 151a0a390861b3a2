import fc from "fast-check";
import { expect, test } from "vitest";
import { Pod } from "../../../../src/k8s/core/v1.ts";
import { fieldIndex } from "../../../../src/kube/field-index.ts";
import { ObjectStore } from "../../../../src/runtime/cache/object-store.ts";
import { pod } from "../../../helpers/scripted-lister.ts";

const byNode = (object: object) => [(object as { spec?: { node?: string } }).spec?.node ?? []].flat();
const onNode = (name: string, node: string | string[]) => ({ ...pod(name, "1"), spec: { node } });

test("an object is found by namespace and name, a cluster-scoped one by its name", () => {
  const store = new ObjectStore();
  const { metadata, ...rest } = pod("n1", "1");
  const { namespace: _, ...bare } = metadata;
  const node = { ...rest, kind: "Node", metadata: bare };
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

const nodeIndex = fieldIndex(Pod, "node", byNode);
const labelIndex = fieldIndex(Pod, "app", ({ metadata }) => metadata.labels?.["app"]);
const find = (store: ObjectStore, value: string) =>
  store.select(() => true, [{ name: "node", value }])?.map(({ metadata }) => metadata.name);

test("an index follows an object that changes, is in several places, or goes", () => {
  const store = new ObjectStore({ indexes: [nodeIndex] });
  store.set(onNode("a", "one"));
  expect(find(store, "one")).toEqual(["a"]);
  store.set(onNode("a", ["two", "three"]));
  expect([find(store, "one"), find(store, "two"), find(store, "three")]).toEqual([[], ["a"], ["a"]]);
  store.delete("default/a");
  expect([find(store, "two"), find(store, "three")]).toEqual([[], []]);
});

test("an index that does not exist finds nothing at all, rather than no objects", () => {
  const store = new ObjectStore({ indexes: [nodeIndex] });
  expect(store.indexNames).toEqual(["node"]);
  expect(store.select(() => true, [{ name: "none", value: "one" }])).toBeUndefined();
});

test("several values in indexes have to be met, and the test as well", () => {
  const store = new ObjectStore({ indexes: [nodeIndex, labelIndex] });
  store.set({ ...onNode("a", "one"), metadata: pod("a", "1", { labels: { app: "web" } }).metadata });
  store.set({ ...onNode("b", "one"), metadata: pod("b", "1", { labels: { app: "db" } }).metadata });
  store.set({ ...onNode("c", "two"), metadata: pod("c", "1", { labels: { app: "web" } }).metadata });
  const both = [
    { name: "node", value: "one" },
    { name: "app", value: "web" },
  ];
  const names = (objects: ReturnType<ObjectStore["select"]>) => objects?.map(({ metadata }) => metadata.name);
  expect(names(store.select(() => true, both))).toEqual(["a"]);
  expect(store.select(() => false, both)).toEqual([]);
  expect(names(store.select(({ metadata }) => metadata.name !== "a"))).toEqual(["b", "c"]);
});

test("an index function that throws is told of, and its object is in the store but not in the index", () => {
  const errors: unknown[] = [];
  const broken = fieldIndex(Pod, "node", (object) => {
    if (object.metadata.name === "bad") throw new Error("broken index");
    return byNode(object);
  });
  const store = new ObjectStore({ indexes: [broken], onError: (error) => void errors.push(error) });
  store.set(onNode("bad", "one"));
  store.set(onNode("good", "one"));
  expect(find(store, "one")).toEqual(["good"]);
  expect([store.size, errors]).toEqual([2, [new Error("broken index")]]);
  store.delete("default/bad");
  expect(store.size).toBe(1);
});

test("an index is always what a search through all objects finds", () => {
  const name = fc.constantFrom("a", "b", "c");
  const node = fc.constantFrom("one", "two");
  const step = fc.record({ name, node: fc.option(fc.uniqueArray(node)) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const store = new ObjectStore({ indexes: [nodeIndex] });
      for (const { name, node } of steps) {
        if (node) store.set(onNode(name, node));
        else store.delete(`default/${name}`);
        for (const value of ["one", "two"]) {
          const found = store.list().filter((object) => byNode(object).includes(value));
          expect(find(store, value)?.sort()).toEqual(found.map(({ metadata }) => metadata.name).sort());
        }
      }
    }),
  );
});
