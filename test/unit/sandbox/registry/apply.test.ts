import { beforeAll, expect, test } from "vitest";
import { configMaps, useSandbox } from "../test-server.ts";

const server = useSandbox();
const things = "/apis/apply.example.com/v1/namespaces/default/things";
const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "things.apply.example.com" },
  spec: {
    group: "apply.example.com",
    names: { plural: "things", kind: "Thing" },
    scope: "Namespaced",
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                properties: {
                  flag: { type: "boolean" },
                  any: { type: "object", additionalProperties: true },
                  inner: {
                    type: "object",
                    "x-kubernetes-embedded-resource": true,
                    "x-kubernetes-preserve-unknown-fields": true,
                  },
                },
              },
            },
          },
        },
      },
    ],
  },
};
const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
beforeAll(async () => {
  await server.call("POST", path, { body: definition });
});

const apply = (url: string, body: unknown, query = "") =>
  server.call("PATCH", `${url}?fieldManager=a${query}`, { body, type: "application/apply-patch+yaml" });
const thing = (name: string, spec: object) => ({
  apiVersion: "apply.example.com/v1",
  kind: "Thing",
  metadata: { name },
  spec,
});

test("keys that stand twice are told of with their lines, as YAML's decoder counts", async () => {
  const text = (name: string) =>
    `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"${name}"},\n"data":{"a":"1",\n"a":"2"}}`;
  const warned = await apply(`${configMaps}/twice`, text("twice"));
  expect([warned.code, warned.headers.warning]).toEqual([
    201,
    '299 - "line 3: key \\"a\\" already set in map"',
  ]);
  const refused = await apply(`${configMaps}/never`, text("never"), "&fieldValidation=Strict");
  expect([refused.code, refused.body.message]).toEqual([
    400,
    'error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  line 3: key "a" already set in map',
  ]);
});

test("a null that the schema does not allow is refused, not dropped", async () => {
  const { code, body } = await apply(`${things}/null`, thing("null", { flag: null }));
  expect(code).toBe(422);
  expect(body.details.causes[0].message).toBe(
    'Invalid value: "null": spec.flag in body must be of type boolean: "null"',
  );
});

test("fields that nobody knows are dropped silently from what may be anything", async () => {
  const { code, headers, body } = await apply(`${things}/any`, thing("any", { any: { k: { x: 1 } } }));
  expect([code, headers.warning, body.spec]).toEqual([201, undefined, { any: { k: {} } }]);
});

test("a configuration without a name is refused", async () => {
  const { code, body } = await apply(`${configMaps}/unnamed`, { apiVersion: "v1", kind: "ConfigMap" });
  expect([code, body.message]).toEqual([
    400,
    "the name of the object (unnamed based on URL) was undeterminable: name must be provided",
  ]);
});

test("embedded metadata is read as metadata is", async () => {
  const inner = (metadata: object) => ({ apiVersion: "v1", kind: "Inner", metadata });
  const create = (name: string, metadata: object) =>
    server.call("POST", things, { body: thing(name, { inner: inner(metadata) }) });
  const kept = await create("embedded", { name: "x", unknown: 1 });
  expect([kept.headers.warning, kept.body.spec.inner.metadata]).toEqual([
    '299 - "unknown field \\"spec.inner.metadata.unknown\\""',
    { name: "x" },
  ]);
  const labels = await create("labels", { labels: { "-": "x" } });
  expect([labels.code, labels.body.details.causes[0].field]).toEqual([422, "spec.inner.metadata.labels"]);
  const wrong = await create("wrong", { name: "x", annotations: { a: 1 } });
  expect([wrong.code, wrong.body.message]).toEqual([
    400,
    expect.stringMatching(
      /^Thing in version "v1" cannot be handled as a Thing: spec\.inner\.metadata: Invalid value: \{"annotations":\{"a":1\},"name":"x"\}: json: cannot unmarshal number/,
    ),
  ]);
});

test("operations of a JSON patch are read strictly", async () => {
  await server.call("POST", configMaps, { body: { metadata: { name: "strict" } } });
  const patch = (body: unknown, query = "") =>
    server.call("PATCH", `${configMaps}/strict${query}`, { body, type: "application/json-patch+json" });
  const operation = '[{"op":"add","path":"/data","value":{},"value":{"a":"1"},"extra":1}]';
  const warned = await patch(operation);
  expect([warned.code, warned.headers.warning]).toEqual([
    200,
    '299 - "json patch duplicate field \\"[0].value\\"", 299 - "json patch unknown field \\"[0].extra\\""',
  ]);
  expect((await patch(operation, "?fieldValidation=Strict")).code).toBe(422);
  const wrong = await patch([1]);
  expect([wrong.code, wrong.body.message]).toEqual([
    400,
    "error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp",
  ]);
});

test("a patch that leaves an object without a name is refused", async () => {
  await server.call("POST", configMaps, { body: { metadata: { name: "nameless" } } });
  const body = [{ op: "add", path: "/metadata", value: { labels: {} } }];
  const { code } = await server.patch(`${configMaps}/nameless`, body, "json");
  expect(code).toBe(400);
});

test("a strategic merge patch may forget what kind it is for, but not be malformed", async () => {
  await server.call("POST", configMaps, { body: { metadata: { name: "retain" }, data: { a: "1" } } });
  const retained = await server.patch(
    `${configMaps}/retain`,
    { metadata: { labels: { a: "b" } }, $retainKeys: ["metadata"] },
    "strategic",
  );
  expect([retained.code, retained.body.kind, retained.body.data]).toEqual([200, "ConfigMap", undefined]);
  const malformed = await server.patch(
    `${configMaps}/retain`,
    { data: { a: "1" }, $retainKeys: ["metadata"] },
    "strategic",
  );
  expect([malformed.code, malformed.body.message]).toEqual([400, "invalid patch format of retainKeys"]);
});
