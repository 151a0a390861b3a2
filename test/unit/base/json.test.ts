import { expect, test } from "vitest";
import { copyJson, equalJson, getKey, isJsonObject, setKey } from "../../../src/base/json.ts";

test("a copy shares nothing with its source", () => {
  const source = { a: [{ b: 1 }], c: null };
  const copy = copyJson(source);
  expect(copy).toEqual(source);
  copy.a[0]!.b = 2;
  expect(source.a[0]!.b).toBe(1);
});

test("a key named __proto__ is data: copied, set, and no prototype", () => {
  const hostile = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, unknown>;
  const copy = copyJson(hostile);
  expect(Object.getOwnPropertyNames(copy)).toEqual(["__proto__"]);
  expect((copy as { polluted?: unknown }).polluted).toBeUndefined();
  const target = {};
  setKey(target, "__proto__", { polluted: true });
  expect((target as { polluted?: unknown }).polluted).toBeUndefined();
  expect(JSON.stringify(target)).toBe('{"__proto__":{"polluted":true}}');
});

test("inherited names are not keys", () => {
  expect(getKey({}, "constructor")).toBeUndefined();
  expect(getKey({ constructor: 1 }, "constructor")).toBe(1);
});

test.each([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: 1, b: undefined }, { a: 1 }, true],
  [{ a: undefined, b: 1 }, { a: 1, b: undefined }, false],
  [[1, 2], [2, 1], false],
  [[1], { 0: 1 }, false],
  [null, {}, false],
  [{ a: null }, {}, false],
  [{ toString: 1 }, {}, false],
])("%j equals %j: %s", (a, b, equal) => {
  expect(equalJson(a, b)).toBe(equal);
  expect(equalJson(b, a)).toBe(equal);
});

test("arrays and null are not objects", () => {
  expect([{}, [], null, "x"].map(isJsonObject)).toEqual([true, false, false, false]);
});
