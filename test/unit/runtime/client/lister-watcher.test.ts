import { afterEach, beforeEach, expect, test } from "vitest";
import { Deployment } from "../../../../src/k8s/apps/v1.ts";
import { Namespace } from "../../../../src/k8s/core/v1.ts";
import { onlyMetadata } from "../../../../src/kube/only-metadata.ts";
import { createListerWatcher } from "../../../../src/runtime/client/lister-watcher.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import { collect } from "../../../helpers/collect.ts";
import { startScriptedServer, type ScriptedServer } from "../../../helpers/scripted-server.ts";

let server: ScriptedServer;
let transport: Transport;
const { signal } = new AbortController();
beforeEach(async () => {
  server = await startScriptedServer();
  transport = new Transport(server.connection());
});
afterEach(async () => {
  transport.close();
  await server.close();
});

test("lists with its selectors and the reflector's parameters, and says what the items are", async () => {
  server.script(({ json }) =>
    json(200, { metadata: { resourceVersion: "9" }, items: [{ metadata: { name: "a" } }] }),
  );
  const lister = createListerWatcher(transport, Deployment, {
    namespace: "shop",
    labelSelector: "app in (a,b)",
    fieldSelector: "metadata.name=a",
  });
  const list = await lister.list(
    { resourceVersion: "0", resourceVersionMatch: "NotOlderThan", limit: 500, continue: "x/y=" },
    signal,
  );
  expect(list.items).toEqual([{ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "a" } }]);
  const { path, query } = server.requests[0]!;
  expect(path).toBe("/apis/apps/v1/namespaces/shop/deployments");
  expect(Object.fromEntries(query)).toEqual({
    labelSelector: "app in (a,b)",
    fieldSelector: "metadata.name=a",
    resourceVersion: "0",
    resourceVersionMatch: "NotOlderThan",
    limit: "500",
    continue: "x/y=",
  });
});

test("asks for the newest state with an empty version, which is not the same as none at all", async () => {
  server.script(({ json }) => json(200, { metadata: {}, items: [] }));
  await createListerWatcher(transport, Deployment).list({ resourceVersion: "" }, signal);
  expect(server.requests[0]).toMatchObject({ path: "/apis/apps/v1/deployments" });
  expect([...server.requests[0]!.query.keys()]).toEqual(["resourceVersion"]);
});

test("a list without items, as Go writes an empty one, is an empty list", async () => {
  server.script(({ json }) => json(200, { metadata: {}, items: null }));
  expect((await createListerWatcher(transport, Namespace).list({}, signal)).items).toEqual([]);
});

test("watches on connections of its own, with all parameters", async () => {
  server.script(
    ({ json }) => json(200, { metadata: {}, items: [] }),
    ({ response }) => response.writeHead(200, { "content-type": "application/json" }).end(),
  );
  const lister = createListerWatcher(transport, Namespace, { labelSelector: "a=b" });
  await lister.list({}, signal);
  const events = await lister.watch(
    {
      resourceVersion: "7",
      sendInitialEvents: true,
      resourceVersionMatch: "NotOlderThan",
      allowWatchBookmarks: true,
      timeoutSeconds: 400,
    },
    signal,
  );
  expect(await collect(events)).toEqual([]);
  expect(Object.fromEntries(server.requests[1]!.query)).toEqual({
    watch: "true",
    labelSelector: "a=b",
    resourceVersion: "7",
    sendInitialEvents: "true",
    resourceVersionMatch: "NotOlderThan",
    allowWatchBookmarks: "true",
    timeoutSeconds: "400",
  });
  expect(server.requests.map((request) => request.connection)).toEqual([1, 2]);
});

const asPartial = (metadata: object) => ({
  apiVersion: "meta.k8s.io/v1",
  kind: "PartialObjectMetadata",
  metadata,
});

test("metadata alone is asked for as such, and comes under the kind's own name", async () => {
  server.script(
    ({ json }) =>
      json(200, {
        apiVersion: "meta.k8s.io/v1",
        kind: "PartialObjectMetadataList",
        metadata: { resourceVersion: "9" },
        items: [asPartial({ name: "a" })],
      }),
    ({ response }) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write(`${JSON.stringify({ type: "ADDED", object: asPartial({ name: "b" }) })}\n`);
      response.write(
        `${JSON.stringify({ type: "BOOKMARK", object: asPartial({ resourceVersion: "10" }) })}\n`,
      );
      response.end(`${JSON.stringify({ type: "ERROR", object: { kind: "Status", code: 410 } })}\n`);
    },
  );
  const lister = createListerWatcher(transport, onlyMetadata(Deployment));
  const list = await lister.list({}, signal);
  const own = { apiVersion: "apps/v1", kind: "Deployment" };
  expect(list.items).toEqual([{ ...own, metadata: { name: "a" } }]);
  expect(await collect(await lister.watch({}, signal))).toEqual([
    { type: "ADDED", object: { ...own, metadata: { name: "b" } } },
    { type: "BOOKMARK", object: { ...own, metadata: { resourceVersion: "10" } } },
    { type: "ERROR", object: { kind: "Status", code: 410 } },
  ]);
  expect(server.requests.map(({ headers }) => headers["accept"])).toEqual([
    "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
    "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
  ]);
});

test("of a server that cannot leave the rest out, the rest is left out here", async () => {
  const whole = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "a" }, spec: { replicas: 1 } };
  server.script(
    ({ json }) => json(200, { metadata: {}, items: [{ metadata: { name: "a" }, spec: {} }] }),
    ({ response }) => response.end(`${JSON.stringify({ type: "ADDED", object: whole })}\n`),
  );
  const lister = createListerWatcher(transport, onlyMetadata(Deployment));
  const partial = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "a" } };
  expect((await lister.list({}, signal)).items).toEqual([partial]);
  expect(await collect(await lister.watch({}, signal))).toEqual([{ type: "ADDED", object: partial }]);
});
