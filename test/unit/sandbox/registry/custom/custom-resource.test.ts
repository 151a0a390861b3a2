import { beforeAll, describe, expect, test } from "vitest";
import { definitions, memcached, memcachedDefinition, memcacheds } from "../../memcached.ts";
import { useSandbox } from "../../test-server.ts";

const server = useSandbox();
const call = server.call.bind(server);
const create = (name: string, spec?: object) => call("POST", memcacheds, { body: memcached(name, spec) });

beforeAll(async () => {
  expect((await call("POST", definitions, { body: memcachedDefinition })).code).toBe(201);
});

test("defaults are filled in, at every depth", async () => {
  const { body } = await create("defaults", { image: "a", ports: [{ name: "x" }] });
  expect(body.spec).toEqual({ image: "a", size: 3, ports: [{ name: "x", port: 80 }] });
  expect(body.metadata.generation).toBe(1);
});

test("a status that was taken away has its defaults in the answer already", async () => {
  const { spec, ...rest } = structuredClone(memcachedDefinition);
  const names = { plural: "statusdefaults", kind: "StatusDefault" };
  const status = { type: "object", default: { phase: "New" }, properties: { phase: { type: "string" } } };
  for (const { schema } of spec.versions) Object.assign(schema.openAPIV3Schema.properties, { status });
  const metadata = { name: `statusdefaults.${spec.group}` };
  const body = { ...rest, metadata, spec: { ...spec, names } };
  expect((await call("POST", definitions, { body })).code).toBe(201);
  const path = memcacheds.replace(/[a-z]+$/, "statusdefaults");
  const object = { ...memcached("fresh", { image: "a" }), kind: names.kind, status: { phase: "Old" } };
  const created = await call("POST", path, { body: object });
  expect(created.body.status).toEqual({ phase: "New" });
  expect((await call("GET", `${path}/fresh`)).body).toEqual(created.body);
});

test("unknown fields are pruned, and warned of in the server's order", async () => {
  const body =
    '{"apiVersion":"cache.example.com/v1alpha1","kind":"Memcached","metadata":{"name":"pruned","foo":1},"spec":{"sizes":"x","image":"a"},"foo":1,"foo":1}';
  const warned = await call("POST", memcacheds, { body });
  expect(warned.headers.warning?.match(/(unknown|duplicate) field \\"[\w.]+/g)).toEqual([
    'duplicate field \\"foo',
    'unknown field \\"metadata.foo',
    'unknown field \\"foo',
    'unknown field \\"spec.sizes',
  ]);
  expect(warned.body.spec).toEqual({ image: "a", size: 3 });
  expect(warned.body).not.toHaveProperty("foo");
  expect((await call("POST", `${memcacheds}?fieldValidation=Strict`, { body })).body.message).toBe(
    'Memcached in version "v1alpha1" cannot be handled as a Memcached: strict decoding error: duplicate field "foo", unknown field "metadata.foo", unknown field "foo", unknown field "spec.sizes"',
  );
});

test.each([
  [{}, "spec.image: Required value"],
  [{ image: "A1" }, "spec.image: Invalid value: \"A1\": spec.image in body should match '^[a-z]+$'"],
  [
    { image: "a", size: 11 },
    "spec.size: Invalid value: 11: spec.size in body should be less than or equal to 10",
  ],
  [
    { image: 4 },
    'spec.image: Invalid value: "integer": spec.image in body must be of type string: "integer"',
  ],
  [{ image: "a", ports: [{ name: "a" }, { name: "a" }] }, 'spec.ports[1]: Duplicate value: {"name":"a"}'],
])("%j is invalid: %s", async (spec, message) => {
  const { body } = await create("invalid", spec);
  expect(body).toMatchObject({
    code: 422,
    reason: "Invalid",
    details: { name: "invalid", group: "cache.example.com", kind: "Memcached" },
  });
  expect(body.message).toBe(`Memcached.cache.example.com "invalid" is invalid: ${message}`);
});

test("what is not where the scale paths point is told too", async () => {
  expect(
    (await create("scaleless", { image: "a", size: "x" })).body.details.causes.map(
      ({ field }: { field: string }) => field,
    ),
  ).toEqual(["spec.size", ".spec.size"]);
});

test.each([
  [{ metadata: { name: "a" } }, 400, "Object 'Kind' is missing in"],
  [
    { ...memcached("a"), kind: "Other" },
    422,
    'Other.cache.example.com "a" is invalid: kind: Invalid value: "Other": must be Memcached',
  ],
  [
    { ...memcached("a"), apiVersion: "cache.example.com/v2" },
    400,
    "the API version in the data (cache.example.com/v2) does not match the expected API version (cache.example.com/v1alpha1)",
  ],
  [
    { ...memcached("a"), metadata: { name: 1 } },
    400,
    "json: cannot unmarshal number into Go struct field ObjectMeta.name of type string",
  ],
  [
    { ...memcached("a"), metadata: "x" },
    400,
    "json: cannot unmarshal string into Go value of type v1.ObjectMeta",
  ],
])("%j is refused with %i", async (body, code, message) => {
  const answer = await call("POST", memcacheds, { body });
  expect(answer.code).toBe(code);
  expect(answer.body.message).toContain(message);
});

test("PUT needs a resourceVersion, and errors name the resource", async () => {
  await create("put");
  expect(
    (await call("PUT", `${memcacheds}/put`, { body: memcached("put", { image: "b" }) })).body,
  ).toMatchObject({
    code: 422,
    message:
      'memcacheds.cache.example.com "put" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
  });
});

describe("status", () => {
  test("is not set through the main resource, nor the spec through status", async () => {
    const created = await call("POST", memcacheds, {
      body: { ...memcached("split"), status: { readyReplicas: 9 } },
    });
    expect(created.body).not.toHaveProperty("status");
    const status = await server.patch(`${memcacheds}/split/status`, {
      status: { readyReplicas: 4 },
      spec: { size: 9 },
      metadata: { labels: { a: "b" } },
    });
    expect(status.body).toMatchObject({
      metadata: { generation: 1 },
      spec: { size: 3 },
      status: { readyReplicas: 4 },
    });
    expect(status.body.metadata).not.toHaveProperty("labels");
    const main = await server.patch(`${memcacheds}/split`, { status: { readyReplicas: 1 } });
    expect(main.body.metadata.resourceVersion).toBe(status.body.metadata.resourceVersion);
  });

  test("is validated, and applied with an account of its own", async () => {
    expect((await server.patch(`${memcacheds}/split/status`, { status: { readyReplicas: "x" } })).code).toBe(
      422,
    );
    const config = {
      ...memcached("split"),
      spec: undefined,
      status: { conditions: [{ type: "Ready", status: "True" }] },
    };
    const { body } = await server.patch(`${memcacheds}/split/status?fieldManager=operator`, config, "apply");
    expect(body.status).toEqual({ readyReplicas: 4, conditions: [{ type: "Ready", status: "True" }] });
    expect(body.metadata.managedFields).toContainEqual(
      expect.objectContaining({
        manager: "operator",
        operation: "Apply",
        subresource: "status",
        fieldsV1: {
          "f:status": { "f:conditions": { 'k:{"type":"Ready"}': { ".": {}, "f:status": {}, "f:type": {} } } },
        },
      }),
    );
  });

  test("cannot be applied to what is not there", async () => {
    expect(
      (await server.patch(`${memcacheds}/nope/status?fieldManager=x`, memcached("nope"), "apply")).code,
    ).toBe(404);
  });
});

test("a change of the spec counts, others do not", async () => {
  await create("counts");
  expect(
    (await server.patch(`${memcacheds}/counts`, { metadata: { labels: { a: "b" } } })).body.metadata
      .generation,
  ).toBe(1);
  expect((await server.patch(`${memcacheds}/counts`, { spec: { size: 5 } })).body.metadata.generation).toBe(
    2,
  );
  expect(
    (await server.patch(`${memcacheds}/counts`, { metadata: { generation: 77 } })).body.metadata.generation,
  ).toBe(2);
});

test("scale reads and writes the paths of the definition, and is validated", async () => {
  await create("scaled");
  await server.patch(`${memcacheds}/scaled/status`, { status: { readyReplicas: 2, selector: "app=x" } });
  expect((await call("GET", `${memcacheds}/scaled/scale`)).body).toMatchObject({
    kind: "Scale",
    spec: { replicas: 3 },
    status: { replicas: 2, selector: "app=x" },
  });
  expect((await server.patch(`${memcacheds}/scaled/scale`, { spec: { replicas: 7 } })).body.spec).toEqual({
    replicas: 7,
  });
  expect((await call("GET", `${memcacheds}/scaled`)).body.spec.size).toBe(7);
  expect(
    (await server.patch(`${memcacheds}/scaled/scale`, { spec: { replicas: 55 } })).body.message,
  ).toContain("spec.size in body should be less than or equal to 10");
});

test("protobuf is for built-in kinds", async () => {
  const type = "application/vnd.kubernetes.protobuf";
  const { body } = await call("POST", memcacheds, { body: "k8s\0", type });
  expect(body).toMatchObject({
    code: 415,
    message:
      "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf",
  });
});

test("strategic merge patches are for built-in kinds", async () => {
  expect((await server.patch(`${memcacheds}/counts`, {}, "strategic")).body).toMatchObject({
    code: 415,
    message:
      "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
  });
});

test("an invalid old value does not stand in the way of a change elsewhere", async () => {
  await create("ratchet");
  const stored = server.sandbox.registry.store.get("memcacheds.cache.example.com", "default/ratchet");
  const broken = { ...stored, spec: { image: "INVALID", size: 3 } } as typeof stored & object;
  server.sandbox.registry.store.put("memcacheds.cache.example.com", "default/ratchet", {
    object: broken,
    expected: stored,
  });
  expect((await server.patch(`${memcacheds}/ratchet`, { spec: { size: 4 } })).body.spec).toEqual({
    image: "INVALID",
    size: 4,
  });
  expect((await server.patch(`${memcacheds}/ratchet`, { spec: { image: "WORSE" } })).code).toBe(422);
});

test("only selectable fields select", async () => {
  await create("selected", { image: "zz" });
  const { body } = await call("GET", `${memcacheds}?fieldSelector=spec.image%3Dzz`);
  expect(body.items).toHaveLength(1);
  expect(body).toMatchObject({
    apiVersion: "cache.example.com/v1alpha1",
    kind: "MemcachedList",
    metadata: { continue: "" },
    items: [{ kind: "Memcached" }],
  });
  expect((await call("GET", `${memcacheds}?fieldSelector=spec.size%3D3`)).body).toMatchObject({
    code: 400,
    message: "field label not supported: spec.size",
  });
});

test("printer columns become a table", async () => {
  await server.patch(`${memcacheds}/selected/status`, {
    status: { conditions: [{ type: "Ready", status: "True" }] },
  });
  const { body } = await call("GET", `${memcacheds}/selected?includeObject=None`, {
    headers: { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" },
  });
  expect(
    body.columnDefinitions.map(({ name, type }: { name: string; type: string }) => `${name} ${type}`),
  ).toEqual(["Name string", "Size integer", "Ready string", "Age date"]);
  expect(body.rows).toEqual([
    { cells: ["selected", 3, "True", expect.stringMatching(/^\d+s$/)], object: null },
  ]);
});
