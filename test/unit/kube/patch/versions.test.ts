import { expect, test } from "vitest";
import { FieldSet } from "../../../../src/kube/patch/field-set.ts";
import { applyServerSide, updateManagedFields } from "../../../../src/kube/patch/managed-fields.ts";
import type { KubernetesObject } from "../../../../src/kube/object.ts";
import { reconcileFields } from "../../../../src/kube/patch/reconcile-fields.ts";
import { typeOf } from "../../../../src/kube/patch/topology.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";

const text: JsonSchema = { type: "string" };
const kind = (spec: Record<string, JsonSchema>): JsonSchema => ({
  type: "object",
  properties: {
    apiVersion: text,
    kind: text,
    metadata: { type: "object", properties: { name: text, uid: text } },
    spec: { type: "object", properties: spec },
    status: { type: "object", properties: { phase: text } },
  },
});
const v1 = kind({ a: text, b: text });
const v2 = kind({ a: text, b: text, c: text });
const now = new Date("2024-01-01T00:00:00Z");
const entry = (manager: string, apiVersion: string, fieldsV1: Record<string, unknown>) => ({
  manager,
  operation: "Update" as const,
  apiVersion,
  time: "2023-01-01T00:00:00Z",
  fieldsType: "FieldsV1" as const,
  fieldsV1,
});
const object = (
  apiVersion: string,
  spec: object,
  managedFields?: ReturnType<typeof entry>[],
): KubernetesObject & { spec: object } => ({
  apiVersion,
  kind: "Thing",
  metadata: { name: "a", uid: "1", ...(managedFields ? { managedFields } : {}) },
  spec,
});
const options = {
  manager: "writer",
  schema: v2,
  apiVersion: "g/v2",
  otherVersion: (version: string) => (version === "g/v1" ? { schema: v1 } : undefined),
  now,
};

test("a change through one version takes fields from managers of another", () => {
  const managedFields = [entry("old", "g/v1", { "f:spec": { "f:a": {}, "f:b": {} } })];
  const { metadata } = updateManagedFields({
    ...options,
    before: object("g/v2", { a: "1", b: "1" }, managedFields),
    after: object("g/v2", { a: "2", b: "1" }),
  });
  const owned = metadata?.managedFields?.map(({ manager, fieldsV1 }) => [manager, fieldsV1]);
  expect(owned).toEqual([
    ["old", { "f:spec": { "f:b": {} } }],
    ["writer", { "f:spec": { "f:a": {} } }],
  ]);
});

test("managers of versions that are gone are forgotten", () => {
  const managedFields = [entry("gone", "g/v0", { "f:spec": { "f:b": {} } })];
  const { metadata } = updateManagedFields({
    ...options,
    before: object("g/v2", { a: "1", b: "1" }, managedFields),
    after: object("g/v2", { a: "2", b: "1" }),
  });
  expect(metadata?.managedFields?.map(({ manager }) => manager)).toEqual(["writer"]);
});

test("what another version does not know cannot be written while somebody owns fields there", () => {
  const managedFields = [entry("old", "g/v1", { "f:spec": { "f:a": {} } })];
  const live = object("g/v2", { a: "1" }, managedFields);
  const config = { apiVersion: "g/v2", kind: "Thing", metadata: { name: "a" }, spec: { c: "1" } };
  expect(() => applyServerSide({ ...options, live, config, force: false })).toThrow(
    "failed to convert new object: .spec.c: field not declared in schema",
  );
  // an ordinary write goes through, but nobody is known to own anything any more
  const { metadata } = updateManagedFields({
    ...options,
    before: live,
    after: object("g/v2", { a: "1", c: "1" }),
  });
  expect(metadata).not.toHaveProperty("managedFields");
});

test("fields that this endpoint does not write are told apart in this version only", () => {
  const managedFields = [
    entry("a", "g/v1", { "f:status": { "f:phase": {} } }),
    entry("b", "g/v2", { "f:status": { "f:phase": {} } }),
  ];
  const before = { ...object("g/v2", { a: "1" }, managedFields), status: { phase: "x" } };
  const after = { ...object("g/v2", { a: "1" }), status: { phase: "y" } };
  const { metadata } = updateManagedFields({ ...options, resetFields: { "f:status": {} }, before, after });
  expect(metadata?.managedFields?.map(({ manager }) => manager)).toEqual(["b"]);
});

test("an object that does not fit its schema is not managed", () => {
  const after = { ...object("g/v2", { a: 1 }), metadata: { name: "a" } };
  expect(updateManagedFields({ ...options, before: undefined, after }).metadata).toEqual({ name: "a" });
});

test("fields of custom resources are sorted by their texts", () => {
  const list: JsonSchema = {
    type: "array",
    "x-kubernetes-list-type": "set",
    items: { "x-kubernetes-int-or-string": true },
  };
  const schema = kind({ list });
  const after = { ...object("g/v2", { list: [12, "12"] }), metadata: { name: "a" } };
  const fields = (asText: boolean) => {
    const { metadata } = updateManagedFields({ ...options, schema, asText, before: undefined, after });
    return JSON.stringify((metadata as { managedFields?: unknown }).managedFields);
  };
  expect(fields(true)).toContain('{".":{},"v:\\"12\\"":{},"v:12":{}}');
  expect(fields(false)).toContain('{".":{},"v:12":{},"v:\\"12\\"":{}}');
});

test.each<[string, JsonSchema, object, object]>([
  [
    "a map that has become atomic",
    { type: "object", "x-kubernetes-map-type": "atomic", additionalProperties: text },
    { "f:m": { "f:a": {}, "f:b": {} } },
    { "f:m": {} },
  ],
  [
    "a list that has become atomic",
    { type: "array", items: text },
    { "f:m": { ".": {}, 'v:"a"': {} } },
    { "f:m": {} },
  ],
  [
    "a map that is granular still",
    { type: "object", additionalProperties: text },
    { "f:m": { "f:a": {} } },
    { "f:m": { "f:a": {} } },
  ],
  ["a map that was atomic", { type: "object", additionalProperties: text }, { "f:m": {} }, { "f:m": {} }],
])("fields of %s", (_what, schema, before, after) => {
  const type = typeOf({ type: "object", properties: { m: schema } });
  expect(reconcileFields(FieldSet.parse(before), type).toFieldsV1()).toEqual(after);
});
