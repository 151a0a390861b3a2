import { expectTypeOf, test } from "vitest";
import { resource, type CustomResource, type Int32, type ObjectMeta } from "../../src/index.ts";

interface Spec {
  size?: Int32;
  storage?: { class?: string; zones?: string[] };
}
interface Thing extends CustomResource<Spec> {
  metadata: ObjectMeta<{ name: "a" | "b" }>;
}
const base = { group: "example.com", version: "v1", kind: "Thing" } as const;

test("defaults are checked against the type", () => {
  resource<Thing>({ ...base, defaults: { spec: { size: 3, storage: { class: "fast" } } } });
  // @ts-expect-error there is no such property
  resource<Thing>({ ...base, defaults: { spec: { sice: 3 } } });
  // @ts-expect-error it is a number
  resource<Thing>({ ...base, defaults: { spec: { size: "3" } } });
});

test("the names of objects are of the type that metadata gives them", () => {
  expectTypeOf<Thing["metadata"]["name"]>().toEqualTypeOf<"a" | "b" | undefined>();
  expectTypeOf<Thing["metadata"]["generateName"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<ObjectMeta["name"]>().toEqualTypeOf<string | undefined>();
});
