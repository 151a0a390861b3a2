import { expect, test } from "vitest";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { unchangedPaths } from "../../../../src/kube/schema/unchanged-paths.ts";
import { validateValue } from "../../../../src/kube/schema/validate.ts";

const named: JsonSchema = {
  type: "object",
  properties: { name: { type: "string" }, port: { type: "integer" } },
};
const schema: JsonSchema = {
  type: "object",
  properties: {
    kind: { type: "string" },
    a: { type: "string", maxLength: 1 },
    map: { type: "object", additionalProperties: { type: "string" } },
    open: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    plain: { type: "array", items: { type: "string", maxLength: 1 } },
    keyed: {
      type: "array",
      items: named,
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
    },
    set: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
  },
};
const unchanged = (value: unknown, old: unknown) => [
  ...unchangedPaths(schema, { value, old }, { path: "", resolve: undefined }),
];

test("what is the same is found at every depth, and what holds something else is not the same", () => {
  expect(unchanged({ a: "x", map: { b: "1", c: "2" } }, { a: "x", map: { b: "1", c: "3" } })).toEqual([
    "a",
    "map.b",
  ]);
  expect(unchanged({ map: { b: "1" } }, { map: { b: "1", c: "2" } })).toEqual(["map.b"]);
});

test("items are told apart by their keys alone, wherever they stand", () => {
  const [one, two] = [
    { name: "one", port: 1 },
    { name: "two", port: 2 },
  ];
  expect(unchanged({ keyed: [two, one] }, { keyed: [one, { ...two, port: 3 }] })).toEqual([
    "keyed[0].name",
    "keyed[1].name",
    "keyed[1].port",
    "keyed[1]",
  ]);
  expect(unchanged({ plain: ["x", "y"] }, { plain: ["x", "z"] })).toEqual([]);
  expect(unchanged({ plain: ["x"] }, { plain: ["x"] })).toEqual(["plain", ""]);
});

test("what no schema names is never the same, and neither are apiVersion and kind of an object", () => {
  expect(unchanged({ kind: "A", open: { b: 1 } }, { kind: "A", open: { b: 1 } })).toEqual([]);
});

test("mistakes in what is the same are passed over, doubles in lists where there were some before", () => {
  const errors = (value: unknown, before: unknown) =>
    validateValue(schema, value, "", { before: { value: before } }).map(({ field }) => field);
  expect(errors({ a: "long", map: { b: "1" } }, { a: "long" })).toEqual([]);
  expect(errors({ a: "longer" }, { a: "long" })).toEqual(["a"]);
  expect(errors({ plain: ["long", "x"] }, { plain: ["long"] })).toEqual(["plain[0]"]);
  expect(errors({ set: ["b", "b"] }, { set: ["a", "a"] })).toEqual([]);
  expect(errors({ set: ["b", "b"] }, { set: ["a"] })).toEqual(["set[1]"]);
});
