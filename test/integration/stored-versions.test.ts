import { beforeAll, expect, test } from "vitest";
import type { CustomResourceDefinition } from "../../src/kube/crd.ts";
import { installCrd } from "./install-crd.ts";
import { onBothServers } from "./servers.ts";

const group = "stored.example.com";

const version = (name: string, properties: object) => ({
  name,
  served: true,
  storage: name === "v1",
  schema: { openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties } } } },
});

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `things.${group}` },
  spec: {
    group,
    scope: "Namespaced",
    names: { plural: "things", kind: "Thing" },
    versions: [
      version("v1", {
        a: { type: "string" },
        x: { type: "string", default: "of v1" },
        free: { type: "object", additionalProperties: true },
      }),
      version("v2", {
        a: { type: "string" },
        x: { type: "string" },
        y: { type: "string", default: "of v2" },
      }),
    ],
  },
};

onBothServers("what is stored, and as what it is read", (server) => {
  let namespace = "";
  const path = (apiVersion: string, name = "") =>
    `/apis/${group}/${apiVersion}/namespaces/${namespace}/things${name && `/${name}`}`;
  const thing = (apiVersion: string, name: string, spec: object) => ({
    apiVersion: `${group}/${apiVersion}`,
    kind: "Thing",
    metadata: { name },
    spec,
  });
  beforeAll(async () => {
    namespace = await server.namespace();
    await installCrd(server, definition as unknown as CustomResourceDefinition);
  });

  test("an object has the defaults of the version that it is stored in, not of the one it is read in", async () => {
    const sent = await server.api.post(path("v2"), thing("v2", "one", { a: "1" }));
    expect(sent.body.spec).toEqual({ a: "1", x: "of v1" });
    for (const apiVersion of ["v1", "v2"]) {
      expect((await server.api.get(path(apiVersion, "one"))).body.spec).toEqual({ a: "1", x: "of v1" });
      const list = await server.api.get(`${path(apiVersion)}?fieldSelector=metadata.name%3Done`);
      expect(list.body.items[0].spec).toEqual({ a: "1", x: "of v1" });
    }
  });

  test("what an apply brings is stored as it is, and written anew by the next change of nothing", async () => {
    const spec = { free: { inner: { unknown: 1 } } };
    const yaml = { "content-type": "application/apply-patch+yaml" };
    const body = JSON.stringify(thing("v1", "two", spec));
    const applied = await server.api.send("PATCH", `${path("v1", "two")}?fieldManager=m`, body, yaml);
    expect(applied.body.spec).toEqual({ x: "of v1", free: { inner: {} } });
    const put = () => server.api.put(path("v1", "two"), { ...applied.body, metadata: current });
    let current = applied.body.metadata;
    current = (await put()).body.metadata;
    expect(current.resourceVersion).not.toBe(applied.body.metadata.resourceVersion);
    expect((await put()).body.metadata.resourceVersion).toBe(current.resourceVersion);
  });

  test("a kind that a PUT may create is created whatever version is sent; a dry run answers with that", async () => {
    const roles = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/roles`;
    const role = (name: string) => ({ metadata: { name, resourceVersion: "1" }, rules: [] });
    const dry = await server.api.put(`${roles}/a?dryRun=All`, role("a"));
    expect([dry.status, dry.body.metadata.resourceVersion]).toEqual([201, "1"]);
    const made = await server.api.put(`${roles}/b`, role("b"));
    expect(made.status).toBe(201);
    expect(made.body.metadata.resourceVersion).not.toBe("1");
  });

  test("selectors that cannot be read are told of before options that contradict each other", async () => {
    const list = (query: string) => server.api.get(`${path("v1")}?resourceVersionMatch=odd&${query}`);
    expect((await list("labelSelector=a%20in%20x")).body.message).toBe(
      "unable to parse requirement: found 'x' expected: '('",
    );
    expect((await list("fieldSelector=a")).status).toBe(400);
    expect((await list("")).status).toBe(422);
  });
});
