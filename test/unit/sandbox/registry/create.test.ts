import { describe, expect, test } from "vitest";
import { configMap, configMaps, useSandbox } from "../test-server.ts";

const server = useSandbox();
const call = server.call.bind(server);

test("a new object has uid, time, resourceVersion and an account of who wrote what", async () => {
  const { code, body } = await call("POST", `${configMaps}?fieldManager=me`, {
    body: configMap("fresh", { a: "b" }, { uid: "mine", selfLink: "x" }),
  });
  expect(code).toBe(201);
  expect(body.metadata).toEqual({
    name: "fresh",
    namespace: "default",
    uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    resourceVersion: String(server.sandbox.registry.store.revision),
    creationTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    managedFields: [
      {
        manager: "me",
        operation: "Update",
        apiVersion: "v1",
        time: body.metadata.creationTimestamp,
        fieldsType: "FieldsV1",
        fieldsV1: { "f:data": { ".": {}, "f:a": {} } },
      },
    ],
  });
});

test("the manager's name is the head of the user agent unless one is given", async () => {
  const { body } = await call("POST", configMaps, {
    body: configMap("agent", { a: "b" }),
    headers: { "user-agent": "kubectl/v1.32 (linux)" },
  });
  expect(body.metadata.managedFields[0].manager).toBe("kubectl");
});

test("what a body does not say follows from the path; what it says must agree", async () => {
  expect((await call("POST", configMaps, { body: { metadata: { name: "implied" } } })).body).toMatchObject({
    kind: "ConfigMap",
    apiVersion: "v1",
  });
  expect((await call("POST", configMaps, { body: { apiVersion: "v1", kind: "Pod" } })).body.message).toBe(
    'Pod in version "v1" cannot be handled as a ConfigMap: converting (v1.Pod) to (core.ConfigMap): unknown conversion',
  );
  expect(
    (await call("POST", configMaps, { body: configMap("x", {}, { namespace: "other" }) })).body.message,
  ).toBe("the namespace of the provided object does not match the namespace sent on the request");
});

test("names are generated from a prefix", async () => {
  const { body } = await call("POST", configMaps, { body: { metadata: { generateName: "gen-" } } });
  expect(body.metadata.name).toMatch(/^gen-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
});

test.each([
  [{ metadata: { name: "default" } }, "/api/v1/namespaces", 409, 'namespaces "default" already exists'],
  [
    { metadata: {} },
    configMaps,
    422,
    'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
  ],
  [
    { metadata: { name: "a", resourceVersion: "5" } },
    configMaps,
    500,
    "resourceVersion should not be set on objects to be created",
  ],
  [{ metadata: { name: "a" } }, "/api/v1/namespaces/nope/configmaps", 404, 'namespaces "nope" not found'],
  [
    { metadata: { name: "a" }, data: { a: 1 } },
    configMaps,
    400,
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
  ],
])("%j into %s is refused", async (body, path, code, message) => {
  expect((await call("POST", path, { body })).body).toMatchObject({ code, message });
});

test("an invalid name says what a valid one looks like, with the field as a cause", async () => {
  const { body } = await call("POST", configMaps, { body: configMap("A_b") });
  expect(body).toMatchObject({
    code: 422,
    reason: "Invalid",
    details: {
      name: "A_b",
      kind: "ConfigMap",
      causes: [{ reason: "FieldValueInvalid", field: "metadata.name" }],
    },
  });
  expect(body.message).toMatch(
    /^ConfigMap "A_b" is invalid: metadata.name: Invalid value: "A_b": a lowercase RFC 1123 subdomain must/,
  );
});

describe("unknown and duplicate fields", () => {
  const body = '{"metadata":{"name":"strict"},"data":{"a":"b"},"foo":1,"metadata":{"name":"strict"}}';

  test("are refused when asked to be strict", async () => {
    expect((await call("POST", `${configMaps}?fieldValidation=Strict`, { body })).body).toMatchObject({
      code: 400,
      message:
        'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "foo", duplicate field "metadata"',
    });
  });

  test("are warned of by default", async () => {
    const { code, headers } = await call("POST", `${configMaps}?dryRun=All`, { body });
    expect(code).toBe(201);
    expect(headers.warning).toBe('299 - "unknown field \\"foo\\"", 299 - "duplicate field \\"metadata\\""');
  });

  test("go unmentioned when asked to ignore them", async () => {
    const { code, headers } = await call("POST", `${configMaps}?fieldValidation=Ignore&dryRun=All`, { body });
    expect([code, headers.warning]).toEqual([201, undefined]);
  });
});

test("a dry run shows the object and stores nothing", async () => {
  const before = server.sandbox.registry.store.revision;
  const { code, body } = await call("POST", `${configMaps}?dryRun=All`, { body: configMap("dry") });
  expect(code).toBe(201);
  expect(body.metadata).toMatchObject({ uid: expect.any(String) });
  expect(body.metadata).not.toHaveProperty("resourceVersion");
  expect(server.sandbox.registry.store.revision).toBe(before);
  expect((await call("GET", `${configMaps}/dry`)).code).toBe(404);
});

test("invalid options are all named", async () => {
  const { body } = await call(
    "POST",
    `${configMaps}?fieldValidation=Foo&dryRun=x&fieldManager=${"m".repeat(129)}`,
    { body: configMap("x") },
  );
  expect(body).toMatchObject({ code: 422, details: { group: "meta.k8s.io", kind: "CreateOptions" } });
  expect(body.details.causes.map(({ field }: { field: string }) => field)).toEqual([
    "fieldManager",
    "dryRun",
    "fieldValidation",
  ]);
});

test("a client cannot set the status of a new object", async () => {
  const deployment = {
    metadata: { name: "web" },
    spec: {
      selector: { matchLabels: { a: "b" } },
      template: { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "a", image: "a:1" }] } },
    },
    status: { replicas: 7 },
  };
  const { body } = await call("POST", "/apis/apps/v1/namespaces/default/deployments", { body: deployment });
  expect(body.status).toEqual({});
  expect(body.metadata.generation).toBe(1);
  expect(body.spec).toMatchObject({
    replicas: 1,
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%" } },
    progressDeadlineSeconds: 600,
  });
  expect(body.spec.template.spec).toMatchObject({
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    containers: [{ imagePullPolicy: "IfNotPresent" }],
  });
});

test("both event APIs show the same events", async () => {
  const event = {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: "e1" },
    involvedObject: { kind: "Pod", name: "a" },
    reason: "R",
    message: "M",
    count: 2,
    type: "Normal",
  };
  expect((await call("POST", "/api/v1/namespaces/default/events", { body: event })).code).toBe(201);
  const { body } = await call("GET", "/apis/events.k8s.io/v1/namespaces/default/events/e1");
  expect(body).toMatchObject({
    apiVersion: "events.k8s.io/v1",
    regarding: { kind: "Pod", name: "a" },
    note: "M",
    deprecatedCount: 2,
  });
  expect(body).not.toHaveProperty("message");
});

test("a dry run does not ask whether a resourceVersion was sent: the store would", async () => {
  const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "dry", resourceVersion: "5" } };
  expect((await server.call("POST", `${configMaps}?dryRun=All`, { body })).code).toBe(201);
  expect((await server.call("POST", configMaps, { body })).code).toBe(500);
});
