import { expect, test } from "vitest";
import { configMap, configMaps, useSandbox } from "../test-server.ts";

const server = useSandbox();
const call = server.call.bind(server);
const create = (name: string, data = {}) => call("POST", configMaps, { body: configMap(name, data) });
const config = (name: string, data: object) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  data,
});

test("merge, JSON and strategic merge patches change what they say", async () => {
  await create("three", { a: "1", b: "2" });
  expect((await server.patch(`${configMaps}/three`, { data: { a: null, c: "3" } })).body.data).toEqual({
    b: "2",
    c: "3",
  });
  expect(
    (await server.patch(`${configMaps}/three`, [{ op: "add", path: "/data/d", value: "4" }], "json")).body
      .data,
  ).toEqual({ b: "2", c: "3", d: "4" });
  expect((await server.patch(`${configMaps}/three`, { data: { e: "5" } }, "strategic")).body.data).toEqual({
    b: "2",
    c: "3",
    d: "4",
    e: "5",
  });
});

test("a strategic merge patch merges containers by name", async () => {
  const path = "/apis/apps/v1/namespaces/default/deployments";
  const template = {
    metadata: { labels: { a: "b" } },
    spec: {
      containers: [
        { name: "a", image: "a:1" },
        { name: "b", image: "b:1" },
      ],
    },
  };
  await call("POST", path, {
    body: { metadata: { name: "web" }, spec: { selector: { matchLabels: { a: "b" } }, template } },
  });
  const { body } = await server.patch(
    `${path}/web`,
    { spec: { template: { spec: { containers: [{ name: "b", image: "b:2" }] } } } },
    "strategic",
  );
  const images = body.spec.template.spec.containers.map(({ image }: { image: string }) => image);
  expect(images.sort()).toEqual(["a:1", "b:2"]);
});

test.each([
  ["merge", { metadata: { resourceVersion: "3" } }, 409, "the object has been modified"],
  [
    "merge",
    { metadata: { uid: "x" } },
    422,
    'ConfigMap "wrong" is invalid: metadata.uid: Invalid value: "x": field is immutable',
  ],
  [
    "merge",
    { metadata: { name: "x" } },
    400,
    "the name of the object (x) does not match the name on the URL (wrong)",
  ],
  [
    "merge",
    { metadata: { namespace: "x" } },
    400,
    "the namespace of the provided object does not match the namespace sent on the request",
  ],
  [
    "merge",
    { data: { x: 3 } },
    422,
    "json: cannot unmarshal number into Go struct field ConfigMap.data of type string",
  ],
  ["merge", { kind: "Foo" }, 422, 'no kind "Foo" is registered for version "v1"'],
  [
    "merge",
    [],
    400,
    "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}",
  ],
  ["merge", null, 400, "Invalid JSON Patch"],
  ["merge", "{", 400, "error decoding patch: unexpected end of JSON input"],
  [
    "json",
    { op: "test" },
    400,
    "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp",
  ],
  [
    "json",
    [{ op: "test", path: "/data/x", value: "no" }],
    422,
    "the server rejected our request due to an error in our request",
  ],
  [
    "json",
    [{ op: "remove", path: "/data/no" }],
    422,
    "the server rejected our request due to an error in our request",
  ],
] as const)("%s patch %j is refused with %i", async (type, patch, code, message) => {
  await create("wrong", { x: "y" });
  const { body } = await server.patch(`${configMaps}/wrong`, patch, type);
  expect(body.code).toBe(code);
  expect(body.message).toContain(message);
});

test("JSON is not a patch, and strategic merge is only for built-in kinds", async () => {
  expect((await call("PATCH", `${configMaps}/wrong`, { body: {} })).body).toMatchObject({
    code: 415,
    message: "415: Unsupported Media Type",
  });
});

test("unknown fields of a patch follow fieldValidation", async () => {
  await create("strict");
  expect((await server.patch(`${configMaps}/strict`, { foo: "bar" })).headers.warning).toContain(
    'unknown field \\"foo\\"',
  );
  const { body } = await server.patch(`${configMaps}/strict?fieldValidation=Strict`, { foo: "bar" });
  expect(body).toMatchObject({ code: 422, details: { causes: [{ field: "patch" }] } });
  expect(body.message).toContain('strict decoding error: unknown field "foo"');
});

test("apply creates, owns, and conflicts with other owners until forced", async () => {
  const path = `${configMaps}/applied`;
  const created = await server.patch(`${path}?fieldManager=one`, config("applied", { a: "1" }), "apply");
  expect(created.code).toBe(201);
  const again = await server.patch(`${path}?fieldManager=one`, config("applied", { a: "1" }), "apply");
  expect([again.code, again.body.metadata.resourceVersion]).toEqual([
    200,
    created.body.metadata.resourceVersion,
  ]);
  const { body } = await server.patch(`${path}?fieldManager=two`, config("applied", { a: "2" }), "apply");
  expect(body).toMatchObject({
    code: 409,
    message: 'Apply failed with 1 conflict: conflict with "one": .data.a',
    details: {
      causes: [{ reason: "FieldManagerConflict", message: 'conflict with "one"', field: ".data.a" }],
    },
  });
  const forced = await server.patch(
    `${path}?fieldManager=two&force=true`,
    config("applied", { a: "2" }),
    "apply",
  );
  expect(forced.body.data).toEqual({ a: "2" });
  expect(forced.body.metadata.managedFields.map(({ manager }: { manager: string }) => manager)).toContain(
    "two",
  );
});

test("several conflicts are grouped by manager", async () => {
  const path = `${configMaps}/several`;
  await server.patch(`${path}?fieldManager=one`, config("several", { a: "1", b: "1" }), "apply");
  const { body } = await server.patch(
    `${path}?fieldManager=two`,
    config("several", { a: "2", b: "2" }),
    "apply",
  );
  expect(body.message).toBe('Apply failed with 2 conflicts: conflicts with "one":\n- .data.a\n- .data.b');
});

test("what an applier leaves out goes", async () => {
  const path = `${configMaps}/shrinks?fieldManager=one`;
  await server.patch(path, config("shrinks", { a: "1", b: "2" }), "apply");
  expect((await server.patch(path, config("shrinks", { b: "2" }), "apply")).body.data).toEqual({ b: "2" });
});

test.each([
  [
    "?",
    config("ap", {}),
    422,
    'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
  ],
  ["?fieldManager=x", { data: {} }, 400, "invalid object type: /, Kind="],
  ["?fieldManager=x", { ...config("ap", {}), kind: "Pod" }, 400, "invalid object type: /v1, Kind=Pod"],
  [
    "?fieldManager=x",
    config("other", {}),
    400,
    "the name of the object (other) does not match the name on the URL (ap)",
  ],
  [
    "?fieldManager=x",
    { ...config("ap", {}), metadata: { name: "ap", managedFields: [{}] } },
    400,
    "metadata.managedFields must be nil",
  ],
  [
    "?fieldManager=x",
    { ...config("ap", {}), foo: 1 },
    500,
    "failed to create typed patch object (/ap; /v1, Kind=ConfigMap): .foo: field not declared in schema",
  ],
])("apply%s of %j is refused", async (query, body, code, message) => {
  expect((await server.patch(`${configMaps}/ap${query}`, body, "apply")).body).toMatchObject({
    code,
    message,
  });
});

test("force is only for apply", async () => {
  expect((await server.patch(`${configMaps}/three?force=true`, {})).body).toMatchObject({
    code: 422,
    message:
      'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
  });
});
