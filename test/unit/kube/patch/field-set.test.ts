import fc from "fast-check";
import { expect, test } from "vitest";
import { FieldSet, fieldElement, keyElement, valueElement } from "../../../../src/kube/patch/field-set.ts";

const set = (fields: object) => FieldSet.parse(fields);
const fields = fc.letrec<{ node: object }>((tie) => ({
  node: fc.dictionary(
    fc.constantFrom(".", "f:a", "f:b", 'k:{"name":"x"}', 'v:"y"', "i:0"),
    fc.oneof({ depthSize: "small" }, fc.constant({}), tie("node")),
    { maxKeys: 4 },
  ),
})).node;

test("fieldsV1 is read and written back, in upstream's order", () => {
  const wire = {
    "f:b": { ".": {}, "f:z": {} },
    "f:a": {},
    'v:"s"': {},
    'k:{"name":"x"}': { ".": {}, "f:port": {} },
  };
  const written = set(wire).toFieldsV1();
  expect(written).toEqual(wire);
  expect(Object.keys(written)).toEqual(["f:a", "f:b", 'k:{"name":"x"}', 'v:"s"']);
});

test("a member with children is written with a dot, a plain leaf as an empty object", () => {
  const parent = FieldSet.of(false, [["f:labels", FieldSet.of(true, [["f:app", FieldSet.of(true, [])]])]]);
  expect(parent.toFieldsV1()).toEqual({ "f:labels": { ".": {}, "f:app": {} } });
});

test("paths are written as conflicts show them", () => {
  const ports = set({
    "f:spec": {
      "f:ports": { 'k:{"name":"http","protocol":"TCP"}': { "f:port": {} } },
      "f:tags": { 'v:"a"': {} },
      "f:replicas": {},
    },
  });
  expect([...ports.paths()].sort()).toEqual([
    '.spec.ports[name="http",protocol="TCP"].port',
    ".spec.replicas",
    '.spec.tags[="a"]',
  ]);
});

test("elements are the wire's, keys sorted", () => {
  expect([fieldElement("a"), keyElement({ b: 1, a: "x" }), valueElement("v")]).toEqual([
    "f:a",
    'k:{"a":"x","b":1}',
    'v:"v"',
  ]);
});

test("difference keeps children of a removed member, recursive difference does not", () => {
  const a = set({ "f:spec": { ".": {}, "f:x": {} } });
  const b = set({ "f:spec": {} });
  expect(a.difference(b).toFieldsV1()).toEqual({ "f:spec": { "f:x": {} } });
  expect(a.recursiveDifference(b).isEmpty).toBe(true);
});

test("the algebra of sets holds", () => {
  fc.assert(
    fc.property(fields, fields, (x, y) => {
      const [a, b] = [set(x), set(y)];
      expect(a.union(b).equals(b.union(a))).toBe(true);
      expect(a.difference(b).union(a.intersection(b)).equals(a)).toBe(true);
      expect(a.difference(b).intersection(b).isEmpty).toBe(true);
      expect(a.union(b).difference(b).equals(a.difference(b))).toBe(true);
      expect(FieldSet.parse(a.toFieldsV1()).equals(a)).toBe(true);
    }),
  );
});
