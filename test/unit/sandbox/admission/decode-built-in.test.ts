import { expect, test } from "vitest";
import { readBuiltInSchemas } from "../../../../src/k8s/built-in.ts";
import { createBuiltInTypes } from "../../../../src/sandbox/admission/go-shape.ts";
import { decodeBuiltIn } from "../../../../src/sandbox/admission/decode-built-in.ts";

const schemas = readBuiltInSchemas();
const types = createBuiltInTypes(schemas);
const decode = (component: string, value: unknown) =>
  decodeBuiltIn(value, { $ref: `#/components/schemas/${component}` }, types);
const pod = (spec: object) => decode("io.k8s.api.core.v1.Pod", { spec });

test("unknown fields are dropped and named with their place", () => {
  const { value, unknown } = pod({ containers: [{ name: "a", imag: "x" }], extra: 1 });
  expect(value).toEqual({ metadata: {}, spec: { containers: [{ name: "a", resources: {} }] }, status: {} });
  expect(unknown).toEqual(["spec.containers[0].imag", "spec.extra"]);
});

test("nulls, empty lists and empty maps are absent; maps keep null values as zero", () => {
  const { value } = decode("io.k8s.api.core.v1.ConfigMap", {
    metadata: { labels: {}, creationTimestamp: null, finalizers: [] },
    data: { a: null },
  });
  expect(value).toEqual({ metadata: {}, data: { a: "" } });
});

test("quantities become canonical", () => {
  const { value } = pod({
    containers: [{ name: "a", resources: { limits: { cpu: 0.5, memory: "1024Mi" } } }],
  });
  expect(value).toMatchObject({
    spec: { containers: [{ resources: { limits: { cpu: "500m", memory: "1Gi" } } }] },
  });
});

test("times become UTC in whole seconds, microtimes six digits", () => {
  const { value } = decode("io.k8s.api.coordination.v1.Lease", {
    metadata: { creationTimestamp: "2026-01-01T01:00:00.5+01:00" },
    spec: { renewTime: "2026-01-01T02:00:00.123456+02:00" },
  });
  expect(value).toEqual({
    metadata: { creationTimestamp: "2026-01-01T00:00:00Z" },
    spec: { renewTime: "2026-01-01T00:00:00.123456Z" },
  });
});

test("ports may be names or numbers, nothing else", () => {
  const probe = (port: unknown) => pod({ containers: [{ name: "a", livenessProbe: { httpGet: { port } } }] });
  expect(probe("http").value).toMatchObject({
    spec: { containers: [{ livenessProbe: { httpGet: { port: "http" } } }] },
  });
  expect(() => probe(true)).toThrow(
    "json: cannot unmarshal bool into Go struct field HTTPGetAction.spec.containers.livenessProbe.ProbeHandler.httpGet.port of type int32",
  );
});

test("a zero that is no scalar of Go's is kept: a default in a schema, the integer of an IntOrString", () => {
  const schema = {
    properties: {
      name: { type: "string", default: "" },
      on: { type: "boolean", default: false, minLength: 0 },
    },
  };
  const props = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";
  expect(decode(props, { ...schema, additionalProperties: false }).value).toEqual({
    ...schema,
    additionalProperties: false,
  });
  const rolling = decode("io.k8s.api.apps.v1.RollingUpdateDeployment", { maxSurge: 0, maxUnavailable: 1 });
  expect(rolling.value).toEqual({ maxSurge: 0, maxUnavailable: 1 });
});

test("a scalar's zero is left out as Go leaves it out", () => {
  expect(decode("io.k8s.api.core.v1.LocalObjectReference", { name: "" }).value).toEqual({});
});

test.each([
  [
    "io.k8s.api.core.v1.ConfigMap",
    { data: { a: 1 } },
    "json: cannot unmarshal number into Go struct field ConfigMap.data of type string",
  ],
  [
    "io.k8s.api.core.v1.ConfigMap",
    { data: [] },
    "json: cannot unmarshal array into Go struct field ConfigMap.data of type map[string]string",
  ],
  [
    "io.k8s.api.apps.v1.Deployment",
    { spec: { replicas: "3" } },
    "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
  ],
  [
    "io.k8s.api.apps.v1.Deployment",
    { spec: { replicas: 1.5 } },
    "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32",
  ],
  [
    "io.k8s.api.core.v1.Pod",
    { spec: { containers: {} } },
    "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container",
  ],
  [
    "io.k8s.api.core.v1.Pod",
    { metadata: "x" },
    "json: cannot unmarshal string into Go struct field Pod.metadata of type v1.ObjectMeta",
  ],
])("a wrong type in %s is told as Go tells it", (component, value, message) => {
  expect(() => decode(component, value)).toThrow(message);
});

test("a malformed quantity and a malformed time are refused", () => {
  expect(() => pod({ containers: [{ name: "a", resources: { limits: { cpu: "x" } } }] })).toThrow(
    "quantities must match the regular expression",
  );
  expect(() => decode("io.k8s.api.core.v1.Pod", { metadata: { creationTimestamp: "now" } })).toThrow(
    'parsing time "now"',
  );
});

test("what Go always writes is there, what it leaves out is not; a zero behind a pointer stays", () => {
  const { value } = decode("io.k8s.api.apps.v1.Deployment", {
    spec: { replicas: 0, minReadySeconds: 0, paused: false },
  });
  expect(value).toEqual({
    metadata: {},
    spec: {
      replicas: 0,
      selector: null,
      strategy: {},
      template: { metadata: {}, spec: { containers: null } },
    },
    status: {},
  });
});

test("bytes must be base64", () => {
  expect(() => decode("io.k8s.api.core.v1.Secret", { data: { a: "YQ=%" } })).toThrow(
    "illegal base64 data at input byte 2",
  );
  expect(decode("io.k8s.api.core.v1.Secret", { data: { a: "YQ==" } }).value).toMatchObject({
    data: { a: "YQ==" },
  });
});

test("a wrong type is told with the name that Go has for it", () => {
  const service = (spec: unknown) => decode("io.k8s.api.core.v1.Service", { spec });
  const told = (field: string, type: string) => `Go struct field ServiceSpec.spec.${field} of type ${type}`;
  expect(() => service({ type: 1 })).toThrow(told("type", "v1.ServiceType"));
  expect(() => service({ ipFamilies: "x" })).toThrow(told("ipFamilies", "[]v1.IPFamily"));
  expect(() => service({ ipFamilies: [1] })).toThrow(told("ipFamilies", "v1.IPFamily"));
  expect(() => service([])).toThrow("Go struct field Service.spec of type v1.ServiceSpec");
});
