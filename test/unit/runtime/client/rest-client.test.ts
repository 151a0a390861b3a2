import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import { Deployment } from "../../../../src/k8s/apps/v1.ts";
import { ConfigMap, Namespace, Pod } from "../../../../src/k8s/core/v1.ts";
import type { Observed, Stored } from "../../../../src/kube/object.ts";
import { fieldIndex } from "../../../../src/kube/field-index.ts";
import { onlyMetadata } from "../../../../src/kube/only-metadata.ts";
import { ConnectionError } from "../../../../src/runtime/client/errors.ts";
import { RestClient } from "../../../../src/runtime/client/rest-client.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import {
  startScriptedServer,
  type ReceivedRequest,
  type ScriptedServer,
  type Step,
} from "../../../helpers/scripted-server.ts";

let server: ScriptedServer;
let transport: Transport;
let client: RestClient;
beforeEach(async () => {
  server = await startScriptedServer();
  transport = new Transport(server.connection());
  client = new RestClient(transport, { fieldManager: "me" });
});
afterEach(async () => {
  transport.close();
  await server.close();
});

const echo: Step = ({ json, request }) =>
  json(200, request.body ? JSON.parse(request.body) : { metadata: {} });
const key = { namespace: "shop", name: "web" };

async function sent(call: () => Promise<unknown>): Promise<ReceivedRequest & { json: unknown }> {
  server.script(echo);
  await call();
  const request = server.requests.at(-1)!;
  return { ...request, json: request.body ? JSON.parse(request.body) : undefined };
}

describe("paths", () => {
  test.each([
    [
      "a namespaced object",
      () => client.get(Deployment, key),
      "/apis/apps/v1/namespaces/shop/deployments/web",
    ],
    [
      "the default namespace",
      () => client.get(ConfigMap, { name: "a" }),
      "/api/v1/namespaces/default/configmaps/a",
    ],
    [
      "a cluster-scoped object, whatever its key says",
      () => client.get(Namespace, key),
      "/api/v1/namespaces/web",
    ],
    ["all namespaces", () => client.list(Pod), "/api/v1/pods"],
    ["one namespace", () => client.list(Pod, { namespace: "shop" }), "/api/v1/namespaces/shop/pods"],
    [
      "a name that needs encoding",
      () => client.get(ConfigMap, { name: "a:b/c" }),
      "/api/v1/namespaces/default/configmaps/a%3Ab%2Fc",
    ],
    [
      "a subresource",
      () => client.subresource(Deployment, "scale").get(key),
      "/apis/apps/v1/namespaces/shop/deployments/web/scale",
    ],
  ])("%s", async (_, call, path) => {
    expect(await sent(call)).toMatchObject({ method: "GET", path });
  });

  test("a client with a namespace of its own uses that", async () => {
    const other = new RestClient(transport, { namespace: "other" });
    expect((await sent(() => other.get(ConfigMap, { name: "a" }))).path).toBe(
      "/api/v1/namespaces/other/configmaps/a",
    );
  });
});

describe("a missing name never means the whole collection", () => {
  test.each<[string, () => Promise<unknown>]>([
    ["get", () => client.get(Pod, { name: "" })],
    ["delete", () => client.delete(Pod, { namespace: "shop", name: "" })],
    ["update", () => client.update(Pod, { metadata: {} })],
    ["patch", () => client.patch(Pod, { name: "" }, { merge: {} })],
    ["apply", () => client.apply(Pod, { metadata: { name: "" } })],
    ["updateStatus", () => client.updateStatus(Pod, {})],
    ["create of a subresource", () => client.subresource(Pod, "eviction").create({ name: "" })],
  ])("%s is refused before anything is sent", async (_, call) => {
    await expect(call()).rejects.toThrow("cannot address a Pod without a name");
    expect(server.requests).toEqual([]);
  });

  test("deleteAllOf of a namespaced kind needs a namespace", async () => {
    await expect(client.deleteAllOf(Pod, {})).rejects.toThrow("name a namespace");
    expect(server.requests).toEqual([]);
    expect(
      await sent(() => client.deleteAllOf(Pod, { namespace: "shop", labelSelector: "a=b" })),
    ).toMatchObject({
      method: "DELETE",
      path: "/api/v1/namespaces/shop/pods",
    });
    expect(server.requests[0]?.query.get("labelSelector")).toBe("a=b");
  });
});

describe("writes", () => {
  const pod: Pod = { metadata: { ...key } };

  test("fill in apiVersion and kind, and name the field manager", async () => {
    const create = await sent(() => client.create(Deployment, { metadata: { ...key } }));
    expect(create).toMatchObject({ method: "POST", path: "/apis/apps/v1/namespaces/shop/deployments" });
    expect(create.json).toEqual({ apiVersion: "apps/v1", kind: "Deployment", metadata: key });
    expect(Object.fromEntries(create.query)).toEqual({ fieldManager: "me" });
  });

  test("pass dry run, field validation and another manager on", async () => {
    const update = await sent(() =>
      client.update(Pod, pod, { dryRun: true, fieldValidation: "Strict", fieldManager: "you" }),
    );
    expect(update.method).toBe("PUT");
    expect(Object.fromEntries(update.query)).toEqual({
      fieldManager: "you",
      dryRun: "All",
      fieldValidation: "Strict",
    });
  });

  test("a generated name needs no name", async () => {
    const create = await sent(() => client.create(Pod, { metadata: { generateName: "web-" } }));
    expect(create).toMatchObject({ path: "/api/v1/namespaces/default/pods", method: "POST" });
  });

  test.each([
    [
      "json",
      { json: [{ op: "remove", path: "/a" }] },
      "application/json-patch+json",
      [{ op: "remove", path: "/a" }],
    ],
    ["merge", { merge: { a: null } }, "application/merge-patch+json", { a: null }],
    ["strategic", { strategic: { b: 1 } }, "application/strategic-merge-patch+json", { b: 1 }],
  ])("a %s patch has its own media type", async (_, patch, type, body) => {
    const request = await sent(() => client.patch(Pod, key, patch));
    expect(request).toMatchObject({ method: "PATCH", json: body });
    expect(request.headers["content-type"]).toBe(type);
    expect(request.query.has("force")).toBe(false);
  });

  test("an apply takes fields over unless told not to", async () => {
    const request = await sent(() => client.apply(Pod, { metadata: { ...key } }));
    expect(request).toMatchObject({ method: "PATCH", path: "/api/v1/namespaces/shop/pods/web" });
    expect(request.headers["content-type"]).toBe("application/apply-patch+yaml");
    expect(Object.fromEntries(request.query)).toEqual({ fieldManager: "me", force: "true" });
    expect(
      (await sent(() => client.apply(Pod, { metadata: { ...key } }, { force: false }))).query.get("force"),
    ).toBe("false");
  });

  test("what is undefined is left out of what is sent", async () => {
    const image = undefined as string | undefined;
    const request = await sent(() =>
      client.apply(Pod, {
        metadata: { ...key, labels: undefined },
        spec: { containers: [{ name: "a", image }] },
      }),
    );
    expect(request.json).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      metadata: key,
      spec: { containers: [{ name: "a" }] },
    });
  });

  test.each([
    ["updateStatus", "PUT", () => client.updateStatus(Pod, pod)],
    ["patchStatus", "PATCH", () => client.patchStatus(Pod, key, { merge: { status: {} } })],
    ["applyStatus", "PATCH", () => client.applyStatus(Pod, { metadata: { ...key } })],
  ])("%s goes to the subresource", async (_, method, call) => {
    expect(await sent(call)).toMatchObject({ method, path: "/api/v1/namespaces/shop/pods/web/status" });
  });

  test("a delete carries preconditions, propagation and grace in its body", async () => {
    const request = await sent(() =>
      client.delete(Pod, key, {
        preconditions: { uid: "u" },
        propagationPolicy: "Foreground",
        gracePeriodSeconds: 0,
        dryRun: true,
      }),
    );
    expect(request).toMatchObject({ method: "DELETE", path: "/api/v1/namespaces/shop/pods/web" });
    expect(request.json).toEqual({
      apiVersion: "v1",
      kind: "DeleteOptions",
      preconditions: { uid: "u" },
      propagationPolicy: "Foreground",
      gracePeriodSeconds: 0,
      dryRun: ["All"],
    });
  });
});

test("the items of a list say what they are, which owner references need", async () => {
  server.script(({ json }) => json(200, { metadata: {}, items: [{ metadata: { name: "a" } }] }));
  expect((await client.list(Deployment)).items).toEqual([
    { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "a" } },
  ]);
});

test("a list may be of a version", async () => {
  const { query } = await sent(() =>
    client.list(Pod, { resourceVersion: "7", resourceVersionMatch: "Exact", fieldSelector: "a=b" }),
  );
  expect(Object.fromEntries(query)).toEqual({
    resourceVersion: "7",
    resourceVersionMatch: "Exact",
    fieldSelector: "a=b",
  });
});

test("the client's signal ends calls that have none, and a call's own wins", async () => {
  const controller = new AbortController();
  const bound = new RestClient(transport, { signal: controller.signal });
  controller.abort();
  await expect(bound.get(Pod, key)).rejects.toMatchObject({ name: "AbortError" });
  await sent(() => bound.get(Pod, key, { signal: new AbortController().signal }));
});

test("calls of a lease client have connections of their own", async () => {
  const lease = new RestClient(transport, { channel: "lease" });
  await sent(() => client.get(Pod, key));
  await sent(() => lease.get(Pod, key));
  expect(server.requests.map((request) => request.connection)).toEqual([1, 2]);
});

test("handles give the types of what is read and written", () => {
  const typed = () => client.get(Deployment, key);
  expectTypeOf(typed).returns.resolves.toEqualTypeOf<Observed<Deployment>>();
  const written = () => client.apply(Deployment, { metadata: { name: "a" }, spec: { replicas: 1 } });
  expectTypeOf(written).returns.resolves.toEqualTypeOf<Stored<Deployment>>();
  // @ts-expect-error replicas is a number
  void (() => client.apply(Deployment, { metadata: { name: "a" }, spec: { replicas: "1" } }));
});

describe("a handle of metadata alone", () => {
  const partial = (metadata: object) => ({
    apiVersion: "meta.k8s.io/v1",
    kind: "PartialObjectMetadata",
    metadata,
  });

  test("reads objects and lists without the rest, under the kind's own name", async () => {
    server.script(
      ({ json }) => json(200, partial({ name: "a" })),
      ({ json }) =>
        json(200, { kind: "PartialObjectMetadataList", metadata: {}, items: [partial({ name: "b" })] }),
    );
    const metadataOf = onlyMetadata(Deployment);
    const own = { apiVersion: "apps/v1", kind: "Deployment" };
    const key = { namespace: "default", name: "a" };
    expect(await client.get(metadataOf, key)).toEqual({ ...own, metadata: { name: "a" } });
    expect(await client.list(metadataOf)).toMatchObject({
      kind: "DeploymentList",
      items: [{ ...own, metadata: { name: "b" } }],
    });
    expect(server.requests.map(({ headers }) => headers["accept"])).toEqual([
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
    ]);
  });

  test("writes no whole objects: what is not known would be taken away", async () => {
    const object = { metadata: { name: "a", namespace: "default" } };
    for (const write of ["create", "update", "apply"] as const)
      await expect(async () => client[write](onlyMetadata(Deployment), object)).rejects.toThrow(
        /patch it instead/,
      );
    expect(server.requests).toEqual([]);
  });
});

test("a list by an index is refused: the server has none", async () => {
  const byName = fieldIndex(Deployment, "name", ({ metadata }) => metadata.name);
  await expect(client.list(Deployment, { index: byName.equals("a") })).rejects.toMatchObject({
    code: "CACHE_INDEX_WITHOUT_CACHE",
  });
  expect(server.requests).toEqual([]);
});

describe("an answer of 200 that is no object of the API, such as a login page", () => {
  const page: Step = ({ response }) =>
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<html>hunter2</html>");

  test.each<[string, () => Promise<unknown>]>([
    ["get", () => client.get(ConfigMap, key)],
    ["list", () => client.list(ConfigMap)],
    ["create", () => client.create(ConfigMap, { metadata: key })],
    ["update", () => client.updateStatus(Deployment, { metadata: key, spec: {} as never })],
    ["apply", () => client.apply(ConfigMap, { metadata: key })],
    ["patch", () => client.patch(ConfigMap, key, { merge: {} })],
    ["delete", () => client.delete(ConfigMap, key)],
    ["deleteAllOf", () => client.deleteAllOf(ConfigMap, { namespace: "shop" })],
    ["scale", () => client.subresource(Deployment, "scale").get(key)],
    ["discovery", () => client.discovery.kinds("apps", "v1")],
  ])("fails %s, and is not quoted", async (_, call) => {
    server.script(page);
    const error = (await call().catch((thrown: unknown) => thrown)) as ConnectionError;
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.code).toBe("EBADMSG");
    expect(error.message).toMatch(/the answer \(200\) is text\/html, and no object of the API.* login page/);
    expect(error.message).not.toContain("hunter2");
  });

  test.each(["null", '"text"', "1"])("fails for JSON that is %s", async (text) => {
    server.script(({ response }) =>
      response.writeHead(200, { "content-type": "application/json" }).end(text),
    );
    await expect(client.get(ConfigMap, key)).rejects.toMatchObject({ code: "EBADMSG" });
  });

  test("fails for an answer of nothing", async () => {
    server.script(({ response }) => response.writeHead(200).end());
    await expect(client.get(ConfigMap, key)).rejects.toThrow("the answer (200) is nothing");
  });

  test("is what a raw request and a log may ask for", async () => {
    server.script(page, page);
    expect(await client.request({ method: "GET", path: "/healthz" })).toBe("<html>hunter2</html>");
    expect(await client.subresource(Pod, "log").get(key)).toBe("<html>hunter2</html>");
  });
});
