import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { configMap, configMaps, take, useSandbox, watchEvents } from "../test-server.ts";

const clock = new VirtualClock();
const server = useSandbox({ behaviours: false, clock });
const call = server.call.bind(server);
const watch = async (query: string, headers = {}) =>
  watchEvents(await server.open("GET", `${configMaps}?watch=true&${query}`, { headers }));
const revision = () => String(server.sandbox.registry.store.revision);
const told = (events: { type: string; object: { metadata: { name?: string } } }[]) =>
  events.map(({ type, object }) => `${type} ${object.metadata.name ?? ""}`.trim());

test("a watch from a resourceVersion tells what came after it, in order", async () => {
  const from = revision();
  await call("POST", configMaps, { body: configMap("w1") });
  const events = await watch(`resourceVersion=${from}`);
  await server.patch(`${configMaps}/w1`, { data: { a: "b" } });
  await call("DELETE", `${configMaps}/w1`);
  const seen = await take(events, 3);
  expect(told(seen)).toEqual(["ADDED w1", "MODIFIED w1", "DELETED w1"]);
  expect(seen[2]?.object.metadata.resourceVersion).toBe(revision());
  await events.return(undefined);
});

test("without a resourceVersion it begins with what is there", async () => {
  await call("POST", configMaps, { body: configMap("there") });
  for (const query of ["", "resourceVersion=0"]) {
    const events = await watch(`${query}&fieldSelector=metadata.name%3Dthere`);
    expect(told(await take(events, 1))).toEqual(["ADDED there"]);
    await events.return(undefined);
  }
});

test("initial events end with a bookmark that says so", async () => {
  const events = await watch(
    "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
  );
  const [, bookmark] = await take(events, 2);
  expect(bookmark).toEqual({
    type: "BOOKMARK",
    object: {
      kind: "ConfigMap",
      apiVersion: "v1",
      metadata: { resourceVersion: revision(), annotations: { "k8s.io/initial-events-end": "true" } },
    },
  });
  await events.return(undefined);
});

test("a watch with bookmarks from no version, or any, tells where its beginning ends", async () => {
  for (const query of ["", "resourceVersion=0", "watch=1&resourceVersion="]) {
    const events = await watch(`${query}&allowWatchBookmarks=true&fieldSelector=metadata.name%3Dnone`);
    expect((await take(events, 1))[0]?.object.metadata).toMatchObject({
      annotations: { "k8s.io/initial-events-end": "true" },
    });
    await events.return(undefined);
  }
});

test("initial events of a version to come are refused in the stream", async () => {
  const query = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=99999999";
  expect(await take(await watch(query), 2)).toEqual([
    {
      type: "ERROR",
      object: expect.objectContaining({
        code: 504,
        message: `Timeout: Too large resource version: 99999999, current: ${revision()}`,
      }),
    },
  ]);
});

test("a watch by name does not take another selector", async () => {
  const path = "/api/v1/watch/namespaces/default/configmaps/there";
  const { code, body } = await call("GET", `${path}?fieldSelector=metadata.name%3Dother`);
  expect([code, body.message]).toEqual([400, "fieldSelector metadata.name doesn't match requested name"]);
});

test("a change of labels looks like a coming or a going to a selecting watcher", async () => {
  const events = await watch(`resourceVersion=${revision()}&labelSelector=on`);
  await call("POST", configMaps, { body: configMap("switch") });
  await server.patch(`${configMaps}/switch`, { metadata: { labels: { on: "1" } } });
  await server.patch(`${configMaps}/switch`, { metadata: { labels: { on: "2" } } });
  await server.patch(`${configMaps}/switch`, { metadata: { labels: { on: null } } });
  const seen = await take(events, 3);
  expect(told(seen)).toEqual(["ADDED switch", "MODIFIED switch", "DELETED switch"]);
  expect(seen[2]?.object.metadata).toMatchObject({ labels: { on: "2" }, resourceVersion: revision() });
  await events.return(undefined);
});

test("bookmarks come once a minute, to those who asked, once there is something newer", async () => {
  const events = await watch(
    `resourceVersion=${revision()}&allowWatchBookmarks=true&fieldSelector=metadata.name%3Dnone`,
  );
  await clock.advance(60_000);
  await call("POST", configMaps, { body: configMap("elsewhere") });
  await clock.advance(60_000);
  expect((await take(events, 1))[0]).toMatchObject({
    type: "BOOKMARK",
    object: { metadata: { resourceVersion: revision() } },
  });
  await events.return(undefined);
});

test("a watch ends after its timeout, with a last bookmark two seconds before", async () => {
  const query = "allowWatchBookmarks=true&timeoutSeconds=5&fieldSelector=metadata.name%3Dnone";
  const events = await watch(`resourceVersion=${revision()}&${query}`);
  await call("POST", configMaps, { body: configMap("meanwhile") });
  await clock.advance(3_000);
  expect((await take(events, 1)).map(({ type }) => type)).toEqual(["BOOKMARK"]);
  await call("DELETE", `${configMaps}/meanwhile`);
  await clock.advance(2_000);
  expect(await take(events, 1)).toEqual([]);
});

test("from a compacted resourceVersion there is one ERROR and the end", async () => {
  await call("POST", configMaps, { body: configMap("compacted") });
  server.sandbox.registry.store.compact(server.sandbox.registry.store.revision);
  const seen = await take(await watch("resourceVersion=1"), 2);
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({
    type: "ERROR",
    object: {
      kind: "Status",
      code: 410,
      reason: "Expired",
      message: `too old resource version: 1 (${revision()})`,
    },
  });
});

test("a table's columns are told once", async () => {
  const events = await watch("fieldSelector=metadata.name%3Dthere", {
    accept: "application/json;as=Table;v=v1;g=meta.k8s.io",
  });
  await server.patch(`${configMaps}/there`, { data: { x: "y" } });
  const [first, second] = await take(events, 2);
  expect(first?.object.columnDefinitions).toHaveLength(3);
  expect(second).toMatchObject({
    type: "MODIFIED",
    object: { kind: "Table", columnDefinitions: null, rows: [{ cells: ["there", 1, expect.any(String)] }] },
  });
  await events.return(undefined);
});

test.each([
  ["resourceVersion=x", 500],
  ["sendInitialEvents=true", 422],
  ["resourceVersionMatch=Exact", 422],
  ["labelSelector=,,", 400],
])("?watch=true&%s is refused with %i", async (query, code) => {
  expect((await call("GET", `${configMaps}?watch=true&${query}`)).code).toBe(code);
});

test("watchers that leave leave nothing behind", async () => {
  const before = clock.waiting;
  const response = await server.open(
    "GET",
    `${configMaps}?watch=true&allowWatchBookmarks=true&resourceVersion=${revision()}`,
  );
  expect(clock.waiting).toBe(before + 2);
  response.destroy();
  for (let turn = 0; turn < 100 && clock.waiting > before; turn++)
    await new Promise((resolve) => setImmediate(resolve));
  expect(clock.waiting).toBe(before);
});
