import { expect, test } from "vitest";
import { resource } from "../../../../src/kube/resource.ts";
import { mapToOwner, mapToSelf } from "../../../../src/runtime/source/map-event.ts";
import { pod } from "../../../helpers/scripted-lister.ts";

const Widget = resource({ group: "example.com", version: "v2", kind: "Widget" });
const Cluster = resource({ group: "example.com", version: "v2", kind: "Cluster", scope: "Cluster" });
const owned = (fields: object) => {
  const reference = { apiVersion: "example.com/v1", kind: "Widget", name: "w", uid: "u", controller: true };
  return pod("p", "1", { ownerReferences: [{ ...reference, ...fields }] });
};

test("an object maps to its own key", () => {
  expect(mapToSelf(pod("p", "1"))).toEqual([{ namespace: "default", name: "p" }]);
  const node = { ...pod("n", "1"), metadata: { ...pod("n", "1").metadata, namespace: "" } };
  expect(mapToSelf(node)).toEqual([{ name: "n" }]);
});

test("a child maps to its controlling owner, whatever the version that it names", () => {
  expect(mapToOwner(Widget)(owned({}))).toEqual([{ namespace: "default", name: "w" }]);
  expect(mapToOwner(Cluster)(owned({ kind: "Cluster" }))).toEqual([{ name: "w" }]);
});

test.each([
  ["another kind", { kind: "Gadget" }],
  ["another group", { apiVersion: "other.com/v1" }],
  ["the core group", { apiVersion: "v1" }],
  ["an owner that does not control it", { controller: false }],
])("a child of %s maps to nothing", (_, fields) => {
  expect(mapToOwner(Widget)(owned(fields))).toEqual([]);
});
