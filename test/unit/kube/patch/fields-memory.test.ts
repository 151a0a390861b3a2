import { expect, test } from "vitest";
import { FieldSet } from "../../../../src/kube/patch/field-set.ts";
import { FieldsMemory } from "../../../../src/kube/patch/fields-memory.ts";

const labels = { "f:metadata": { "f:labels": { ".": {}, "f:b": {}, "f:a": {} } } };

test("equal sets are written as one object, which nobody can change", () => {
  const memory = new FieldsMemory();
  const first = memory.write(FieldSet.parse(labels));
  expect(memory.write(FieldSet.parse(labels))).toBe(first);
  expect(first).toEqual(FieldSet.parse(labels).toFieldsV1());
  expect(Object.keys((first["f:metadata"] as Record<string, object>)["f:labels"] ?? {})).toEqual([
    ".",
    "f:a",
    "f:b",
  ]);
  expect(() => Object.assign(first["f:metadata"] as object, { "f:x": {} })).toThrow(TypeError);
});

test("what it has written it reads as the same set; anything else as what it says", () => {
  const memory = new FieldsMemory();
  const set = FieldSet.parse(labels);
  expect(memory.read(memory.write(set))).toBe(set);
  expect(memory.read(labels).equals(set)).toBe(true);
  expect(memory.read(undefined).isEmpty).toBe(true);
});

test("the two orders of writing are kept apart", () => {
  const memory = new FieldsMemory();
  const set = FieldSet.parse({ 'k:{"a":10}': {}, 'k:{"a":9}': {} });
  const keys = (asText: boolean) => Object.keys(memory.write(set, { asText }));
  expect(keys(false)).toEqual(['k:{"a":9}', 'k:{"a":10}']);
  expect(keys(true)).toEqual(['k:{"a":10}', 'k:{"a":9}']);
  expect(keys(false)).toEqual(['k:{"a":9}', 'k:{"a":10}']);
});

test("it forgets rather than grow without end, and writes the same afterwards", () => {
  const memory = new FieldsMemory();
  const set = FieldSet.parse(labels);
  const first = memory.write(set);
  for (let index = 0; index < 2500; index++) memory.write(FieldSet.parse({ [`f:${index}`]: {} }));
  expect(memory.read(first)).not.toBe(set);
  expect(memory.read(first).equals(set)).toBe(true);
  expect(memory.write(set)).toEqual(first);
});

test("operations that change nothing return the set itself", () => {
  const set = FieldSet.parse(labels);
  const part = FieldSet.parse({ "f:metadata": { "f:labels": { "f:a": {} } } });
  const other = FieldSet.parse({ "f:data": {} });
  expect(set.union(part)).toBe(set);
  expect(set.difference(other)).toBe(set);
  expect(set.recursiveDifference(other)).toBe(set);
  expect(set.union(other).toFieldsV1()).toEqual({ "f:data": {}, ...labels });
  expect(
    set.difference(part).equals(FieldSet.parse({ "f:metadata": { "f:labels": { ".": {}, "f:b": {} } } })),
  ).toBe(true);
});
