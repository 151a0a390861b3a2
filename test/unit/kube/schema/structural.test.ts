import { expect, test } from "vitest";
import { validateStructural } from "../../../../src/kube/schema/structural.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";

const root = (spec: JsonSchema): JsonSchema => ({ type: "object", properties: { spec } });
const errors = (spec: JsonSchema) =>
  validateStructural(root(spec), "s").map(
    ({ field, message }) => `${field.replace("s.properties[spec]", "spec")}: ${message}`,
  );

test.each<[string, JsonSchema, string]>([
  ["no type", { enum: ["a"] }, "spec.type: Required value: must not be empty for specified object fields"],
  [
    "items without a type",
    { type: "array", items: {} },
    "spec.items.type: Required value: must not be empty for specified array items",
  ],
  ["an array without items", { type: "array" }, "spec.items: Required value: must be specified"],
  [
    "uniqueItems",
    { type: "array", items: { type: "string" }, uniqueItems: true },
    "spec.uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
  ],
  [
    "properties beside additionalProperties",
    { type: "object", properties: { a: { type: "string" } }, additionalProperties: { type: "string" } },
    "spec.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive",
  ],
  [
    "a type below anyOf",
    { type: "object", anyOf: [{ type: "object" }] },
    "spec.anyOf[0].type: Forbidden: must be empty to be structural",
  ],
  [
    "a description below not",
    { type: "string", not: { description: "x" } },
    "spec.not.description: Forbidden: must be empty to be structural",
  ],
  ["a reference", { $ref: "#/x", type: "object" }, "spec.$ref: Forbidden: $ref is not supported"],
  [
    "a list map without keys",
    { type: "array", items: { type: "object" }, "x-kubernetes-list-type": "map" },
    "spec.x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map",
  ],
  [
    "keys that are no properties",
    {
      type: "array",
      items: { type: "object" },
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["k"],
    },
    'spec.x-kubernetes-list-map-keys: Invalid value: ["k"]: entries must all be names of item properties',
  ],
  [
    "keys that may be absent",
    {
      type: "array",
      items: { type: "object", properties: { k: { type: "string" } } },
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["k"],
    },
    "spec.items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property",
  ],
  [
    "keys that may be null",
    {
      type: "array",
      items: { type: "object", required: ["k"], properties: { k: { type: "string", nullable: true } } },
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["k"],
    },
    "spec.items.properties[k].nullable: Forbidden: this property is in x-kubernetes-list-map-keys, so it cannot be nullable",
  ],
  [
    "keys that are no scalars",
    {
      type: "array",
      items: { type: "object", required: ["k"], properties: { k: { type: "object" } } },
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["k"],
    },
    'spec.items.properties[k].type: Invalid value: "object": must be a scalar type if parent array\'s x-kubernetes-list-type is map',
  ],
  [
    "a set whose items may be null",
    { type: "array", items: { type: "string", nullable: true }, "x-kubernetes-list-type": "set" },
    "spec.items.nullable: Forbidden: cannot be nullable when x-kubernetes-list-type is set",
  ],
  [
    "a default that is not valid",
    { type: "integer", maximum: 3, default: 5 },
    "spec.default: Invalid value: 5:  in body should be less than or equal to 3",
  ],
  [
    "a default with fields that nobody knows",
    { type: "object", properties: {}, default: { x: 1 } },
    'spec.default: Invalid value: {"x":1}: must not have unknown fields',
  ],
])("%s is refused", (_what, spec, error) => {
  expect(errors(spec)).toEqual([error]);
});

test("a pattern must be RE2, which JavaScript's lookahead is not", () => {
  expect(errors({ type: "string", pattern: "(?!a)b" })[0]).toMatch(
    /^spec\.pattern: Invalid value: "\(\?!a\)b": must be a valid regular expression/,
  );
  expect(errors({ type: "string", pattern: "(?i)\\pL+\\z" })).toEqual([]);
});

test("the root is an object, and says nothing of metadata but its name", () => {
  expect(validateStructural({ type: "string" }, "s").map((error) => error.field)).toEqual(["s.type"]);
  const metadata: JsonSchema = { type: "object", properties: { labels: { type: "object" } } };
  expect(
    validateStructural({ type: "object", properties: { metadata } }, "s").map((error) => error.type),
  ).toEqual(["FieldValueForbidden"]);
  const name: JsonSchema = { type: "object", properties: { name: { type: "string", maxLength: 10 } } };
  expect(validateStructural({ type: "object", properties: { metadata: name } }, "s")).toEqual([]);
});

test("int-or-string in both its forms, unions by required, and unknown fields kept are structural", () => {
  expect(
    errors({
      "x-kubernetes-int-or-string": true,
      anyOf: [{ type: "integer" }, { type: "string" }],
      pattern: "^\\d+%?$",
    }),
  ).toEqual([]);
  expect(
    errors({
      type: "object",
      properties: { a: { type: "string" }, b: { type: "string" } },
      oneOf: [{ required: ["a"] }, { required: ["b"] }],
    }),
  ).toEqual([]);
  expect(errors({ "x-kubernetes-preserve-unknown-fields": true })).toEqual([]);
  // a type beside it says nothing: a real server takes both forms of the value
  expect(errors({ type: "string", "x-kubernetes-int-or-string": true })).toEqual([]);
});

test("a type that there is not is told with those that there are", () => {
  const schema = { type: "object", properties: { p: { type: "foo" } } } as unknown as JsonSchema;
  expect(validateStructural(schema)).toEqual([
    {
      type: "FieldValueNotSupported",
      field: "openAPIV3Schema.properties[p].type",
      message:
        'Unsupported value: "foo": supported values: "array", "boolean", "integer", "number", "object", "string"',
    },
  ]);
});
