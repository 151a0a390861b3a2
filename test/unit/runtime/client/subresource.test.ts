import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import { Deployment } from "../../../../src/k8s/apps/v1.ts";
import type { TokenRequest } from "../../../../src/k8s/authentication.k8s.io/v1.ts";
import type { Scale } from "../../../../src/k8s/autoscaling/v1.ts";
import { Namespace, Pod, ServiceAccount } from "../../../../src/k8s/core/v1.ts";
import { resource } from "../../../../src/kube/resource.ts";
import { RestClient } from "../../../../src/runtime/client/rest-client.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import { startScriptedServer, type ScriptedServer, type Step } from "../../../helpers/scripted-server.ts";

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

const key = { namespace: "shop", name: "web" };
const echo: Step = ({ json, request }) => json(200, request.body ? JSON.parse(request.body) : {});

async function sent(call: () => Promise<unknown>) {
  server.script(echo);
  await call();
  const { method, path, query, headers, body } = server.requests.at(-1)!;
  return {
    line: `${method} ${path}`,
    query: Object.fromEntries(query),
    type: headers["content-type"],
    accept: headers.accept,
    body: body ? (JSON.parse(body) as unknown) : undefined,
  };
}

describe("a scale", () => {
  const path = "/apis/apps/v1/namespaces/shop/deployments/web/scale";

  test("is read, patched, replaced and applied, as what it is and by the name of its object", async () => {
    const scale = client.subresource(Deployment, "scale");
    expectTypeOf(scale.get).returns.resolves.toEqualTypeOf<Scale>();
    expect((await sent(() => scale.get(key))).line).toBe(`GET ${path}`);
    expect(await sent(() => scale.patch(key, { merge: { spec: { replicas: 2 } } }))).toMatchObject({
      line: `PATCH ${path}`,
      type: "application/merge-patch+json",
      body: { spec: { replicas: 2 } },
      query: { fieldManager: "me" },
    });
    const whole = { apiVersion: "autoscaling/v1", kind: "Scale", metadata: key, spec: { replicas: 3 } };
    expect(await sent(() => scale.update(key, { spec: { replicas: 3 } }))).toMatchObject({
      line: `PUT ${path}`,
      body: whole,
    });
    expect(await sent(() => scale.apply(key, { spec: { replicas: 3 } }, { force: false }))).toMatchObject({
      line: `PATCH ${path}`,
      type: "application/apply-patch+yaml",
      query: { fieldManager: "me", force: "false" },
      body: whole,
    });
  });

  test("that was read goes back with its version", async () => {
    const read = { metadata: { ...key, resourceVersion: "7" }, spec: { replicas: 1 } };
    const { body } = await sent(() => client.subresource(Deployment, "scale").update(key, read));
    expect(body).toMatchObject({ metadata: { resourceVersion: "7" } });
  });

  test("is typed", () => {
    const scale = client.subresource(Deployment, "scale");
    // @ts-expect-error replicas is a number
    void (() => scale.update(key, { spec: { replicas: "3" } }));
  });
});

test("an eviction needs no body of yours, and takes a dry run", async () => {
  const evict = () => client.subresource(Pod, "eviction").create(key, {}, { dryRun: true });
  expect(await sent(evict)).toMatchObject({
    line: "POST /api/v1/namespaces/shop/pods/web/eviction",
    query: { dryRun: "All" },
    body: { apiVersion: "policy/v1", kind: "Eviction", metadata: key },
  });
});

test("a token is asked for and answered as TokenRequest", async () => {
  const token = client.subresource(ServiceAccount, "token");
  expectTypeOf(token.create).returns.resolves.toEqualTypeOf<TokenRequest>();
  expect(await sent(() => token.create(key, { spec: { audiences: ["vault"] } }))).toMatchObject({
    line: "POST /api/v1/namespaces/shop/serviceaccounts/web/token",
    body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { audiences: ["vault"] } },
  });
});

test("a subresource of the object's own kind is sent as that", async () => {
  const finalize = () => client.subresource(Namespace, "finalize").update({ name: "a" }, { spec: {} });
  expect(await sent(finalize)).toMatchObject({
    line: "PUT /api/v1/namespaces/a/finalize",
    body: { apiVersion: "v1", kind: "Namespace", metadata: { name: "a" }, spec: {} },
  });
});

test("a subresource that nobody here has heard of is sent as it is", async () => {
  const Machine = resource({ group: "example.com", version: "v1", kind: "VirtualMachine" });
  const restart = () => client.subresource(Machine, "restart/now").create(key, { graceSeconds: 1 });
  expect(await sent(restart)).toMatchObject({
    line: "POST /apis/example.com/v1/namespaces/shop/virtualmachines/web/restart/now",
    body: { graceSeconds: 1 },
  });
});

test("parameters of its own go into the query, what is left out does not", async () => {
  const log = client.subresource(Pod, "log");
  server.script(({ response }) => response.writeHead(200, { "content-type": "text/plain" }).end("a\nb\n"));
  expect(await log.get(key, { query: { tailLines: 2, follow: undefined } })).toBe("a\nb\n");
  expect(Object.fromEntries(server.requests[0]!.query)).toEqual({ tailLines: "2" });
  expect(server.requests[0]!.headers.accept).toBe("application/json, */*");
});

test("without a name nothing is sent", async () => {
  expect(() => client.subresource(Pod, "")).toThrow("cannot address a subresource of Pod without its name");
  await expect(client.subresource(Pod, "log").get({ name: "" })).rejects.toThrow("without a name");
  expect(server.requests).toEqual([]);
});
