import { afterEach, beforeEach, expect, test } from "vitest";
import { ConfigMap, Namespace } from "../../../src/k8s/core/v1.ts";
import { ApiError } from "../../../src/runtime/client/errors.ts";
import { until } from "../../../src/testing/until.ts";
import { startScriptedServer, type ScriptedServer, type Step } from "../../helpers/scripted-server.ts";

let server: ScriptedServer;
beforeEach(async () => void (server = await startScriptedServer()));
afterEach(() => server.close());

const key = { namespace: "team", name: "a" };
const map = (version: string, value: string) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { ...key, uid: "1", resourceVersion: version, creationTimestamp: "2026-01-01T00:00:00Z" },
  data: { value },
});
const status = (code: number, reason: string) => ({ kind: "Status", code, reason, message: reason });

/** A list of these items, as of a version. */
const list =
  (version: string, ...items: object[]): Step =>
  (exchange) =>
    exchange.json(200, { metadata: { resourceVersion: version }, items });

/** A watch of these events, which then ends. */
const watch =
  (...events: [type: string, object: object][]): Step =>
  ({ response }) =>
    void response
      .writeHead(200, { "content-type": "application/json" })
      .end(events.map(([type, object]) => `${JSON.stringify({ type, object })}\n`).join(""));

const isReady = (found: { readonly data?: Readonly<Record<string, string>> } | undefined) =>
  found?.data?.value === "ready";
const waitForReady = () => until(server.connection(), ConfigMap, key, isReady);

test("what is there already is enough: nothing is watched", async () => {
  server.script(list("5", map("4", "ready")));
  expect(await waitForReady()).toMatchObject({ data: { value: "ready" } });
  expect(server.requests).toHaveLength(1);
});

test("a watch that ends is taken up where it ended, and a deletion is a state", async () => {
  server.script(
    list("5", map("4", "no")),
    watch(["MODIFIED", map("6", "no")]),
    watch(["DELETED", map("7", "no")]),
  );
  expect(await until(server.connection(), ConfigMap, key, (found) => found === undefined)).toBeUndefined();
  expect(server.requests.map(({ query }) => query.get("resourceVersion"))).toEqual([null, "5", "6"]);
});

test("a version that is too old, as an event: the object is listed again", async () => {
  server.script(
    list("5", map("4", "no")),
    watch(["ERROR", status(410, "Expired")]),
    list("9", map("8", "ready")),
  );
  expect(await waitForReady()).toMatchObject({ metadata: { resourceVersion: "8" } });
});

test("a version that is too old, as the answer to the watch: the object is listed again", async () => {
  server.script(list("5"), (exchange) => exchange.refuse(410, "Gone"), list("9", map("8", "ready")));
  expect(await waitForReady()).toMatchObject({ metadata: { resourceVersion: "8" } });
});

test("any other ERROR event is thrown, and is never taken for the object", async () => {
  const seen: unknown[] = [];
  server.script(list("5"), watch(["ERROR", status(500, "InternalError")]));
  const failed = until(server.connection(), ConfigMap, key, (found) => seen.push(found) > 99);
  const error: unknown = await failed.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code: 500, reason: "InternalError" });
  expect(seen).toEqual([undefined]);
});

test("a refusal of the list is thrown", async () => {
  server.script((exchange) => exchange.refuse(403, "Forbidden"));
  await expect(waitForReady()).rejects.toMatchObject({ code: 403 });
});

test("a key without namespace is looked for in the connection's only", async () => {
  server.script(list("5", map("4", "ready")));
  await until(server.connection(), ConfigMap, { name: "a" }, isReady);
  expect(server.requests[0]?.path).toBe("/api/v1/namespaces/default/configmaps");
});

test("a kind without namespaces is looked for in none", async () => {
  server.script(list("5", { metadata: { name: "a" } }));
  await until(server.connection(), Namespace, { name: "a" }, (found) => found !== undefined);
  expect(server.requests[0]?.path).toBe("/api/v1/namespaces");
});

test("after the timeout the last state is told", async () => {
  server.script(list("5", map("4", "no")), ({ begin }) => begin(""));
  const failed = until(server.connection(), ConfigMap, key, isReady, { timeout: 50 });
  await expect(failed).rejects.toThrow(/^ConfigMap "a" was not as wanted within 50 ms; last seen: [^]*"no"/);
});
