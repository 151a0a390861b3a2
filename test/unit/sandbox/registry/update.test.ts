import { expect, test } from "vitest";
import { configMap, configMaps, useSandbox } from "../test-server.ts";

const server = useSandbox();
const call = server.call.bind(server);
const create = async (name: string, data = {}, metadata = {}) =>
  (await call("POST", configMaps, { body: configMap(name, data, metadata) })).body;
const put = (name: string, body: unknown) => call("PUT", `${configMaps}/${name}`, { body });

test("an update with the right resourceVersion, or none, is taken; with an old one it is a conflict", async () => {
  const first = await create("versions", { a: "1" });
  const second = (await put("versions", { ...first, data: { a: "2" } })).body;
  expect(Number(second.metadata.resourceVersion)).toBeGreaterThan(Number(first.metadata.resourceVersion));
  expect((await put("versions", { ...first, data: { a: "3" } })).body).toMatchObject({
    code: 409,
    reason: "Conflict",
    message:
      'Operation cannot be fulfilled on configmaps "versions": the object has been modified; please apply your changes to the latest version and try again',
  });
  expect((await put("versions", configMap("versions", { a: "4" }))).code).toBe(200);
});

test("an update that changes nothing writes nothing", async () => {
  const { metadata, ...rest } = await create("same", { a: "1" });
  const { body } = await put("same", { ...rest, metadata });
  expect(body.metadata.resourceVersion).toBe(metadata.resourceVersion);
});

test("uid and creation time stay", async () => {
  const first = await create("stay");
  const { body } = await put(
    "stay",
    configMap("stay", { a: "b" }, { creationTimestamp: "2001-01-01T00:00:00Z", generation: 5 }),
  );
  expect(body.metadata).toMatchObject({
    uid: first.metadata.uid,
    creationTimestamp: first.metadata.creationTimestamp,
  });
  expect(body.metadata).not.toHaveProperty("generation");
});

test.each([
  [
    "a2",
    { metadata: { name: "other" } },
    400,
    "the name of the object (other) does not match the name on the URL (a2)",
  ],
  [
    "a2",
    { data: {} },
    400,
    "the name of the object (a2 based on URL) was undeterminable: name must be provided",
  ],
  ["missing", { metadata: { name: "missing" } }, 404, 'configmaps "missing" not found'],
  [
    "a2",
    { metadata: { name: "a2", resourceVersion: "abc" } },
    500,
    'strconv.ParseUint: parsing "abc": invalid syntax',
  ],
])("PUT %s with %j is refused", async (name, body, code, message) => {
  await create("a2");
  expect((await put(name, body)).body).toMatchObject({ code, message });
});

test("another uid in the body is a precondition that fails", async () => {
  await create("uid");
  const { body } = await put("uid", configMap("uid", {}, { uid: "abc" }));
  expect(body).toMatchObject({ code: 409, reason: "Conflict" });
  expect(body.message).toContain("Precondition failed: UID in precondition: abc, UID in object meta: ");
});

test("leases are created by PUT, but not updated without a resourceVersion", async () => {
  const path = "/apis/coordination.k8s.io/v1/namespaces/default/leases/lock";
  const lease = { metadata: { name: "lock" }, spec: { holderIdentity: "a" } };
  expect((await call("PUT", path, { body: lease })).code).toBe(201);
  expect((await call("PUT", path, { body: lease })).body).toMatchObject({
    code: 422,
    message:
      'leases.coordination.k8s.io "lock" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
  });
});

test("spec and status are written apart; only a change of the spec counts", async () => {
  const path = "/apis/apps/v1/namespaces/default/deployments";
  const template = { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "a", image: "a:1" }] } };
  const created = (
    await call("POST", path, {
      body: { metadata: { name: "web" }, spec: { selector: { matchLabels: { a: "b" } }, template } },
    })
  ).body;
  const changed = {
    ...created,
    spec: { ...created.spec, replicas: 5 },
    status: { replicas: 5, observedGeneration: 9 },
  };
  const status = (await call("PUT", `${path}/web/status`, { body: changed })).body;
  expect(status).toMatchObject({
    metadata: { generation: 1 },
    spec: { replicas: 1 },
    status: { replicas: 5, observedGeneration: 9 },
  });
  const spec = (
    await call("PUT", `${path}/web`, { body: { ...changed, metadata: status.metadata, status: {} } })
  ).body;
  expect(spec).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 5 }, status: { replicas: 5 } });
  const managers = spec.metadata.managedFields.map(
    ({ subresource = "" }: { subresource?: string }) => subresource,
  );
  expect(managers).toContain("status");
});

test("an immutable selector stays", async () => {
  const path = "/apis/apps/v1/namespaces/default/deployments/web";
  const { body } = await server.patch(path, {
    spec: { selector: { matchLabels: { a: "c" } }, template: { metadata: { labels: { a: "c" } } } },
  });
  expect(body).toMatchObject({
    code: 422,
    details: { causes: [{ field: "spec.selector", reason: "FieldValueInvalid" }] },
  });
});

test("scale changes replicas and nothing else", async () => {
  const path = "/apis/apps/v1/namespaces/default/deployments/web/scale";
  expect((await call("GET", path)).body).toMatchObject({
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    spec: { replicas: 5 },
    status: { replicas: 5, selector: "a=b" },
  });
  expect((await server.patch(path, { spec: { replicas: 2 } })).body.spec).toEqual({ replicas: 2 });
  const { body } = await call("GET", "/apis/apps/v1/namespaces/default/deployments/web");
  expect(body.spec.replicas).toBe(2);
  expect(
    body.metadata.managedFields.some(({ subresource }: { subresource: string }) => subresource === "scale"),
  ).toBe(true);
});

test("an immutable ConfigMap cannot be changed", async () => {
  await call("POST", configMaps, { body: { ...configMap("frozen", { a: "b" }), immutable: true } });
  expect((await server.patch(`${configMaps}/frozen`, { data: { a: "c" } })).body).toMatchObject({
    code: 422,
    message: 'ConfigMap "frozen" is invalid: data: Forbidden: field is immutable when `immutable` is set',
  });
});

test("a uid of what is not there, or of another object, is a conflict", async () => {
  const body = { metadata: { name: "absent", uid: "1" } };
  const absent = await server.call("PUT", "/api/v1/namespaces/default/endpoints/absent", { body });
  expect([absent.code, absent.body.message]).toEqual([
    409,
    'Operation cannot be fulfilled on endpoints "absent": StorageError: invalid object, Code: 4, Key: /registry/services/endpoints/default/absent, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: 1, UID in object meta: ',
  ]);
});

test("the status of a Service that is missing creates it, without an address; of other kinds it is not found", async () => {
  const services = "/api/v1/namespaces/default/services";
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "early" },
    spec: { ports: [{ port: 80 }] },
    status: { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } },
  };
  const { body, code } = await call("PUT", `${services}/early/status`, { body: service });
  expect(code).toBe(201);
  expect(body.status).toEqual({ loadBalancer: {} });
  expect(body.spec).not.toHaveProperty("clusterIP");
  expect(body.metadata.managedFields).toMatchObject([{ operation: "Update", subresource: "status" }]);
  const { kind, apiVersion } = service;
  const applied = await call("PATCH", `${services}/other/status?fieldManager=a`, {
    type: "application/apply-patch+yaml",
    body: { kind, apiVersion, metadata: { name: "other" }, status: {} },
  });
  expect(applied.body.message).toBe('Service "other" is invalid: spec.ports: Required value');
  const merged = { type: "application/merge-patch+json", body: { status: {} } };
  expect((await call("PATCH", `${services}/third/status`, merged)).code).toBe(404);
});
