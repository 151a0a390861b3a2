import { expect, test } from "vitest";
import type { JsonSchema } from "../../../../../src/kube/schema/json-schema.ts";
import { validateSelectable } from "../../../../../src/sandbox/registry/custom/validate-selectable.ts";

const string: JsonSchema = { type: "string" };
const letters = [..."abcdefghi"];
const schema: JsonSchema = {
  type: "object",
  properties: {
    metadata: { type: "object", properties: { name: string } },
    spec: {
      type: "object",
      properties: {
        list: { type: "array", items: string },
        ...Object.fromEntries(letters.map((name) => [name, string])),
      },
    },
  },
};
const errors = (...paths: string[]) =>
  validateSelectable(
    paths.map((jsonPath) => ({ jsonPath })),
    { schema, at: "f" },
  ).map(({ field, message }) => `${field}: ${message}`);

test.each([
  ["", "f[0].jsonPath: Required value"],
  [".spec.zz", "is an invalid path: does not refer to a valid field"],
  [".spec['a']", "is an invalid path: array notation is not allowed"],
  [".metadata.name", "must not point to fields in metadata"],
  [".spec.list", "must point to a field of type string, boolean or integer"],
])("%j cannot be selected by", (path, message) =>
  expect(errors(path)).toEqual([expect.stringContaining(message)]),
);

test("each is given once, and there are eight at most", () => {
  expect(errors(".spec.a", ".spec.b")).toEqual([]);
  expect(errors(".spec.a", ".spec.a")).toEqual(['f[1].jsonPath: Duplicate value: ".spec.a"']);
  const paths = letters.map((name) => `.spec.${name}`);
  expect(errors(...paths.slice(1))).toEqual([]);
  expect(errors(...paths)).toEqual(["f: Too many: 9: must have at most 8 items"]);
});
