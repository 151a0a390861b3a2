import { expect, test } from "vitest";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { validateValue } from "../../../../src/kube/schema/validate.ts";

test("null has its type where it may be, and is in no enum, also not in one that lists it", () => {
  const messages = (schema: JsonSchema) => validateValue(schema, null, "p").map(({ message }) => message);
  expect(messages({ type: "string", nullable: true, minLength: 1, anyOf: [{ pattern: "a" }] })).toEqual([]);
  expect(messages({ type: "string" })).toHaveLength(1);
  for (const values of [["a"], ["a", null]])
    expect(messages({ type: "string", nullable: true, enum: values })).toEqual([
      expect.stringContaining("Unsupported value: null"),
    ]);
});
