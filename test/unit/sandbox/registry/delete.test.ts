import { expect, test } from "vitest";
import { configMap, configMaps, useSandbox } from "../test-server.ts";

const server = useSandbox();
const call = server.call.bind(server);
const create = async (name: string, metadata = {}) =>
  (await call("POST", configMaps, { body: configMap(name, {}, metadata) })).body;
const remove = (name: string, query = "", body?: unknown) =>
  call("DELETE", `${configMaps}/${name}${query}`, { body });

test("a deleted object is gone, and the answer says which it was", async () => {
  const { metadata } = await create("gone");
  expect((await remove("gone")).body).toEqual({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { name: "gone", kind: "configmaps", uid: metadata.uid },
  });
  expect((await call("GET", `${configMaps}/gone`)).body).toMatchObject({
    code: 404,
    message: 'configmaps "gone" not found',
  });
});

test("finalizers keep an object until the last one goes", async () => {
  await create("fin", { finalizers: ["x.io/a"] });
  const { body } = await remove("fin");
  expect(body.metadata).toMatchObject({
    deletionTimestamp: expect.any(String),
    deletionGracePeriodSeconds: 0,
    finalizers: ["x.io/a"],
  });
  const added = await server.patch(`${configMaps}/fin`, { metadata: { finalizers: ["x.io/a", "x.io/b"] } });
  expect(added.body.message).toContain("no new finalizers can be added if the object is being deleted");
  expect((await server.patch(`${configMaps}/fin`, { metadata: { finalizers: null } })).code).toBe(200);
  expect((await call("GET", `${configMaps}/fin`)).code).toBe(404);
});

test("a second DELETE changes nothing", async () => {
  await create("twice", { finalizers: ["x.io/a"] });
  const first = (await remove("twice")).body;
  expect((await remove("twice")).body.metadata).toEqual(first.metadata);
});

test.each([
  ["?propagationPolicy=Foreground", ["foregroundDeletion"]],
  ["?propagationPolicy=Orphan", ["orphan"]],
])("%s leaves the work to the garbage collector", async (query, finalizers) => {
  await create("policy");
  expect((await remove("policy", query)).body.metadata.finalizers).toEqual(finalizers);
  await server.patch(`${configMaps}/policy`, { metadata: { finalizers: null } });
});

test("preconditions must hold", async () => {
  const { metadata } = await create("pre");
  expect((await remove("pre", "", { preconditions: { uid: "x" } })).body).toMatchObject({
    code: 409,
    details: { kind: "ConfigMap" },
  });
  expect((await remove("pre", "", { preconditions: { resourceVersion: "1" } })).body.message).toBe(
    `Operation cannot be fulfilled on ConfigMap "pre": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
  );
  expect(
    (
      await remove("pre", "", {
        preconditions: { uid: metadata.uid, resourceVersion: metadata.resourceVersion },
      })
    ).code,
  ).toBe(200);
});

test("a dry run deletes nothing", async () => {
  await create("dry");
  expect((await remove("dry", "?dryRun=All")).body.status).toBe("Success");
  expect((await call("GET", `${configMaps}/dry`)).code).toBe(200);
});

test.each([
  [
    "?propagationPolicy=x",
    undefined,
    'propagationPolicy: Unsupported value: "x": supported values: "Foreground", "Background", "Orphan", "nil"',
  ],
  [
    "",
    { orphanDependents: true, propagationPolicy: "Background" },
    "orphanDependents and deletionPropagation cannot be both set",
  ],
  ["?dryRun=Foo", undefined, 'dryRun: Unsupported value: ["Foo"]: supported values: "All"'],
])("options %s %j are refused", async (query, body, message) => {
  await create("options");
  const answer = await remove("options", query, body);
  expect(answer.code).toBe(422);
  expect(answer.body.message).toContain(message);
});

test("a collection is deleted by selector", async () => {
  await create("c1", { labels: { set: "a" } });
  await create("c2", { labels: { set: "a" } });
  await create("c3", { labels: { set: "b" } });
  const { body } = await call("DELETE", `${configMaps}?labelSelector=set%3Da`);
  expect(body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)).toEqual([
    "c1",
    "c2",
  ]);
  expect((await call("GET", `${configMaps}?labelSelector=set`)).body.items).toHaveLength(1);
});

test("a Pod on a node gets its grace period, one that was never started does not", async () => {
  const pods = "/api/v1/namespaces/default/pods";
  const pod = (name: string, spec: object) => ({
    metadata: { name },
    spec: { containers: [{ name: "a", image: "a" }], ...spec },
  });
  await call("POST", pods, { body: pod("placed", { nodeName: "n" }) });
  await call("POST", pods, { body: pod("waiting", {}) });
  expect((await call("DELETE", `${pods}/placed`)).body.metadata).toMatchObject({
    deletionGracePeriodSeconds: 30,
    deletionTimestamp: expect.any(String),
  });
  expect((await call("DELETE", `${pods}/placed?gracePeriodSeconds=0`)).code).toBe(200);
  expect((await call("GET", `${pods}/placed`)).code).toBe(404);
  await call("DELETE", `${pods}/waiting`);
  expect((await call("GET", `${pods}/waiting`)).code).toBe(404);
});

test("a namespace waits to be emptied and takes nothing new", async () => {
  await call("POST", "/api/v1/namespaces", { body: { metadata: { name: "going" } } });
  expect((await call("DELETE", "/api/v1/namespaces/going")).body).toMatchObject({
    status: { phase: "Terminating" },
    spec: { finalizers: ["kubernetes"] },
  });
  expect(
    (await call("POST", "/api/v1/namespaces/going/configmaps", { body: configMap("late") })).body,
  ).toMatchObject({
    code: 403,
    reason: "Forbidden",
    message:
      'configmaps "late" is forbidden: unable to create new content in namespace going because it is being terminated',
    details: { causes: [{ reason: "NamespaceTerminating" }] },
  });
});

test("the namespaces that everything relies on cannot be deleted", async () => {
  expect((await call("DELETE", "/api/v1/namespaces/default")).body).toMatchObject({
    code: 403,
    message: 'namespaces "default" is forbidden: this namespace may not be deleted',
  });
});

test("a version in the query is a precondition, of a collection too", async () => {
  const path = "/api/v1/namespaces/default/secrets";
  await call("POST", path, { body: { metadata: { name: "a" } } });
  const { code, body } = await call("DELETE", `${path}?resourceVersion=0&resourceVersionMatch=NotOlderThan`);
  expect([code, body.reason]).toEqual([409, "Conflict"]);
  expect((await call("DELETE", `${path}/a?uid=other`)).code).toBe(409);
  expect((await call("DELETE", `${path}/a`)).code).toBe(200);
});

test("deletion of a collection answers with the objects as they were", async () => {
  const path = "/api/v1/namespaces/default/endpoints";
  const { body } = await call("POST", path, {
    body: { metadata: { name: "a", finalizers: ["example.com/f"] } },
  });
  const deleted = await call("DELETE", path);
  expect(deleted.body.items[0].metadata).toEqual(body.metadata);
  const again = await call("POST", path, { body: { metadata: { name: "a" } } });
  expect([again.code, again.body.message]).toEqual([
    409,
    'object is being deleted: endpoints "a" already exists',
  ]);
});
