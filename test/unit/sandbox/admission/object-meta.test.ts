import { expect, test } from "vitest";
import { dnsSubdomain } from "../../../../src/sandbox/admission/name-format.ts";
import {
  validateObjectMeta,
  validateObjectMetaUpdate,
} from "../../../../src/sandbox/admission/object-meta.ts";
import type { ObjectMeta } from "../../../../src/kube/object.ts";

const fields = (meta: ObjectMeta) =>
  validateObjectMeta(meta, { namespaced: true, name: dnsSubdomain }).map(
    ({ field, type }) => `${field} ${type}`,
  );
const owner = { apiVersion: "v1", kind: "ConfigMap", name: "a", uid: "u", controller: true };

test.each<[string, ObjectMeta, string[]]>([
  ["fine", { name: "a", namespace: "b" }, []],
  ["no name", { namespace: "b" }, ["metadata.name FieldValueRequired"]],
  ["no namespace", { name: "a" }, ["metadata.namespace FieldValueRequired"]],
  [
    "bad label",
    { name: "a", namespace: "b", labels: { "a b": "c d" } },
    ["metadata.labels FieldValueInvalid", "metadata.labels FieldValueInvalid"],
  ],
  ["annotation keys ignore case", { name: "a", namespace: "b", annotations: { "X.io/Foo": "" } }, []],
  [
    "huge annotation",
    { name: "a", namespace: "b", annotations: { a: "x".repeat(262144) } },
    ["metadata.annotations FieldValueTooLong"],
  ],
  [
    "two controllers",
    { name: "a", namespace: "b", ownerReferences: [owner, { ...owner, uid: "v" }] },
    ["metadata.ownerReferences FieldValueInvalid"],
  ],
  [
    "event as owner",
    { name: "a", namespace: "b", ownerReferences: [{ ...owner, kind: "Event" }] },
    ["metadata.ownerReferences FieldValueInvalid"],
  ],
  [
    "both policies",
    { name: "a", namespace: "b", finalizers: ["orphan", "foregroundDeletion"] },
    ["metadata.finalizers FieldValueInvalid"],
  ],
])("%s", (_, meta, expected) => {
  expect(fields(meta)).toEqual(expected);
});

test("an update may not change what identifies an object", () => {
  const old = {
    name: "a",
    namespace: "b",
    uid: "u",
    resourceVersion: "1",
    creationTimestamp: "2026-01-01T00:00:00Z",
  };
  const changed = { ...old, uid: "v", name: "c" };
  expect(validateObjectMetaUpdate(old, old)).toEqual([]);
  expect(validateObjectMetaUpdate(changed, old).map(({ field, message }) => `${field}: ${message}`)).toEqual([
    'metadata.name: Invalid value: "c": field is immutable',
    'metadata.uid: Invalid value: "v": field is immutable',
  ]);
});

test("nothing that is being deleted gets new finalizers", () => {
  const old = {
    name: "a",
    uid: "u",
    resourceVersion: "1",
    deletionTimestamp: "2026-01-01T00:00:00Z",
    finalizers: ["x.io/a"],
  };
  expect(validateObjectMetaUpdate({ ...old, finalizers: ["x.io/b", "x.io/a"] }, old)).toEqual([
    {
      type: "FieldValueForbidden",
      field: "metadata.finalizers",
      message:
        'Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"x.io/b"}',
    },
  ]);
});
