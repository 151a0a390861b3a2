import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { CustomResourceDefinition } from "../../../src/kube/crd.ts";
import { installCrd } from "../install-crd.ts";
import { onBothServers } from "../servers.ts";
import { HookServer, type HookReply, type Review } from "./hook-server.ts";

const group = "convert.example.com";

/** v1 has spec.name, v2 has spec.first and spec.last; v2 is stored. */
function definition(plural: string, hooks: HookServer) {
  const schema = (fields: string[]) => ({
    openAPIV3Schema: {
      type: "object",
      properties: {
        spec: {
          type: "object",
          properties: Object.fromEntries(fields.map((field) => [field, { type: "string" }])),
        },
      },
    },
  });
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural, kind: `Kind${plural}` },
      versions: [
        { name: "v1", served: true, storage: false, schema: schema(["name"]) },
        { name: "v2", served: true, storage: true, schema: schema(["first", "last"]) },
      ],
      conversion: {
        strategy: "Webhook",
        webhook: {
          conversionReviewVersions: ["v1"],
          clientConfig: { url: hooks.url(`/${plural}`), caBundle: hooks.caBundle },
        },
      },
    },
  };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what came over the wire
function converted(object: any, apiVersion: string): any {
  const { name, first, last } = object.spec;
  const spec = apiVersion.endsWith("v1")
    ? { name: `${first} ${last}` }
    : { first: name.split(" ")[0], last: name.split(" ")[1] };
  return { ...object, apiVersion, spec };
}

function reply({ apiVersion, kind, request }: Review, response: object): HookReply {
  return { text: JSON.stringify({ apiVersion, kind, response: { uid: request.uid, ...response } }) };
}

const convert = (review: Review): HookReply => {
  const { objects, desiredAPIVersion } = review.request;
  const convertedObjects = objects.map((object: object) => converted(object, desiredAPIVersion));
  return reply(review, { result: { status: "Success" }, convertedObjects });
};

let counter = 0;

onBothServers("conversion webhooks", (server) => {
  const hooks = new HookServer();
  let plural = "";
  let path = (version: string) => version;
  beforeAll(() => hooks.start());
  afterAll(() => hooks.stop());
  beforeEach(async () => {
    plural = `things${process.pid}${server.name === "sandbox" ? "s" : "r"}${counter++}`;
    hooks.serve(`/${plural}`, convert);
    await installCrd(server, definition(plural, hooks) as unknown as CustomResourceDefinition);
    const namespace = await server.namespace();
    path = (version) => `/apis/${group}/${version}/namespaces/${namespace}/${plural}`;
  });
  const object = (version: string, spec: object) => ({
    apiVersion: `${group}/${version}`,
    kind: `Kind${plural}`,
    metadata: { name: "a" },
    spec,
  });

  test("objects are stored in one version and served in all", async () => {
    const created = await server.api.post(path("v1"), object("v1", { name: "Ada Lovelace" }));
    expect([created.status, created.body.apiVersion, created.body.spec]).toEqual([
      201,
      `${group}/v1`,
      { name: "Ada Lovelace" },
    ]);
    const second = await server.api.get(`${path("v2")}/a`);
    expect(second.body.spec).toEqual({ first: "Ada", last: "Lovelace" });
    const { metadata } = created.body;
    expect(second.body.metadata.uid).toBe(metadata.uid);
    expect(second.body.metadata.resourceVersion).toBe(metadata.resourceVersion);
    const patched = await server.api.patch(`${path("v1")}/a`, "merge", { spec: { name: "Ada King" } });
    expect([patched.body.spec, patched.body.metadata.generation]).toEqual([{ name: "Ada King" }, 2]);
    const listed = await server.api.get(path("v1"));
    expect(listed.body.items.map((item: { spec: object }) => item.spec)).toEqual([{ name: "Ada King" }]);
    expect((await server.api.delete(`${path("v1")}/a`)).status).toBe(200);
    expect((await server.api.get(`${path("v2")}/a`)).status).toBe(404);
  });

  test("watches are told in their version, in order", async () => {
    const { body } = await server.api.get(path("v1"));
    const watch = await server.api.watch(
      `${path("v1")}?watch=true&resourceVersion=${body.metadata.resourceVersion}`,
    );
    await server.api.post(path("v2"), object("v2", { first: "Ada", last: "Lovelace" }));
    await server.api.patch(`${path("v2")}/a`, "merge", { spec: { last: "King" } });
    await server.api.delete(`${path("v2")}/a`);
    const told = [await watch.next(), await watch.next(), await watch.next()];
    watch.close();
    expect(told.map((event) => [event.type, event.object.apiVersion, event.object.spec.name])).toEqual([
      ["ADDED", `${group}/v1`, "Ada Lovelace"],
      ["MODIFIED", `${group}/v1`, "Ada King"],
      ["DELETED", `${group}/v1`, "Ada King"],
    ]);
  });

  test.each<[string, (review: Review) => HookReply, string]>([
    [
      "a failure",
      (review) => reply(review, { result: { status: "Failure", message: "cannot" }, convertedObjects: [] }),
      "failed: cannot",
    ],
    [
      "a failure without a word",
      (review) => reply(review, { result: {}, convertedObjects: [] }),
      "failed: response.result.status was '', not 'Success'",
    ],
    [
      "too few objects",
      (review) => reply(review, { result: { status: "Success" }, convertedObjects: [] }),
      "returned 0 objects, expected 1",
    ],
    [
      "the same version",
      (review) => reply(review, { result: { status: "Success" }, convertedObjects: review.request.objects }),
      "returned invalid object at index 0: invalid groupVersion (expected GROUP/v2, received GROUP/v1)",
    ],
    [
      "another name",
      (review) =>
        reply(review, {
          result: { status: "Success" },
          convertedObjects: review.request.objects.map((sent: { metadata: object }) => ({
            ...converted(sent, review.request.desiredAPIVersion),
            metadata: { ...sent.metadata, name: "b" },
          })),
        }),
      "returned invalid object: must have the same name: a != b",
    ],
    [
      "an error",
      () => ({ code: 500, type: "text/plain", text: "broken" }),
      'failed: an error on the server ("broken") has prevented the request from succeeding',
    ],
  ])("%s refuses a write, in the server's words", async (_, hook, words) => {
    hooks.serve(`/${plural}`, hook);
    const { status, body } = await server.api.post(path("v1"), object("v1", { name: "Ada Lovelace" }));
    const message = `conversion webhook for ${group}/v1, Kind=Kind${plural} ${words.replaceAll("GROUP", group)}`;
    expect([status, body.message]).toEqual([500, message]);
  });
});
