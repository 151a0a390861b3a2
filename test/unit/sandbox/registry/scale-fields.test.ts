import { expect, test } from "vitest";
import type { ManagedFieldsEntry } from "../../../../src/kube/object.ts";
import { parentEntries, scaleEntries } from "../../../../src/sandbox/registry/scale-fields.ts";

/* The cases of k8s.io/apimachinery/pkg/util/managedfields/scalehandler_test.go. */

const place = { path: ["spec", "replicas"], apiVersion: "apps/v1" };
const replicas = { "f:spec": { "f:replicas": {} } };
const both = { "f:spec": { "f:replicas": {}, "f:selector": {} } };
const selector = { "f:spec": { "f:selector": {} } };
const time = "2026-01-01T00:00:00Z";

const entry = (
  manager: string,
  operation: "Apply" | "Update",
  fieldsV1: object,
  more: Partial<ManagedFieldsEntry> = {},
): ManagedFieldsEntry =>
  ({
    manager,
    operation,
    apiVersion: "apps/v1",
    fieldsType: "FieldsV1",
    fieldsV1,
    ...more,
  }) as ManagedFieldsEntry;
const ofScale = (manager: string, operation: "Apply" | "Update", more: Partial<ManagedFieldsEntry> = {}) =>
  entry(manager, operation, replicas, { apiVersion: "autoscaling/v1", ...more });

test("a Scale has those who have the replicas, whatever else they have", () => {
  const parent = [
    entry("applier", "Apply", both, { time }),
    entry("other", "Apply", selector),
    entry("updater", "Update", replicas, { time }),
    entry("scaler", "Update", replicas, { subresource: "scale" }),
  ];
  expect(scaleEntries(parent, place)).toEqual([
    ofScale("applier", "Apply", { time }),
    ofScale("updater", "Update", { time }),
    ofScale("scaler", "Update", { subresource: "scale" }),
  ]);
});

test.each<[string, ManagedFieldsEntry[], ManagedFieldsEntry[], ManagedFieldsEntry[]]>([
  [
    "an applier that still is there keeps its entry",
    [entry("applier", "Apply", both, { time })],
    [ofScale("applier", "Apply", { time })],
    [entry("applier", "Apply", both, { time })],
  ],
  [
    "what is taken by another goes from its owner",
    [entry("applier", "Apply", both, { time })],
    [ofScale("scaler", "Update", { subresource: "scale", time })],
    [
      entry("applier", "Apply", selector, { time }),
      entry("scaler", "Update", replicas, { subresource: "scale" }),
    ],
  ],
  [
    "an owner of nothing else goes",
    [entry("applier", "Apply", replicas), entry("other", "Update", selector, { time })],
    [ofScale("scaler", "Apply", { subresource: "scale" })],
    [
      entry("scaler", "Apply", replicas, { subresource: "scale" }),
      entry("other", "Update", selector, { time }),
    ],
  ],
  [
    "an updater is told apart by its version: the replicas are in an entry of their own",
    [entry("updater", "Update", both, { time })],
    [ofScale("updater", "Update", { time }), ofScale("applier", "Apply", { subresource: "scale" })],
    [
      entry("applier", "Apply", replicas, { subresource: "scale" }),
      entry("updater", "Update", replicas),
      entry("updater", "Update", selector, { time }),
    ],
  ],
  [
    "nobody has the replicas any more",
    [entry("applier", "Apply", both)],
    [],
    [entry("applier", "Apply", selector)],
  ],
  [
    "who has other fields is left alone",
    [entry("other", "Apply", selector)],
    [],
    [entry("other", "Apply", selector)],
  ],
])("%s", (_, parent, scale, expected) => {
  expect(parentEntries(parent, { ...place, scale })).toEqual(expected);
});
