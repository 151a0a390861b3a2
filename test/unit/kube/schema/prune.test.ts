import { expect, test } from "vitest";
import { applyDefaults } from "../../../../src/kube/schema/apply-defaults.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { pruneUnknown } from "../../../../src/kube/schema/prune.ts";

const text: JsonSchema = { type: "string" };

test("unknown fields go, at every depth, and are named", () => {
  const schema: JsonSchema = {
    type: "object",
    properties: {
      a: text,
      l: { type: "array", items: { type: "object", properties: { x: text } } },
      m: { type: "object", additionalProperties: { type: "object", properties: { y: text } } },
    },
  };
  const value = { a: "1", b: "2", l: [{ x: "1", z: 1 }], m: { key: { y: "1", w: 1 } } };
  expect(pruneUnknown(schema, value)).toEqual(["b", "l[0].z", "m.key.w"]);
  expect(value).toEqual({ a: "1", l: [{ x: "1" }], m: { key: { y: "1" } } });
});

test("unknown fields that are to be kept are, but known ones below are pruned again", () => {
  const schema: JsonSchema = {
    type: "object",
    "x-kubernetes-preserve-unknown-fields": true,
    properties: { known: { type: "object", properties: { a: text } } },
  };
  const value = { known: { a: "1", b: 1 }, other: { deep: [{ x: 1 }] } };
  expect(pruneUnknown(schema, value)).toEqual(["known.b"]);
  expect(value).toEqual({ known: { a: "1" }, other: { deep: [{ x: 1 }] } });
});

test("entries that may be anything are kept by name, and objects in them lose all their fields", () => {
  const free: JsonSchema = { type: "object", additionalProperties: true };
  const value = () => ({ a: "1", b: { x: 1 }, c: [{ y: 1 }, 2] });
  for (const schema of [free, { ...free, "x-kubernetes-preserve-unknown-fields": true } as const]) {
    const pruned = value();
    expect(pruneUnknown(schema, pruned)).toEqual(["b.x", "c[0].y"]);
    expect(pruned).toEqual({ a: "1", b: {}, c: [{}, 2] });
  }
});

test("at the root and in an embedded resource the resource's own fields stay", () => {
  const embedded: JsonSchema = {
    type: "object",
    "x-kubernetes-embedded-resource": true,
    properties: { spec: text },
  };
  const schema: JsonSchema = { type: "object", properties: { template: embedded } };
  const resource = () => ({ apiVersion: "v1", kind: "X", metadata: { name: "x", labels: {} } });
  const value = { ...resource(), extra: 1, template: { ...resource(), spec: "s", extra: 1 } };
  expect(pruneUnknown(schema, value, { isRoot: true })).toEqual(["extra", "template.extra"]);
  expect(value).toEqual({ ...resource(), template: { ...resource(), spec: "s" } });
});

test("fields named like something inherited are fields", () => {
  const schema: JsonSchema = { type: "object", properties: { toString: text } };
  const value = JSON.parse('{"toString":"a","constructor":"b","__proto__":{"x":1}}') as object;
  expect(pruneUnknown(schema, value).sort()).toEqual(["__proto__", "constructor"]);
  expect(JSON.stringify(value)).toBe('{"toString":"a"}');
});

test("defaults are filled in outside in, and copied", () => {
  const schema: JsonSchema = {
    type: "object",
    properties: {
      a: {
        type: "object",
        default: {},
        properties: {
          b: {
            type: "object",
            default: { c: 1 },
            properties: { c: { type: "integer" }, d: { type: "integer", default: 2 } },
          },
        },
      },
    },
  };
  const [first, second] = [{}, {}] as [Record<string, unknown>, Record<string, unknown>];
  applyDefaults(schema, first);
  applyDefaults(schema, second);
  expect(first).toEqual({ a: { b: { c: 1, d: 2 } } });
  expect(first.a).not.toBe(second.a);
});

test("defaults reach items and entries, not what is absent", () => {
  const item: JsonSchema = { type: "object", properties: { p: { type: "string", default: "TCP" } } };
  const schema: JsonSchema = {
    type: "object",
    properties: {
      l: { type: "array", items: item },
      m: { type: "object", additionalProperties: item },
      o: item,
    },
  };
  const value = { l: [{}, { p: "UDP" }], m: { k: {} } };
  applyDefaults(schema, value);
  expect(value).toEqual({ l: [{ p: "TCP" }, { p: "UDP" }], m: { k: { p: "TCP" } } });
});

test("null counts as missing unless it is allowed", () => {
  const schema: JsonSchema = {
    type: "object",
    properties: {
      a: { type: "string", default: "x" },
      b: text,
      c: { type: "string", nullable: true, default: "x" },
    },
  };
  const value = { a: null, b: null, c: null };
  applyDefaults(schema, value);
  expect(value).toEqual({ a: "x", c: null });
});

test("a null in a map goes like one in a field; in a list it stays, where its place counts", () => {
  const schema: JsonSchema = {
    type: "object",
    properties: {
      m: { type: "object", additionalProperties: text },
      n: { type: "object", additionalProperties: { type: "string", nullable: true } },
      d: { type: "object", additionalProperties: { type: "string", default: "x" } },
      l: { type: "array", items: text },
    },
  };
  const value = { m: { a: null, b: "b" }, n: { a: null }, d: { a: null }, l: [null] };
  applyDefaults(schema, value);
  expect(value).toEqual({ m: { b: "b" }, n: { a: null }, d: { a: "x" }, l: [null] });
});

test("items of a list that keeps unknown fields keep theirs, whatever they know", () => {
  const schema: JsonSchema = {
    type: "array",
    "x-kubernetes-preserve-unknown-fields": true,
    items: { type: "object", properties: { known: { type: "object", properties: { a: text } } } },
  };
  const value = [{ known: { a: "1", b: 1 }, other: 1 }];
  expect(pruneUnknown(schema, value)).toEqual(["[0].known.b"]);
  expect(value).toEqual([{ known: { a: "1" }, other: 1 }]);
});

test("entries that may be anything have no fields that are known", () => {
  const value = { key: { a: 1 }, list: [{ b: 1 }], text: "x" };
  expect(pruneUnknown({ type: "object", additionalProperties: true }, value)).toEqual(["key.a", "list[0].b"]);
  expect(value).toEqual({ key: {}, list: [{}], text: "x" });
});
