import { expect, test } from "vitest";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { renderSample } from "../../../../src/kube/schema/render-sample.ts";

test("required fields and fields with a default are shown, others are not", () => {
  const schema: JsonSchema = {
    type: "object",
    required: ["image", "nested"],
    properties: {
      image: { type: "string" },
      size: { type: "integer", default: 3 },
      paused: { type: "boolean" },
      nested: {
        type: "object",
        required: ["on"],
        properties: { on: { type: "boolean" }, off: { type: "string" } },
      },
    },
  };
  expect(renderSample(schema)).toEqual({ image: "example", size: 3, nested: { on: false } });
});

test.each<[JsonSchema, unknown]>([
  [{ type: "string", default: "" }, ""],
  [{ type: "string", example: "a", enum: ["b"] }, "a"],
  [{ type: "string", enum: ["b", "c"] }, "b"],
  [{ type: "string", minLength: 12 }, "example-exam"],
  [{ type: "string", maxLength: 3 }, "exa"],
  [{ type: "string", format: "date-time" }, "2030-01-01T00:00:00Z"],
  [{ type: "string", format: "byte" }, "ZXhhbXBsZQ=="],
  [{ type: "integer" }, 0],
  [{ type: "integer", minimum: 5 }, 5],
  [{ type: "integer", minimum: 5, exclusiveMinimum: true }, 6],
  [{ type: "integer", minimum: 5, multipleOf: 4 }, 8],
  [{ type: "integer", minimum: 8, exclusiveMinimum: true, multipleOf: 4 }, 12],
  [{ type: "integer", maximum: -2 }, -2],
  [{ type: "integer", maximum: 0, exclusiveMaximum: true }, -1],
  [{ type: "integer", maximum: 10 }, 0],
  [{ type: "array", items: { type: "string" } }, []],
  [{ type: "array", minItems: 2, items: { type: "integer" } }, [0, 0]],
  [{ type: "object", additionalProperties: { type: "string" } }, {}],
  [{ "x-kubernetes-int-or-string": true }, 1],
  [{ "x-kubernetes-preserve-unknown-fields": true }, {}],
])("a value for %j is %j", (schema, value) => {
  expect(renderSample(schema)).toEqual(value);
});

test("of a union, exactly the first choice is shown", () => {
  const schema: JsonSchema = {
    type: "object",
    properties: { a: { type: "object" }, b: { type: "object" } },
    oneOf: [{ required: ["a"] }, { required: ["b"] }],
  };
  expect(renderSample(schema)).toEqual({ a: {} });
});
