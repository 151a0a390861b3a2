import { expect, test } from "vitest";
import { definitions, memcached, memcachedDefinition, memcacheds } from "../../memcached.ts";
import { useSandbox } from "../../test-server.ts";

const server = useSandbox();
const call = server.call.bind(server);
const [version] = memcachedDefinition.spec.versions;

function variant(change: { name?: string; spec?: object; version?: object }) {
  const { name = memcachedDefinition.metadata.name, spec, version: versionChange } = change;
  const versions = [{ ...version, ...versionChange }];
  return {
    ...memcachedDefinition,
    metadata: { name },
    spec: { ...memcachedDefinition.spec, versions, ...spec },
  };
}

test("a definition is established at once, and its resource is served", async () => {
  const created = await call("POST", definitions, { body: memcachedDefinition });
  expect(created.body.spec).toMatchObject({
    conversion: { strategy: "None" },
    names: { singular: "memcached", listKind: "MemcachedList" },
  });
  expect(created.body.status).toEqual({
    conditions: null,
    acceptedNames: { plural: "", kind: "" },
    storedVersions: ["v1alpha1"],
  });
  const { body } = await call("GET", `${definitions}/memcacheds.cache.example.com`);
  const condition = { lastTransitionTime: expect.any(String), status: "True" };
  expect(body.status).toEqual({
    conditions: [
      { ...condition, type: "NamesAccepted", reason: "NoConflicts", message: "no conflicts found" },
      {
        ...condition,
        type: "Established",
        reason: "InitialNamesAccepted",
        message: "the initial names have been accepted",
      },
    ],
    acceptedNames: {
      plural: "memcacheds",
      singular: "memcached",
      kind: "Memcached",
      listKind: "MemcachedList",
      shortNames: ["mc"],
      categories: ["all"],
    },
    storedVersions: ["v1alpha1"],
  });
  expect((await call("GET", memcacheds)).code).toBe(200);
});

test("names that another definition of the group holds are not accepted", async () => {
  const name = "memcachedtwos.cache.example.com";
  const body = variant({
    name,
    spec: { names: { kind: "Memcached", plural: "memcachedtwos", shortNames: ["mc"] } },
  });
  await call("POST", definitions, { body });
  const { conditions } = (await call("GET", `${definitions}/${name}`)).body.status;
  expect(conditions[0]).toMatchObject({
    type: "NamesAccepted",
    status: "False",
    message: '"memcached" is already in use',
  });
  expect(conditions[1]).toMatchObject({
    type: "Established",
    status: "False",
    reason: "NotAccepted",
    message: "not all names are accepted",
  });
  expect((await call("GET", "/apis/cache.example.com/v1alpha1/namespaces/default/memcachedtwos")).code).toBe(
    404,
  );
  await call("DELETE", `${definitions}/${name}`);
});

test("a changed schema holds for the next request, and for what is stored", async () => {
  await call("POST", memcacheds, { body: memcached("old") });
  const schema = structuredClone(version!.schema) as {
    openAPIV3Schema: { properties: { spec: { properties: Record<string, object> } } };
  };
  schema.openAPIV3Schema.properties.spec.properties.zone = { type: "string", default: "eu" };
  const { code } = await server.patch(`${definitions}/memcacheds.cache.example.com`, {
    spec: { versions: [{ ...version, schema }] },
  });
  expect(code).toBe(200);
  expect((await call("GET", `${memcacheds}/old`)).body.spec.zone).toBe("eu");
});

test("a version that is no longer served is gone; a second one shows the same objects", async () => {
  const versions = [
    { ...version, served: false },
    { ...version, name: "v1beta1", storage: false },
  ];
  await server.patch(`${definitions}/memcacheds.cache.example.com`, { spec: { versions } });
  expect((await call("GET", memcacheds)).code).toBe(404);
  const { body } = await call("GET", "/apis/cache.example.com/v1beta1/namespaces/default/memcacheds/old");
  expect(body).toMatchObject({ apiVersion: "cache.example.com/v1beta1", spec: { image: "a" } });
  await server.patch(`${definitions}/memcacheds.cache.example.com`, { spec: { versions: [version] } });
});

test("a deleted definition takes its objects with it, once their finalizers let them go", async () => {
  await call("POST", memcacheds, {
    body: { ...memcached("held"), metadata: { name: "held", finalizers: ["x.io/a"] } },
  });
  const deleted = await call("DELETE", `${definitions}/memcacheds.cache.example.com`);
  expect(deleted.body.metadata.finalizers).toEqual(["customresourcecleanup.apiextensions.k8s.io"]);
  expect((await call("GET", `${memcacheds}/old`)).code).toBe(404);
  expect((await call("GET", `${memcacheds}/held`)).body.metadata.deletionTimestamp).toBeTruthy();
  await server.patch(`${memcacheds}/held`, { metadata: { finalizers: null } });
  expect((await call("GET", memcacheds)).code).toBe(404);
  expect((await call("GET", `${definitions}/memcacheds.cache.example.com`)).code).toBe(404);
});

test.each([
  [
    variant({ name: "wrong" }),
    'metadata.name: Invalid value: "wrong": must be spec.names.plural+"."+spec.group',
  ],
  [
    variant({ spec: { scope: "Galaxy" } }),
    'spec.scope: Unsupported value: "Galaxy": supported values: "Cluster", "Namespaced"',
  ],
  [variant({ version: { schema: undefined } }), "spec.versions[0].schema.openAPIV3Schema: Required value"],
  [variant({ version: { storage: false } }), "must have exactly one version marked as storage version"],
  [
    variant({ version: { additionalPrinterColumns: [{ name: "x", type: "text", jsonPath: ".a" }] } }),
    'spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string',
  ],
  [
    variant({
      version: {
        subresources: { scale: { specReplicasPath: ".status.x", statusReplicasPath: ".status.y" } },
      },
    }),
    "should be a json path under .spec",
  ],
  [
    variant({
      version: {
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: { spec: { properties: { a: { type: "string" } } } },
          },
        },
      },
    }),
    "type: Required value: must not be empty for specified object fields",
  ],
])("an invalid definition is refused", async (body, message) => {
  const answer = await call("POST", definitions, { body });
  expect(answer.code).toBe(422);
  expect(answer.body.message).toContain(message);
});

test.each([
  [
    { strategy: "Webhook", webhook: { conversionReviewVersions: ["v1"] } },
    "spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook",
  ],
  [
    { strategy: "Webhook", webhook: { clientConfig: { url: "http://a" }, conversionReviewVersions: ["v1"] } },
    "spec.conversion.webhookClientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme; desired format: https://host[/path]",
  ],
  [
    {
      strategy: "Webhook",
      webhook: { clientConfig: { url: "https://a" }, conversionReviewVersions: ["v2"] },
    },
    'spec.conversion.conversionReviewVersions: Invalid value: ["v2"]: must include at least one of v1, v1beta1',
  ],
  [
    { strategy: "Webhook", webhook: { clientConfig: { url: "https://a" } } },
    "spec.conversion.conversionReviewVersions: Required value",
  ],
  [
    { strategy: "None", webhook: { conversionReviewVersions: ["v1"] } },
    "spec.conversion.conversionReviewVersions: Forbidden: should not be set when strategy is not set to Webhook",
  ],
])("a conversion %j is refused", async (conversion, message) => {
  const answer = await call("POST", definitions, { body: variant({ spec: { conversion } }) });
  expect(answer.code).toBe(422);
  expect(answer.body.message).toContain(message);
});
