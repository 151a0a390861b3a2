import { expect, test } from "vitest";
import { compareVersions, ResourceTable } from "../../../../src/sandbox/registry/resource-table.ts";
import type { ServedResource } from "../../../../src/sandbox/registry/served-resource.ts";

test("versions are ordered as clients prefer them", () => {
  const versions = [
    "v1alpha1",
    "foo10",
    "v2beta1",
    "v1",
    "v10",
    "foo1",
    "v11alpha2",
    "v2",
    "v3beta1",
    "v11beta2",
  ];
  expect(versions.sort(compareVersions)).toEqual([
    "v10",
    "v2",
    "v1",
    "v11beta2",
    "v3beta1",
    "v2beta1",
    "v11alpha2",
    "v1alpha1",
    "foo1",
    "foo10",
  ]);
});

test("a removed resource takes its group with it, but not a newer one in its place", () => {
  const table = new ResourceTable();
  const make = () => ({ group: "g", version: "v1", plural: "things", kind: "Thing" }) as ServedResource;
  const [old, next] = [make(), make()];
  table.add(old);
  table.add(next);
  table.remove(old);
  expect(table.find("g", "v1", "things")).toBe(next);
  table.remove(next);
  expect(table.groups()).toEqual([]);
});
