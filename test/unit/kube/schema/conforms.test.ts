import { expect, test } from "vitest";
import { conforms } from "../../../../src/kube/schema/conforms.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { validateValue } from "../../../../src/kube/schema/validate.ts";

const schemas: JsonSchema[] = [
  {},
  { type: "string" },
  { type: "string", minLength: 2, maxLength: 3 },
  { type: "string", pattern: "^a+$" },
  { type: "string", format: "date-time" },
  { type: "string", enum: ["a", "b"] },
  { type: "string", nullable: true },
  { type: "string", nullable: true, enum: ["a"] },
  { type: "integer", minimum: 1, maximum: 3 },
  { type: "integer", format: "int32" },
  { type: "integer", enum: [1, 2] },
  { type: "number", multipleOf: 0.5, exclusiveMinimum: true, minimum: 0 },
  { type: "boolean" },
  { "x-kubernetes-int-or-string": true },
  { type: "array", items: { type: "string" }, minItems: 1, maxItems: 2 },
  { type: "array", items: { type: "integer", nullable: true } },
  { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  { type: "object", properties: { a: { type: "string" }, b: { type: "integer" } }, required: ["a"] },
  {
    type: "object",
    additionalProperties: { type: "integer", maximum: 5 },
    minProperties: 1,
    maxProperties: 2,
  },
  {
    type: "object",
    properties: { constructor: { type: "string" } as JsonSchema },
    required: ["constructor"],
  },
  { type: "object", enum: [{ a: "x" }] },
];
const values: unknown[] = [
  null,
  "",
  "a",
  "aa",
  "abc",
  "\ud83d\ude00\ud83d\ude00",
  "2026-01-02T03:04:05Z",
  0,
  1,
  1.5,
  4,
  2 ** 33,
  1e300,
  true,
  [],
  ["a"],
  ["a", 1],
  ["a", "b", "c"],
  [1, null],
  {},
  { a: "x" },
  { a: 1 },
  { a: "x", b: 1.5 },
  { a: "x", b: undefined },
  { a: 1, b: 2, c: 3 },
  { a: null },
];
/** Says nothing of any value here, but makes a junctor: then the value is looked at the long way. */
const not: JsonSchema = { enum: ["never"] };

test("says yes to nearly all that has no error, and to nothing else", () => {
  let [yes, fine] = [0, 0];
  for (const schema of schemas)
    for (const value of values) {
      const errors = validateValue({ ...schema, not }, value, "p");
      const answer = conforms(schema, value, undefined);
      if (answer) expect(errors, JSON.stringify({ schema, value })).toEqual([]);
      if (answer) yes++;
      if (errors.length === 0) fine++;
    }
  expect(yes / fine).toBeGreaterThan(0.9);
});

test("leaves junctors to who knows them, at any depth", () => {
  expect(conforms({ anyOf: [{ type: "string" }] }, "a", undefined)).toBe(false);
  expect(conforms({ type: "object", properties: { a: { not } } }, { a: "x" }, undefined)).toBe(false);
  expect(conforms({ type: "object", properties: { a: { not } } }, {}, undefined)).toBe(true);
});

test("follows references", () => {
  const resolve = (): JsonSchema => ({ type: "integer" });
  expect(conforms({ type: "array", items: { $ref: "x" } }, [1], resolve)).toBe(true);
  expect(conforms({ type: "array", items: { $ref: "x" } }, ["a"], resolve)).toBe(false);
});
