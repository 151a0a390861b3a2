import { expect, test } from "vitest";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { embeddedResourceErrors, listErrors } from "../../../../src/kube/schema/validate-extensions.ts";

const place = { path: "p", resolve: undefined };
const told = (schema: JsonSchema, value: unknown) =>
  listErrors(schema, value, place).map(({ field, message }) => `${field}: ${message}`);

const map: JsonSchema = {
  type: "array",
  items: { type: "object" },
  "x-kubernetes-list-type": "map",
  "x-kubernetes-list-map-keys": ["a"],
};
const set: JsonSchema = { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" };

test("in a map each item is an object or null; the first that is not is all that is told", () => {
  expect(told(map, [{ a: 1 }, [], "x"])).toEqual([
    "p[1]: Invalid value: []: must be an object for an array of list-type map",
  ]);
  expect(told(map, ["x"])).toEqual([
    'p[0]: Invalid value: "x": must be an object for an array of list-type map',
  ]);
  expect(told(map, [null, { a: 1 }])).toEqual([]);
});

test("of what is there three times, the second is told", () => {
  expect(told(set, ["a", "a", "b", "a", "b"])).toEqual([
    'p[1]: Duplicate value: "a"',
    'p[4]: Duplicate value: "b"',
  ]);
  expect(told(map, [{ a: "<" }, { a: "<" }])).toEqual(['p[1]: Duplicate value: {"a":"\\u003c"}']);
});

test("entries of a map are named in brackets", () => {
  expect(told({ type: "object", additionalProperties: set }, { k: [1, 1] })).toEqual([
    "p[k][1]: Duplicate value: 1",
  ]);
  const embedded: JsonSchema = { type: "object", "x-kubernetes-embedded-resource": true };
  const errors = embeddedResourceErrors({ additionalProperties: embedded }, { k: {} }, place);
  expect(errors.map(({ field }) => field)).toEqual(["p[k].apiVersion", "p[k].kind"]);
});
