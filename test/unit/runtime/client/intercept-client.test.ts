import { afterEach, beforeEach, expect, test } from "vitest";
import { Deployment } from "../../../../src/k8s/apps/v1.ts";
import { ConfigMap } from "../../../../src/k8s/core/v1.ts";
import type { Client } from "../../../../src/runtime/client/client.ts";
import { createClient, type OwnClient } from "../../../../src/runtime/client/create-client.ts";
import { interceptClient, type InterceptedCall } from "../../../../src/runtime/client/intercept-client.ts";
import { collect } from "../../../helpers/collect.ts";
import { startScriptedServer, type ScriptedServer } from "../../../helpers/scripted-server.ts";

let server: ScriptedServer;
let client: OwnClient;
beforeEach(async () => {
  server = await startScriptedServer();
  client = createClient(server.connection());
});
afterEach(async () => {
  client.close();
  await server.close();
});

const key = { namespace: "shop", name: "a" };
const map = { metadata: key };
const calls: [string, (on: Client) => Promise<unknown>, Partial<InterceptedCall>][] = [
  ["get", (on) => on.get(ConfigMap, key), { method: "get", resource: ConfigMap, key }],
  ["list", (on) => on.list(ConfigMap), { method: "list", resource: ConfigMap, key: undefined }],
  ["create", (on) => on.create(ConfigMap, map), { method: "create", key }],
  ["update", (on) => on.update(ConfigMap, map), { method: "update", key }],
  ["patch", (on) => on.patch(ConfigMap, key, { merge: {} }), { method: "patch", key }],
  ["apply", (on) => on.apply(ConfigMap, map), { method: "apply", key }],
  ["delete", (on) => on.delete(ConfigMap, key), { method: "delete", key }],
  [
    "deleteAllOf",
    (on) => on.deleteAllOf(ConfigMap, { namespace: "shop" }),
    { method: "deleteAllOf", key: undefined },
  ],
  [
    "updateStatus",
    (on) => on.updateStatus(Deployment, map),
    { method: "updateStatus", subresource: "status", key },
  ],
  [
    "patchStatus",
    (on) => on.patchStatus(Deployment, key, { merge: {} }),
    { method: "patchStatus", subresource: "status" },
  ],
  ["applyStatus", (on) => on.applyStatus(Deployment, map), { method: "applyStatus", subresource: "status" }],
  [
    "request",
    (on) => on.request({ method: "GET", path: "/version" }),
    { method: "request", resource: undefined, key: undefined },
  ],
  [
    "a scale",
    (on) => on.subresource(Deployment, "scale").update(key, {}),
    { method: "update", resource: Deployment, subresource: "scale", key },
  ],
  [
    "a log",
    (on) => on.subresource(ConfigMap, "log").stream(key),
    { method: "stream", subresource: "log", key },
  ],
];

test.each(calls)("%s is seen, and made when the function says so", async (_, call, expected) => {
  server.script(({ json }) => json(200, { metadata: {} }));
  const seen: InterceptedCall[] = [];
  await call(
    interceptClient(client, (one, next) => {
      seen.push(one);
      return next();
    }),
  );
  expect(seen).toMatchObject([expected]);
  expect(server.requests).toHaveLength(1);
});

test.each(calls)("%s fails as the function wants it, and reaches nobody", async (_, call) => {
  const failure = new Error("on purpose");
  await expect(call(interceptClient(client, () => Promise.reject(failure)))).rejects.toBe(failure);
  expect(server.requests).toEqual([]);
});

test("a watch is seen when it is opened", async () => {
  const failure = new Error("on purpose");
  const failing = interceptClient(client, () => Promise.reject(failure));
  await expect(collect(failing.watch(ConfigMap))).rejects.toBe(failure);
  server.script(({ json }) =>
    json(200, { metadata: { resourceVersion: "1" }, items: [{ metadata: { name: "a" } }] }),
  );
  for await (const { type } of interceptClient(client, (_, next) => next()).watch(ConfigMap)) {
    expect(type).toBe("ADDED");
    break;
  }
});

test("an answer may be another than the server's", async () => {
  const made = interceptClient(client, () => Promise.resolve({ metadata: { name: "made up" } }));
  expect((await made.get(ConfigMap, key)).metadata.name).toBe("made up");
});
