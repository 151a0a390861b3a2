import { describe, expect, test } from "vitest";
import type { KubernetesObject } from "../../../../src/kube/object.ts";
import { objectValidator } from "../../../../src/kube/schema/object-validator.ts";

const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { plural: widgets, kind: Widget }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            metadata: { type: object, properties: { name: { type: string, maxLength: 5 } } }
            spec:
              type: object
              required: [size]
              properties:
                size: { type: integer, maximum: 10 }
                color: { type: string, default: red }
                class: { type: string, x-kubernetes-validations: [{ rule: self == oldSelf, message: immutable }] }
              x-kubernetes-validations: [{ rule: "self.color != 'blue' || self.size > 2", message: blue is large }]
    - name: v2
      served: true
      storage: false
      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
`;

const widgets = objectValidator(definition);
const widget = (spec: object, more: object = {}): KubernetesObject => ({
  apiVersion: "example.com/v1",
  kind: "Widget",
  metadata: { name: "a" },
  ...more,
  ...{ spec },
});

describe("validate", () => {
  test("finds nothing wrong with an object that the server would take, and leaves it as it is", () => {
    const object = widget({ size: 3, extra: 1, class: undefined });
    expect(widgets.validate(object)).toEqual([]);
    expect(object).toEqual(widget({ size: 3, extra: 1, class: undefined }));
  });

  test("says what the schema refuses, and that rules were not asked where they cannot be", () => {
    expect(widgets.validate(widget({ size: 11 }))).toEqual([
      {
        type: "FieldValueInvalid",
        field: "spec.size",
        message: "Invalid value: 11: spec.size in body should be less than or equal to 10",
      },
    ]);
    expect(widgets.validate(widget({})).map(({ field, message }) => [field, message.split(":")[0]])).toEqual([
      ["spec.size", "Required value"],
      ["<nil>", "Invalid value"],
    ]);
  });

  test("asks the rules about the object with its defaults", () => {
    expect(widgets.validate(widget({ size: 1, color: "blue" }))).toMatchObject([
      { field: "spec", message: "Invalid value: blue is large" },
    ]);
    expect(widgets.validate(widget({ size: 1 }))).toEqual([]);
  });

  test("holds names to what the schema says of them", () => {
    const long = widget({ size: 1 }, { metadata: { name: "a-long-name", labels: { a: "b" } } });
    expect(widgets.validate(long)[0]).toMatchObject({ field: "metadata.name", type: "FieldValueTooLong" });
  });

  test("judges an update by what it changes", () => {
    const old = widget({ size: 11, class: "a" });
    expect(widgets.validate(widget({ size: 11, class: "a", color: "green" }), { old })).toEqual([]);
    expect(widgets.validate(widget({ size: 12, class: "a" }), { old })).toMatchObject([
      { field: "spec.size" },
    ]);
    expect(widgets.validate(widget({ size: 5, class: "b" }), { old })).toMatchObject([
      { field: "spec.class", message: 'Invalid value: "b": immutable' },
    ]);
  });
});

test("complete says what the server would store, and what it would drop", () => {
  const object = widget({ size: 3, extra: 1 }, { more: true });
  expect(widgets.complete(object)).toEqual({
    object: widget({ size: 3, color: "red" }),
    unknown: ["more", "spec.extra"],
  });
});

test("an object is judged by the schema of its version", () => {
  expect(widgets.validate(widget({ anything: 1 }, { apiVersion: "example.com/v2" }))).toEqual([]);
});

test("takes a definition as an object", () => {
  const names = { plural: "gears", kind: "Gear" };
  const spec = { group: "example.com", scope: "Cluster", names, versions: [{ name: "v1" }] };
  const gears = objectValidator({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    ...{ spec },
  });
  expect(gears.complete({ apiVersion: "example.com/v1", kind: "Gear" }).unknown).toEqual([]);
});

test.each([
  [widget({}, { kind: "Gadget" }), "cannot validate Gadget of example.com/v1 by the definition of Widget"],
  [widget({}, { apiVersion: "example.com/v3" }), "cannot validate Widget of example.com/v3"],
  [{}, "cannot validate an object without a kind of no apiVersion"],
])("refuses an object of another kind or version (%#)", (object, message) => {
  expect(() => widgets.validate(object)).toThrow(message);
});

test.each([
  ["a: b", "cannot validate by no kind of no apiVersion"],
  [`${definition}\n---\n${definition}`, "cannot validate by 2 documents"],
  ["[1]", "cannot validate by no kind of no apiVersion"],
  [{ kind: "CustomResourceDefinition", apiVersion: "apiextensions.k8s.io/v1beta1" }, "v1beta1"],
])("refuses what is no definition (%#)", (given, message) => {
  expect(() => objectValidator(given)).toThrow(message);
});
