import { expect, test } from "vitest";
import { mapSchema } from "../../../../src/kube/schema/map-schema.ts";

test("a schema's copy is changed from below, and the schema is left as it is", () => {
  const schema = { properties: { a: { items: { title: "x" } }, ["__proto__"]: { title: "y" } } };
  const seen: string[] = [];
  const copy = mapSchema(schema, (inner) => {
    seen.push(Object.keys(inner).join());
    delete inner.title;
    return inner;
  });
  expect(seen).toEqual(["title", "items", "title", "properties"]);
  expect(copy).toEqual({ properties: { a: { items: {} }, ["__proto__"]: {} } });
  expect(schema.properties.a.items).toEqual({ title: "x" });
});
