import { FieldSet } from "../../../../src/kube/patch/field-set.ts";
import { expect, test } from "vitest";
import type { KubernetesObject } from "../../../../src/kube/object.ts";
import {
  ApplyConflictError,
  applyServerSide,
  updateManagedFields,
} from "../../../../src/kube/patch/managed-fields.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";

const text: JsonSchema = { type: "string" };
const schema: JsonSchema = {
  type: "object",
  properties: {
    apiVersion: text,
    kind: text,
    metadata: {
      type: "object",
      properties: {
        name: text,
        resourceVersion: text,
        labels: { type: "object", additionalProperties: text },
      },
    },
    spec: {
      type: "object",
      properties: {
        color: text,
        size: { type: "integer" },
        tags: { type: "array", items: text, "x-kubernetes-list-type": "set" },
        args: { type: "array", items: text },
        options: { type: "object", additionalProperties: text },
        selector: { type: "object", "x-kubernetes-map-type": "atomic", additionalProperties: text },
        ports: {
          type: "array",
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["port", "protocol"],
          items: {
            type: "object",
            properties: {
              port: { type: "integer" },
              protocol: { type: "string", default: "TCP" },
              name: text,
            },
          },
        },
        any: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      },
    },
    status: { type: "object", properties: { phase: text } },
  },
};
type Thing = KubernetesObject & { spec?: Record<string, unknown>; status?: unknown };

const noon = new Date("2026-01-01T12:00:00Z");
const one = new Date("2026-01-01T13:00:00Z");
const common = { schema, apiVersion: "example.com/v1" };

function apply(
  live: Thing | undefined,
  manager: string,
  spec: Record<string, unknown>,
  options: { force?: boolean; now?: Date } = {},
): Thing {
  const { force = false, now = noon } = options;
  const config = { apiVersion: "example.com/v1", kind: "Thing", metadata: { name: "x" }, spec };
  return applyServerSide({ ...common, live, config, manager, force, now }).object;
}

function update(
  live: Thing | undefined,
  manager: string,
  change: (object: Thing) => void,
  options: { now?: Date } = {},
): Thing {
  const after: Thing = structuredClone(
    live ?? { apiVersion: "example.com/v1", kind: "Thing", metadata: { name: "x" } },
  );
  change(after);
  return updateManagedFields({ ...common, before: live, after, manager, now: options.now ?? noon });
}

function owned(object: Thing): Record<string, unknown> {
  return Object.fromEntries(
    (object.metadata?.managedFields ?? []).map((entry) => [
      `${entry.manager} ${entry.operation}`,
      entry.fieldsV1,
    ]),
  );
}

test("an applier owns exactly what it sets, never what the server sets", () => {
  const object = apply(undefined, "alice", { color: "red", options: { a: "1" } });
  expect(owned(object)).toEqual({
    "alice Apply": { "f:spec": { "f:color": {}, "f:options": { "f:a": {} } } },
  });
});

test("applying the same again changes nothing, not even the time", () => {
  const first = apply(undefined, "alice", { color: "red", tags: ["a"], ports: [{ port: 80 }] });
  expect(apply(first, "alice", { color: "red", tags: ["a"], ports: [{ port: 80 }] }, { now: one })).toEqual(
    first,
  );
});

test("the same value applied by another is shared, and survives when one lets go", () => {
  const shared = apply(apply(undefined, "alice", { color: "red", size: 1 }), "bob", { color: "red" });
  expect(Object.keys(owned(shared)).sort()).toEqual(["alice Apply", "bob Apply"]);
  const kept = apply(shared, "alice", { size: 1 });
  expect(kept.spec).toEqual({ color: "red", size: 1 });
  expect(apply(kept, "bob", {}).spec).toEqual({ size: 1 });
});

test("another value is a conflict with every owner, named with what it used", () => {
  const live = update(
    apply(undefined, "alice", { color: "red" }),
    "carol",
    (object) => void (object.spec = { ...object.spec, size: 1 }),
  );
  const attempt = () => apply(live, "bob", { color: "blue", size: 2 });
  expect(attempt).toThrowError(ApplyConflictError);
  try {
    attempt();
  } catch (error) {
    expect((error as ApplyConflictError).conflicts).toEqual([
      { manager: '"alice"', field: ".spec.color" },
      { manager: '"carol" using example.com/v1', field: ".spec.size" },
    ]);
  }
});

test("force takes the fields, and only those, from their owners", () => {
  const live = apply(undefined, "alice", { color: "red", size: 1 });
  const forced = apply(live, "bob", { color: "blue" }, { force: true });
  expect(forced.spec).toEqual({ color: "blue", size: 1 });
  expect(owned(forced)).toEqual({
    "alice Apply": { "f:spec": { "f:size": {} } },
    "bob Apply": { "f:spec": { "f:color": {} } },
  });
});

test("a set is merged by value, an ordinary list is replaced whole", () => {
  const tags = apply(apply(undefined, "alice", { tags: ["a", "b"] }), "bob", { tags: ["c", "b"] });
  expect(tags.spec?.tags).toEqual(["a", "c", "b"]);
  expect(apply(tags, "alice", { tags: ["a"] }).spec?.tags).toEqual(["a", "c", "b"]);
  const args = apply(undefined, "alice", { args: ["a", "b"] });
  expect(() => apply(args, "bob", { args: ["a"] })).toThrowError(ApplyConflictError);
  expect(apply(args, "bob", { args: ["a"] }, { force: true }).spec?.args).toEqual(["a"]);
});

test("items of a list map are found by their keys, with defaults where a key is left out", () => {
  const live = apply(undefined, "alice", {
    ports: [
      { port: 80, name: "web" },
      { port: 53, protocol: "UDP" },
    ],
  });
  const merged = apply(live, "bob", { ports: [{ port: 80, protocol: "TCP" }] });
  expect(merged.spec?.ports).toEqual([
    { port: 80, name: "web", protocol: "TCP" },
    { port: 53, protocol: "UDP" },
  ]);
  expect(owned(merged)["bob Apply"]).toEqual({
    "f:spec": {
      "f:ports": { 'k:{"port":80,"protocol":"TCP"}': { ".": {}, "f:port": {}, "f:protocol": {} } },
    },
  });
  expect(apply(merged, "alice", { ports: [{ port: 53, protocol: "UDP" }] }).spec?.ports).toEqual([
    { port: 80, protocol: "TCP" },
    { port: 53, protocol: "UDP" },
  ]);
});

test("an atomic map is owned and replaced whole", () => {
  const live = apply(undefined, "alice", { selector: { a: "1" } });
  expect(owned(live)["alice Apply"]).toEqual({ "f:spec": { "f:selector": {} } });
  expect(apply(live, "alice", { selector: { b: "2" } }).spec?.selector).toEqual({ b: "2" });
});

test("fields without a schema are owned one by one, their lists whole", () => {
  const live = apply(undefined, "alice", { any: { deep: { x: 1 }, list: [1, 2] } });
  expect(owned(live)["alice Apply"]).toEqual({
    "f:spec": { "f:any": { "f:deep": { ".": {}, "f:x": {} }, "f:list": {} } },
  });
});

test("an updater owns what it added and changed; who owned it before loses it", () => {
  const live = apply(undefined, "alice", { color: "red", size: 1 });
  const changed = update(
    live,
    "carol",
    (object) => void (object.spec = { ...object.spec, color: "blue", options: { a: "1" } }),
    { now: one },
  );
  expect(owned(changed)).toEqual({
    "alice Apply": { "f:spec": { "f:size": {} } },
    "carol Update": { "f:spec": { "f:color": {}, "f:options": { ".": {}, "f:a": {} } } },
  });
  expect(changed.metadata?.managedFields?.map((entry) => entry.time)).toEqual([
    "2026-01-01T12:00:00Z",
    "2026-01-01T13:00:00Z",
  ]);
});

test("a removed field has no owner any more, and an owner of nothing is dropped", () => {
  const live = apply(undefined, "alice", { color: "red" });
  const removed = update(live, "carol", (object) => void delete object.spec);
  expect(removed.metadata?.managedFields).toBeUndefined();
});

test("an update that changes nothing leaves every entry as it was", () => {
  const live = update(undefined, "carol", (object) => void (object.spec = { color: "red" }));
  expect(update(live, "dave", () => {}, { now: one })).toEqual(live);
});

test("writes through a subresource are entries of their own", () => {
  const live = update(undefined, "carol", (object) => void (object.spec = { color: "red" }));
  const after = { ...structuredClone(live), status: { phase: "Ready" } };
  const result = updateManagedFields({
    ...common,
    before: live,
    after,
    manager: "carol",
    subresource: "status",
    now: one,
  });
  expect(result.metadata?.managedFields).toMatchObject([
    { manager: "carol", operation: "Update" },
    {
      manager: "carol",
      operation: "Update",
      subresource: "status",
      fieldsV1: { "f:status": { ".": {}, "f:phase": {} } },
    },
  ]);
});

test("fields that an endpoint does not write are not owned through it", () => {
  const config = { metadata: { name: "x" }, spec: { color: "red" }, status: { phase: "x" } };
  const options = {
    ...common,
    live: undefined,
    config,
    manager: "alice",
    force: false,
    now: noon,
    resetFields: { "f:status": {} },
  };
  expect(owned(applyServerSide(options).object as Thing)).toEqual({
    "alice Apply": { "f:spec": { "f:color": {} } },
  });
});

test("what an object had before fields were managed is not taken silently", () => {
  const live: Thing = {
    apiVersion: "example.com/v1",
    kind: "Thing",
    metadata: { name: "x" },
    spec: { color: "red", size: 1 },
  };
  expect(() => apply(live, "alice", { color: "blue" })).toThrowError(ApplyConflictError);
  const forced = apply(live, "alice", { color: "blue" }, { force: true });
  expect(owned(forced)).toEqual({
    "alice Apply": { "f:spec": { "f:color": {} } },
    "before-first-apply Update": { "f:spec": { ".": {}, "f:size": {} } },
  });
});

test("of conflicts with one manager those of a subresource are told first", () => {
  const identity = { manager: "tester", operation: "Update", apiVersion: "apps/v1" } as const;
  const set = FieldSet.parse({ "f:spec": { "f:replicas": {} } });
  const error = new ApplyConflictError([
    { owner: identity, set },
    { owner: { ...identity, subresource: "scale" }, set },
  ]);
  expect(error.message.split("\n").filter((line) => !line.startsWith("-"))).toEqual([
    'Apply failed with 2 conflicts: conflicts with "tester" with subresource "scale" using apps/v1:',
    'conflicts with "tester" using apps/v1:',
  ]);
});
