import { afterEach, beforeEach, expect, test } from "vitest";
import { resource } from "../../../../src/kube/resource.ts";
import { createClient, type OwnClient } from "../../../../src/runtime/client/create-client.ts";
import { untypedClient, type UntypedClient } from "../../../../src/runtime/client/untyped-client.ts";
import { startScriptedServer, type ScriptedServer, type Step } from "../../../helpers/scripted-server.ts";

let server: ScriptedServer;
let client: OwnClient;
let untyped: UntypedClient;
beforeEach(async () => {
  server = await startScriptedServer();
  client = createClient(server.connection());
  untyped = untypedClient(client);
});
afterEach(async () => {
  client.close();
  await server.close();
});

const discovery: Step = ({ json }) =>
  json(200, {
    resources: [
      { name: "widgetry", kind: "Widget", namespaced: true, verbs: [] },
      { name: "zones", kind: "Zone", namespaced: false, verbs: [] },
    ],
  });
const echo: Step = ({ json, request }) =>
  json(200, request.body ? JSON.parse(request.body) : { metadata: {} });
const widget = { apiVersion: "example.com/v1", kind: "Widget" };
const zone = { apiVersion: "example.com/v1", kind: "Zone" };
const key = { namespace: "shop", name: "a" };
const manifest = { ...widget, metadata: key, spec: { size: 1 } };

test.each<[string, string, (on: UntypedClient) => Promise<unknown>]>([
  ["get", "GET /widgetry/a", (on) => on.get(widget, key)],
  ["get by an object", "GET /widgetry/a", (on) => on.get(manifest, key)],
  ["list", "GET /widgetry", (on) => on.list(widget, { namespace: "shop" })],
  ["create", "POST /widgetry", (on) => on.create(manifest)],
  ["update", "PUT /widgetry/a", (on) => on.update(manifest)],
  ["apply", "PATCH /widgetry/a", (on) => on.apply(manifest)],
  ["patch", "PATCH /widgetry/a", (on) => on.patch(widget, key, { merge: {} })],
  ["delete", "DELETE /widgetry/a", (on) => on.delete(widget, key)],
  ["get of a subresource", "GET /widgetry/a/scale", (on) => on.subresource(widget, "scale").get(key)],
  ["create of a subresource", "POST /widgetry/a/x", (on) => on.subresource(widget, "x").create(key, {})],
  ["update of a subresource", "PUT /widgetry/a/x", (on) => on.subresource(widget, "x").update(key, {})],
  [
    "patch of a subresource",
    "PATCH /widgetry/a/x",
    (on) => on.subresource(widget, "x").patch(key, { merge: {} }),
  ],
  ["apply of a subresource", "PATCH /widgetry/a/x", (on) => on.subresource(widget, "x").apply(key, {})],
  ["stream of a subresource", "GET /widgetry/a/log", (on) => on.subresource(widget, "log").stream(key)],
  ["deleteAllOf", "DELETE /widgetry", (on) => on.deleteAllOf(widget, { namespace: "shop" })],
])("%s goes where the server serves the kind", async (_, line, call) => {
  server.script(discovery, echo, echo);
  await call(untyped);
  await call(untyped);
  const [first, ...rest] = server.requests.map(({ method, path }) => `${method} ${path}`);
  expect(first).toBe("GET /apis/example.com/v1");
  const place = line.replace(" /", " /apis/example.com/v1/namespaces/shop/");
  expect(rest).toEqual([place, place]);
});

test("a handle that only guesses its plural and scope is put right", async () => {
  server.script(discovery, echo);
  const guessed = resource({ group: "example.com", version: "v1", kind: "Zone" });
  expect([guessed.plural, guessed.scope]).toEqual(["zones", "Namespaced"]);
  await untyped.get(guessed, { name: "a" });
  expect(server.requests.at(-1)?.path).toBe("/apis/example.com/v1/zones/a");
});

test("what is cluster-scoped needs no namespace, and what is namespaced gets the client's", async () => {
  server.script(discovery, echo, echo);
  await untyped.apply({ ...zone, metadata: { name: "z" } });
  await untyped.apply({ ...widget, metadata: { name: "w" } });
  expect(server.requests.slice(1).map(({ path }) => path)).toEqual([
    "/apis/example.com/v1/zones/z",
    "/apis/example.com/v1/namespaces/default/widgetry/w",
  ]);
});

test("a watch looks its kind up when it is read", async () => {
  server.script(discovery, ({ json }) =>
    json(200, { metadata: { resourceVersion: "1" }, items: [{ metadata: { name: "a" } }] }),
  );
  for await (const { object } of untyped.watch(widget)) {
    expect(object).toMatchObject({ ...widget, metadata: { name: "a" } });
    break;
  }
});

test("a kind that the server does not have is refused with what it has", async () => {
  server.script(discovery, ({ json }) => json(200, { versions: [{ version: "v1" }] }), discovery);
  await expect(untyped.get({ ...widget, kind: "Widge" }, key)).rejects.toMatchObject({
    code: "KIND_NOT_SERVED",
    hint: 'Did you mean "Widget"? Kinds there: Widget, Zone.',
  });
});

test("an object that does not say what it is is refused before anything is sent", async () => {
  await expect(untyped.apply({ metadata: { name: "a" } } as never)).rejects.toThrow("apiVersion and kind");
  expect(server.requests).toEqual([]);
});
