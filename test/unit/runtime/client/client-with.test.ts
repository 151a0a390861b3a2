import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Deployment } from "../../../../src/k8s/apps/v1.ts";
import { ConfigMap, Namespace } from "../../../../src/k8s/core/v1.ts";
import type { Client } from "../../../../src/runtime/client/client.ts";
import { clientWith } from "../../../../src/runtime/client/client-with.ts";
import { createClient, type OwnClient } from "../../../../src/runtime/client/create-client.ts";
import { startScriptedServer, type ScriptedServer } from "../../../helpers/scripted-server.ts";

let server: ScriptedServer;
let client: OwnClient;
beforeEach(async () => {
  server = await startScriptedServer();
  client = createClient(server.connection(), { fieldManager: "plain" });
});
afterEach(async () => {
  client.close();
  await server.close();
});

async function sent(call: () => Promise<unknown>) {
  server.script(({ json }) => json(200, { metadata: {} }));
  await call();
  const { method, path, query, body } = server.requests.at(-1)!;
  return { line: `${method} ${path}`, query: Object.fromEntries(query), body };
}

const key = { name: "a" };
const map = { metadata: key };
const writes: [
  string,
  (client: Client, options?: { fieldManager?: string; dryRun?: boolean }) => Promise<unknown>,
][] = [
  ["create", (on, options) => on.create(ConfigMap, map, options)],
  ["update", (on, options) => on.update(ConfigMap, map, options)],
  ["patch", (on, options) => on.patch(ConfigMap, key, { merge: {} }, options)],
  ["apply", (on, options) => on.apply(ConfigMap, map, options)],
  ["updateStatus", (on, options) => on.updateStatus(Deployment, map, options)],
  ["patchStatus", (on, options) => on.patchStatus(Deployment, key, { merge: {} }, options)],
  ["applyStatus", (on, options) => on.applyStatus(Deployment, map, options)],
  ["create of a subresource", (on, options) => on.subresource(ConfigMap, "x").create(key, {}, options)],
  ["update of a subresource", (on, options) => on.subresource(ConfigMap, "x").update(key, {}, options)],
  [
    "patch of a subresource",
    (on, options) => on.subresource(ConfigMap, "x").patch(key, { merge: {} }, options),
  ],
  ["apply of a subresource", (on, options) => on.subresource(ConfigMap, "x").apply(key, {}, options)],
];

describe.each(writes)("%s", (_, write) => {
  test("names the field manager and how fields are checked, unless the call does", async () => {
    const owned = clientWith(client, { fieldManager: "me", fieldValidation: "Strict" });
    expect((await sent(() => write(owned))).query).toMatchObject({
      fieldManager: "me",
      fieldValidation: "Strict",
    });
    const query = (await sent(() => write(owned, { fieldManager: "you" }))).query;
    expect(query).toMatchObject({ fieldManager: "you", fieldValidation: "Strict" });
    expect((await sent(() => write(client))).query).toMatchObject({ fieldManager: "plain" });
  });

  test("stores nothing in a dry run, whatever the call says", async () => {
    const dry = clientWith(client, { dryRun: true });
    expect((await sent(() => write(dry, { dryRun: false }))).query).toMatchObject({ dryRun: "All" });
  });

  test("is in the client's namespace, and in no other", async () => {
    const bound = clientWith(client, { namespace: "shop" });
    expect((await sent(() => write(bound))).line).toContain("/namespaces/shop/");
  });
});

describe("a dry run", () => {
  test("deletes nothing", async () => {
    const dry = clientWith(client, { dryRun: true });
    for (const call of [
      () => dry.delete(ConfigMap, key, { gracePeriodSeconds: 0 }),
      () => dry.deleteAllOf(ConfigMap, { namespace: "shop", dryRun: false }),
    ])
      expect(JSON.parse((await sent(call)).body)).toMatchObject({ dryRun: ["All"] });
  });

  test("lets raw requests only read", async () => {
    const dry = clientWith(client, { dryRun: true });
    expect((await sent(() => dry.request({ method: "GET", path: "/version" }))).line).toBe("GET /version");
    await expect(dry.request({ method: "POST", path: "/x" })).rejects.toThrow(
      "this client is to store nothing",
    );
  });
});

describe("a client for a namespace", () => {
  const bound = () => clientWith(client, { namespace: "shop" });

  test.each<[string, (on: Client) => Promise<unknown>]>([
    ["get", (on) => on.get(ConfigMap, key)],
    ["list", (on) => on.list(ConfigMap)],
    ["delete", (on) => on.delete(ConfigMap, key)],
    ["deleteAllOf", (on) => on.deleteAllOf(ConfigMap, {})],
    ["get of a subresource", (on) => on.subresource(ConfigMap, "x").get(key)],
    ["stream of a subresource", (on) => on.subresource(ConfigMap, "x").stream(key)],
    ["a generated name", (on) => on.create(ConfigMap, { metadata: { generateName: "x-" } })],
  ])("%s is there", async (_, call) => {
    expect((await sent(() => call(bound()))).line).toContain("/namespaces/shop/configmaps");
  });

  test("watches there", async () => {
    server.script(({ json }) =>
      json(200, { metadata: { resourceVersion: "1" }, items: [{ metadata: { name: "a" } }] }),
    );
    for await (const { type } of bound().watch(ConfigMap)) {
      expect(type).toBe("ADDED");
      break;
    }
    expect(server.requests[0]?.path).toBe("/api/v1/namespaces/shop/configmaps");
  });

  test("leaves what is cluster-scoped alone", async () => {
    expect((await sent(() => bound().get(Namespace, key))).line).toBe("GET /api/v1/namespaces/a");
    expect((await sent(() => bound().list(Namespace))).line).toBe("GET /api/v1/namespaces");
    expect(JSON.parse((await sent(() => bound().create(Namespace, map))).body)).toMatchObject({
      metadata: { name: "a" },
    });
  });

  test.each<[string, (on: Client) => Promise<unknown>]>([
    ["get", (on) => on.get(ConfigMap, { ...key, namespace: "other" })],
    ["list", (on) => on.list(ConfigMap, { namespace: "other" })],
    ["deleteAllOf", (on) => on.deleteAllOf(ConfigMap, { namespace: "other" })],
    ["create", (on) => on.create(ConfigMap, { metadata: { ...key, namespace: "other" } })],
    [
      "patch of a subresource",
      (on) => on.subresource(ConfigMap, "x").patch({ ...key, namespace: "other" }, { merge: {} }),
    ],
  ])("refuses to %s elsewhere", async (_, call) => {
    await expect(call(bound())).rejects.toThrow(
      'cannot address a ConfigMap in namespace "other": this client is for "shop"',
    );
    expect(server.requests).toEqual([]);
  });
});

test("clients with defaults may be put on one another", async () => {
  const both = clientWith(clientWith(client, { fieldManager: "me" }), { namespace: "shop" });
  const { line, query } = await sent(() => both.apply(ConfigMap, map));
  expect([line, query.fieldManager]).toEqual(["PATCH /api/v1/namespaces/shop/configmaps/a", "me"]);
});

test("an object that is written stays as it was given", async () => {
  const given = Object.freeze({ metadata: Object.freeze({ name: "a" }) });
  await sent(() => clientWith(client, { namespace: "shop" }).create(ConfigMap, given));
  expect(given).toEqual({ metadata: { name: "a" } });
});
