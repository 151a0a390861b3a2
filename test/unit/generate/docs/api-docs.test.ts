import { expect, test } from "vitest";
import type { FieldDoc } from "../../../../src/generate/docs/api-docs.ts";
import { readApiDocs } from "../../../../src/generate/docs/read-api-docs.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { crdOf, versionOf } from "../../../helpers/definition.ts";

/** The field `p` of a spec. */
function field(schema: JsonSchema, required = false): FieldDoc {
  const spec: JsonSchema = {
    type: "object",
    properties: { p: schema },
    ...(required ? { required: ["p"] } : {}),
  };
  const p = readApiDocs([crdOf(spec)])[0]?.versions[0]?.fields[0]?.fields[0];
  if (!p) throw new Error("no field came out");
  return p;
}
const words = (schema: JsonSchema) =>
  field(schema).constraints.map(({ text, code }) => (code ? `${text} ${code}` : text));
const string: JsonSchema = { type: "string" };

test.each<[JsonSchema, string]>([
  [string, "string"],
  [{ type: "integer", format: "int32" }, "integer (int32)"],
  [{ type: "array", items: { type: "array", items: string } }, "[][]string"],
  [
    { type: "object", additionalProperties: { type: "object", properties: { a: string } } },
    "map[string]object",
  ],
  [{ type: "object", additionalProperties: true }, "map[string]any"],
  [{ "x-kubernetes-int-or-string": true }, "integer or string"],
  [{ "x-kubernetes-preserve-unknown-fields": true }, "any"],
])("the type of %j", (schema, type) => expect(field(schema).type).toBe(type));

test.each<[JsonSchema, string[]]>([
  [
    { type: "integer", minimum: 1, maximum: 9, multipleOf: 2 },
    ["at least 1", "at most 9", "a multiple of 2"],
  ],
  [
    { type: "integer", minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: true },
    ["more than 1", "less than 9"],
  ],
  [{ ...string, minLength: 1, maxLength: 63, pattern: "^a" }, ["1 to 63 characters", "matches ^a"]],
  [{ ...string, minLength: 2, maxLength: 2 }, ["exactly 2 characters"]],
  [
    { type: "array", items: { ...string, maxLength: 1 }, minItems: 1, "x-kubernetes-list-type": "set" },
    ["at least 1 item", "no item twice", "each item at most 1 character"],
  ],
  [
    {
      type: "array",
      items: { type: "object" },
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["a", "b"],
    },
    ["items differ in a and b"],
  ],
  [
    { type: "object", additionalProperties: { ...string, minLength: 1 }, maxProperties: 2 },
    ["at most 2 entries", "each entry at least 1 character"],
  ],
  [
    { type: "object", nullable: true, "x-kubernetes-preserve-unknown-fields": true },
    ["any other fields are kept", "may be null"],
  ],
  [{ type: "object", oneOf: [{ required: ["a"] }, { required: ["b", "c"] }] }, ["exactly one of a, b + c"]],
  [{ type: "object", anyOf: [{ required: ["a"] }] }, ["at least one of a"]],
  [{ ...string, not: { enum: ["a"] } }, [`also {"not":{"enum":["a"]}}`]],
])("what %j asks", (schema, expected) => expect(words(schema)).toEqual(expected));

test("required, default, values, deprecation, rules and immutability", () => {
  const p = field(
    {
      ...string,
      description: "What it is.\n\nDeprecated: use q",
      default: "a b",
      enum: ["a b", "true", "c"],
      "x-kubernetes-validations": [{ rule: "self == oldSelf" }, { rule: "self != 'd'", message: "no d" }],
      externalDocs: { url: "https://example.com" },
    },
    true,
  );
  expect(p).toMatchObject({
    path: "spec.p",
    required: true,
    immutable: true,
    description: "What it is.",
    deprecated: "use q",
    default: '"a b"',
    values: ['"a b"', '"true"', "c"],
    rules: [{ rule: "self != 'd'", message: "no d" }],
    link: { url: "https://example.com", text: "More about it" },
  });
});

test("required fields come first, and what stands twice is told once, with a link", () => {
  const shape: JsonSchema = { type: "object", properties: { a: string, b: string, c: string } };
  const spec: JsonSchema = {
    type: "object",
    required: ["z"],
    properties: { x: shape, y: { type: "array", items: shape }, z: string },
  };
  const fields = readApiDocs([crdOf(spec)])[0]?.versions[0]?.fields[0]?.fields ?? [];
  expect(fields.map(({ path }) => path)).toEqual(["spec.z", "spec.x", "spec.y"]);
  expect(fields[1]?.fields.map(({ path }) => path)).toEqual(["spec.x.a", "spec.x.b", "spec.x.c"]);
  expect(fields[2]).toMatchObject({ fields: [], sameAs: { path: "spec.x", anchor: fields[1]?.anchor } });
});

test("anchors are one of a kind, also of names with dots", () => {
  const spec: JsonSchema = {
    type: "object",
    properties: { a: { type: "object", properties: { b: string } }, "a.b": string },
  };
  const collect = (fields: readonly FieldDoc[]): string[] =>
    fields.flatMap((one) => [one.anchor, ...collect(one.fields)]);
  const anchors = collect(readApiDocs([crdOf(spec)])[0]?.versions[0]?.fields ?? []);
  expect(new Set(anchors).size).toBe(anchors.length);
  expect(anchors).toContain("widget-example.com-v1-spec.a.b-2");
});

test("versions are sorted as Kubernetes does, newest first", () => {
  const crd = crdOf({ type: "object" });
  crd.spec.versions = ["v1alpha1", "v10", "foo", "v1beta2", "v2", "v1", "v1beta10"].map((name) =>
    versionOf(name, {}),
  );
  expect(readApiDocs([crd])[0]?.versions.map(({ name }) => name)).toEqual([
    "v10",
    "v2",
    "v1",
    "v1beta10",
    "v1beta2",
    "v1alpha1",
    "foo",
  ]);
});

test("the example has what must be there and what there is by default, and says what it cannot make up", () => {
  const spec: JsonSchema = {
    type: "object",
    required: ["a", "b"],
    properties: {
      a: { type: "integer", minimum: 2 },
      b: { ...string, pattern: "^[0-9]+$" },
      c: { ...string, default: "x" },
      d: string,
    },
  };
  const version = readApiDocs([crdOf(spec)])[0]?.versions[0];
  expect(version?.example).toBe(
    `apiVersion: example.com/v1
kind: Widget
metadata:
  name: my-widget
  namespace: default
spec:
  a: 2
  b: example
  c: x
`,
  );
  expect(version?.placeholders).toEqual(["spec.b"]);
});
