import { expect, test } from "vitest";
import { RuleValidator } from "../../../../../src/kube/schema/cel/validate-rules.ts";
import type { JsonSchema } from "../../../../../src/kube/schema/json-schema.ts";

/* As kube-apiserver 1.36.3 was seen to judge: what an optional old value holds has no schema any more. */

const same = { rule: "!oldSelf.hasValue() || self == oldSelf.value()", optionalOldSelf: true };
const messages = (schema: JsonSchema, value: unknown, old: unknown) =>
  new RuleValidator().validate(schema, value, { old, path: "x" }).map(({ message }) => message);

const object = (properties: Record<string, JsonSchema>, more: Partial<JsonSchema> = {}): JsonSchema => ({
  type: "object",
  properties,
  ...more,
  "x-kubernetes-validations": [same],
});

test("an object is equal to what it was, whatever its fields are called", () => {
  const schema = object({ namespace: { type: "string" }, "with-dash": { type: "number" } });
  const value = { namespace: "a", "with-dash": 2 };
  expect(messages(schema, value, value)).toEqual([]);
  expect(messages(schema, value, { ...value, "with-dash": 3 })).toHaveLength(1);
});

test("a null makes it another one", () => {
  const schema = object({ a: { type: "string", nullable: true } });
  expect(messages(schema, { a: null }, { a: null })).toEqual([
    expect.stringContaining("failed rule: !oldSelf.hasValue()"),
  ]);
});

test("of fields that are not in the schema nothing can be said", () => {
  const schema = object({}, { "x-kubernetes-preserve-unknown-fields": true });
  expect(messages(schema, { a: 1 }, { a: 1 })).toEqual([expect.stringContaining("no such overload")]);
});

test("without it, nulls are as if they were not there, on both sides", () => {
  const rule: JsonSchema = {
    ...object({ a: { type: "string", nullable: true }, b: { type: "string" } }),
    "x-kubernetes-validations": [{ rule: "self == oldSelf" }],
  };
  expect(messages(rule, { a: null, b: "x" }, { a: null, b: "x" })).toEqual([]);
  expect(messages(rule, { a: null, b: "x" }, { a: "y", b: "x" })).toHaveLength(1);
});

test("sets are compared by what is stored: a whole number of a list of doubles is in none", () => {
  const set = (items: JsonSchema): JsonSchema => ({
    type: "array",
    "x-kubernetes-list-type": "set",
    items,
    "x-kubernetes-validations": [{ rule: "self == oldSelf" }],
  });
  expect(messages(set({ type: "number" }), [4, 2.5], [2.5, 4])).toHaveLength(1);
  expect(messages(set({ type: "number" }), [4.5, 2.5], [2.5, 4.5])).toEqual([]);
  expect(messages(set({ type: "integer" }), [4, 2], [2, 4])).toEqual([]);
});

test("what a field without a type keeps is compared as a whole", () => {
  const schema = object({ "with-dash": { "x-kubernetes-preserve-unknown-fields": true } });
  const value = { "with-dash": { a: null } };
  expect(messages(schema, value, value)).toEqual([]);
  expect(messages(schema, value, { "with-dash": { a: 1 } })).toHaveLength(1);
  const list: JsonSchema = {
    type: "array",
    items: { type: "object", properties: { b: { "x-kubernetes-preserve-unknown-fields": true } } },
    "x-kubernetes-validations": [{ rule: "oldSelf.all(item, item in self)" }],
  };
  expect(messages(list, [{ b: [1] }, { b: "x" }], [{ b: [1] }])).toEqual([]);
  expect(messages(list, [{ b: [2] }], [{ b: [1] }])).toHaveLength(1);
});

test("a set of lists or maps cannot be compared: the server stumbles over it", () => {
  const set = (items: JsonSchema): JsonSchema => ({
    type: "array",
    "x-kubernetes-list-type": "set",
    items,
    "x-kubernetes-validations": [{ rule: "self == oldSelf || true" }],
  });
  const lists = set({ type: "array", items: { type: "string" } });
  expect(messages(lists, [["a"]], [["a"]])).toEqual([
    expect.stringContaining(
      "internal error: runtime error: hash of unhashable type []interface {} evaluating rule: self == oldSelf",
    ),
  ]);
  expect(messages(lists, [], [])).toEqual([]);
  expect(messages(lists, [["a"]], [])).toEqual([]);
  const maps = set({ type: "object", additionalProperties: { type: "string" } });
  expect(messages(maps, [{}], [{}])).toEqual([
    expect.stringContaining("hash of unhashable type map[string]interface {}"),
  ]);
});

test("an int-or-string that is neither is an error where a rule reads it", () => {
  const schema: JsonSchema = {
    "x-kubernetes-int-or-string": true,
    "x-kubernetes-validations": [{ rule: "self > 0" }, { rule: "true" }],
  };
  expect(messages(schema, {}, {})).toEqual([
    expect.stringContaining(
      "invalid data, expected XIntOrString value to be either a string or integer evaluating rule: self > 0",
    ),
  ]);
});
