import { expect, test } from "vitest";
import type { CrdVersion } from "../../../../../src/kube/crd.ts";
import type { ApiObject } from "../../../../../src/sandbox/api-object.ts";
import { validateScalePaths } from "../../../../../src/sandbox/registry/custom/validate-scale.ts";

const version = {
  name: "v1",
  subresources: {
    scale: {
      specReplicasPath: ".spec.a.replicas",
      statusReplicasPath: ".status.replicas",
      labelSelectorPath: ".status.selector",
    },
  },
} as unknown as CrdVersion;
const told = (object: object) =>
  validateScalePaths(version, object as ApiObject).map(({ field, message }) => `${field}: ${message}`);

test.each([
  [
    { spec: { a: "x" } },
    ".spec.a.replicas: Invalid value: 0: .spec.a.replicas accessor error: x is of the type string, expected map[string]interface{}",
  ],
  [
    { spec: [] },
    ".spec.a.replicas: Invalid value: 0: .spec.a accessor error: [] is of the type []interface {}, expected map[string]interface{}",
  ],
  [
    { spec: { a: { replicas: 1.5 } } },
    ".spec.a.replicas: Invalid value: 0: .spec.a.replicas accessor error: 1.5 is of the type float64, expected int64",
  ],
  [
    { spec: { a: { replicas: null } } },
    ".spec.a.replicas: Invalid value: 0: .spec.a.replicas accessor error: <nil> is of the type <nil>, expected int64",
  ],
  [
    { spec: { a: { replicas: -1 } } },
    ".spec.a.replicas: Invalid value: -1: should be a non-negative integer",
  ],
  [
    { status: { replicas: 2 ** 31 } },
    ".status.replicas: Invalid value: 2147483648: should be less than or equal to 2147483647",
  ],
  [
    { status: { selector: { b: 1, a: true } } },
    '.status.selector: Invalid value: "": .status.selector accessor error: map[a:true b:1] is of the type map[string]interface {}, expected string',
  ],
])("%j: %s", (object, message) => {
  expect(told(object)).toEqual([message]);
});

test("what is not there, or below nothing, is fine", () => {
  expect(told({})).toEqual([]);
  expect(told({ spec: null, status: { replicas: 0, selector: "" } })).toEqual([]);
});
