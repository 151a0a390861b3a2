import { expect, test } from "vitest";
import { readBuiltInSchemas } from "../../../../src/k8s/built-in.ts";
import { fromUnstructured } from "../../../../src/sandbox/admission/from-unstructured.ts";
import { createBuiltInTypes } from "../../../../src/sandbox/admission/go-shape.ts";

/* As kube-apiserver 1.36.3 was seen to answer to strategic merge patches. */

const types = createBuiltInTypes(readBuiltInSchemas());
const convert = (component: string, value: object) =>
  fromUnstructured({ ...value }, { $ref: `#/components/schemas/io.k8s.api.${component}` }, types);
const deployment = (spec: object) => convert("apps.v1.Deployment", { spec });
const container = (fields: object) => deployment({ template: { spec: { containers: [fields] } } });
const configMap = (value: object) => convert("core.v1.ConfigMap", value);

test.each([
  [() => deployment({ replicas: "x" }), "unrecognized type: int32"],
  [() => deployment({ replicas: [] }), "unrecognized type: int32"],
  [() => deployment({ replicas: 1.5 }), "cannot convert float64 to int32"],
  [() => deployment({ paused: 1 }), "unrecognized type: bool"],
  [() => deployment({ strategy: "x" }), "cannot restore struct from: string"],
  [() => deployment({ strategy: { type: 1 } }), "cannot convert int64 to v1.DeploymentStrategyType"],
  [() => deployment({ strategy: { type: 1.5 } }), "unrecognized type: string"],
  [() => deployment({ strategy: [] }), "cannot restore struct from: slice"],
  [
    () => deployment({ strategy: { rollingUpdate: { maxSurge: true } } }),
    "json: cannot unmarshal bool into Go value of type int32",
  ],
  [
    () => deployment({ strategy: { rollingUpdate: { maxSurge: 4294967297 } } }),
    "json: cannot unmarshal number 4294967297 into Go value of type int32",
  ],
  [() => container({ command: {} }), "cannot restore slice from map"],
  [() => container({ command: [1] }), "cannot convert int64 to string"],
  [() => container({ imagePullPolicy: {} }), "unrecognized type: string"],
  [
    () => container({ resources: { limits: { cpu: "" } } }),
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  ],
  [() => configMap({ data: 5 }), "cannot restore map from int64"],
  [() => configMap({ data: { a: true } }), "unrecognized type: string"],
  [() => configMap({ binaryData: { a: 1.5 } }), "cannot restore slice from float64"],
  [
    () => configMap({ binaryData: { a: "%%" } }),
    "error decoding from json: illegal base64 data at input byte 0",
  ],
  [() => configMap({ binaryData: { a: ["x"] } }), "unrecognized type: uint8"],
  [
    () => configMap({ metadata: { creationTimestamp: {} } }),
    "json: cannot unmarshal object into Go value of type string",
  ],
])("what does not fit is told of in the words of the converter: %#", (attempt, message) => {
  expect(attempt).toThrow(message);
});

test("integers that are too large lose their upper bits, and lists of numbers are bytes", () => {
  expect(deployment({ replicas: 4294967297 })).toEqual({ spec: { replicas: 1 } });
  expect(deployment({ replicas: 2147483648 })).toEqual({ spec: { replicas: -2147483648 } });
  expect(configMap({ binaryData: { a: [1, 257] } })).toEqual({ binaryData: { a: "AQE=" } });
});

test("nulls stay, and so do fields that the type does not know", () => {
  const value = { data: { a: null }, metadata: null, other: { b: [1, null] } };
  expect(configMap(value)).toEqual(value);
});
