import { expect, test } from "vitest";
import { pruneNulls } from "../../../../src/kube/schema/prune-nulls.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";

const text: JsonSchema = { type: "string" };

test("nulls go where they may not be, but for those that a default will replace", () => {
  const value = { a: null, b: null, c: null, m: { x: null }, l: [{ a: null }, null], unknown: null };
  pruneNulls(
    {
      type: "object",
      properties: {
        a: text,
        b: { ...text, nullable: true },
        c: { ...text, default: "x" },
        m: { type: "object", additionalProperties: text },
        l: { type: "array", items: { type: "object", properties: { a: text } } },
      },
    },
    value,
  );
  expect(value).toEqual({ b: null, c: null, m: {}, l: [{}, null], unknown: null });
});
