import { beforeAll, expect, test } from "vitest";
import { definitions, memcachedDefinition } from "../memcached.ts";
import { useSandbox } from "../test-server.ts";

const server = useSandbox();
const call = server.call.bind(server);
const aggregated = {
  accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json",
};

beforeAll(async () => {
  await call("POST", definitions, { body: memcachedDefinition });
});

test("groups and versions are listed, custom ones among them", async () => {
  const { body } = await call("GET", "/apis");
  const names = body.groups.map(({ name }: { name: string }) => name);
  expect(names).toEqual(
    expect.arrayContaining(["apps", "batch", "cache.example.com", "rbac.authorization.k8s.io"]),
  );
  expect((await call("GET", "/apis/apps")).body).toEqual({
    kind: "APIGroup",
    apiVersion: "v1",
    name: "apps",
    versions: [{ groupVersion: "apps/v1", version: "v1" }],
    preferredVersion: { groupVersion: "apps/v1", version: "v1" },
  });
  expect((await call("GET", "/apis/autoscaling")).body.preferredVersion.version).toBe("v2");
});

test("resources of a version say what can be done with them", async () => {
  const { body } = await call("GET", "/apis/cache.example.com/v1alpha1");
  expect(body).toMatchObject({
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: "cache.example.com/v1alpha1",
  });
  expect(body.resources).toEqual([
    {
      name: "memcacheds",
      singularName: "memcached",
      namespaced: true,
      kind: "Memcached",
      verbs: ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"],
      shortNames: ["mc"],
      categories: ["all"],
      // as a real server computes it
      storageVersionHash: "345Up0t4GjI=",
    },
    {
      name: "memcacheds/status",
      singularName: "",
      namespaced: true,
      kind: "Memcached",
      verbs: ["get", "patch", "update"],
    },
    {
      name: "memcacheds/scale",
      singularName: "",
      namespaced: true,
      group: "autoscaling",
      version: "v1",
      kind: "Scale",
      verbs: ["get", "patch", "update"],
    },
  ]);
  expect((await call("GET", "/api/v1")).body.resources).toContainEqual(
    expect.objectContaining({ name: "pods/exec", kind: "PodExecOptions" }),
  );
});

test("aggregated discovery has it all in two answers", async () => {
  const core = await call("GET", "/api", { headers: aggregated });
  expect(core.headers["content-type"]).toBe(
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
  );
  expect(core.body.items).toHaveLength(1);
  const { body } = await call("GET", "/apis", { headers: aggregated });
  const custom = body.items.find(
    ({ metadata }: { metadata: { name: string } }) => metadata.name === "cache.example.com",
  );
  expect(custom.versions[0]).toMatchObject({
    version: "v1alpha1",
    freshness: "Current",
    resources: [
      {
        resource: "memcacheds",
        responseKind: { group: "cache.example.com", version: "v1alpha1", kind: "Memcached" },
        scope: "Namespaced",
        singularResource: "memcached",
        subresources: [
          { subresource: "status" },
          { subresource: "scale", responseKind: { group: "autoscaling", version: "v1", kind: "Scale" } },
        ],
      },
    ],
  });
});

test.each(["/apis/none", "/apis/none/v1", "/apis/apps/v2", "/api/v2"])("%s is not there", async (path) => {
  expect((await call("GET", path)).code).toBe(404);
});

test("OpenAPI v3 has a document for each version, found through an index whose hashes follow the content", async () => {
  const index = async () =>
    JSON.parse((await call("GET", "/openapi/v3")).text).paths["apis/cache.example.com/v1alpha1"]
      .serverRelativeURL as string;
  const before = await index();
  const { body } = await call("GET", before);
  expect(body.openapi).toBe("3.0.0");
  expect(body.components.schemas["com.example.cache.v1alpha1.Memcached"]).toMatchObject({
    description: "A cache cluster.",
    properties: {
      spec: { properties: { size: { default: 3 } } },
      metadata: { allOf: [{ $ref: "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta" }] },
    },
    "x-kubernetes-group-version-kind": [
      { group: "cache.example.com", version: "v1alpha1", kind: "Memcached" },
    ],
  });
  await server.patch(
    `${definitions}/memcacheds.cache.example.com`,
    [{ op: "add", path: "/spec/versions/0/schema/openAPIV3Schema/description", value: "Changed." }],
    "json",
  );
  expect(await index()).not.toBe(before);
});

test("every reference of a document is within it, and its paths tell clients of field validation", async () => {
  const { text, body } = await call("GET", "/openapi/v3/apis/apps/v1");
  const references = new Set([...text.matchAll(/#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name));
  expect([...references].filter((name) => !(name! in body.components.schemas))).toEqual([]);
  const patch = body.paths["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"].patch;
  expect(patch["x-kubernetes-group-version-kind"]).toEqual({
    group: "apps",
    version: "v1",
    kind: "Deployment",
  });
  expect(patch.parameters.map(({ name }: { name: string }) => name)).toEqual([
    "dryRun",
    "fieldManager",
    "fieldValidation",
    "force",
  ]);
  expect((await call("GET", "/openapi/v3/apis/none/v1")).code).toBe(404);
});
