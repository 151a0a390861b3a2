import { beforeAll, expect, test } from "vitest";
import { configMap, configMaps, useSandbox } from "../test-server.ts";

const server = useSandbox();
const call = server.call.bind(server);
const names = (body: { items: { metadata: { name: string } }[] }) =>
  body.items.map(({ metadata }) => metadata.name);

beforeAll(async () => {
  await call("POST", "/api/v1/namespaces", { body: { metadata: { name: "other" } } });
  for (const name of ["c", "a", "b"])
    await call("POST", configMaps, { body: configMap(name, {}, { labels: { name } }) });
  await call("POST", "/api/v1/namespaces/other/configmaps", { body: configMap("a") });
});

test("a list is ordered, has the present resourceVersion, and its items do not repeat their kind", async () => {
  const { body } = await call("GET", configMaps);
  expect(names(body)).toEqual(["a", "b", "c"]);
  expect(body).toMatchObject({
    kind: "ConfigMapList",
    apiVersion: "v1",
    metadata: { resourceVersion: String(server.sandbox.registry.store.revision) },
  });
  expect(body.items[0]).not.toHaveProperty("kind");
});

test("all namespaces are listed together", async () => {
  expect(names((await call("GET", "/api/v1/configmaps")).body)).toEqual(["a", "b", "c", "a"]);
});

test("selectors narrow it", async () => {
  expect(names((await call("GET", `${configMaps}?labelSelector=name+in+(a,c)`)).body)).toEqual(["a", "c"]);
  expect(
    names((await call("GET", "/api/v1/configmaps?fieldSelector=metadata.namespace%3Dother")).body),
  ).toEqual(["a"]);
});

test("pages are of one revision, whatever happens between them", async () => {
  const first = (await call("GET", "/api/v1/configmaps?limit=2")).body;
  expect(names(first)).toEqual(["a", "b"]);
  expect(first.metadata.remainingItemCount).toBe(2);
  await call("POST", configMaps, { body: configMap("bb") });
  const token = encodeURIComponent(first.metadata.continue);
  const second = (await call("GET", `/api/v1/configmaps?limit=2&continue=${token}`)).body;
  expect(names(second)).toEqual(["c", "a"]);
  expect(second.metadata).toEqual({ resourceVersion: first.metadata.resourceVersion });
  await call("DELETE", `${configMaps}/bb`);
});

test("a page that selects does not claim to know how many remain", async () => {
  const { body } = await call("GET", `${configMaps}?limit=1&labelSelector=name`);
  expect(body.metadata.continue).toBeTruthy();
  expect(body.metadata).not.toHaveProperty("remainingItemCount");
});

test("an exact list shows the past, one not older shows the present", async () => {
  const { resourceVersion } = (await call("GET", configMaps)).body.metadata;
  await call("POST", configMaps, { body: configMap("later") });
  expect(
    names(
      (await call("GET", `${configMaps}?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`)).body,
    ),
  ).not.toContain("later");
  expect(
    names(
      (
        await call(
          "GET",
          `${configMaps}?resourceVersion=${resourceVersion}&resourceVersionMatch=NotOlderThan`,
        )
      ).body,
    ),
  ).toContain("later");
  expect(names((await call("GET", `${configMaps}?resourceVersion=0`)).body)).toContain("later");
});

test.each([
  ["labelSelector=a,,", 400, "found ',', expected: identifier after ','"],
  [
    "fieldSelector=foo%3Dbar",
    400,
    '"foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
  ],
  ["limit=x", 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
  [
    "resourceVersion=x",
    400,
    'invalid resource version: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax',
  ],
  ["resourceVersion=99999999", 504, "Timeout: Too large resource version: 99999999, current: "],
  ["resourceVersionMatch=Exact", 422, "resourceVersionMatch is forbidden unless resourceVersion is provided"],
  [
    "resourceVersionMatch=Exact&resourceVersion=0",
    422,
    'resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
  ],
  [
    "resourceVersionMatch=Foo&resourceVersion=1",
    422,
    'Unsupported value: "Foo": supported values: "Exact", "NotOlderThan", ""',
  ],
  ["sendInitialEvents=true", 422, "sendInitialEvents is forbidden for list"],
  [
    "continue=x",
    400,
    "invalid continue token: continue key is not valid: illegal base64 data at input byte 0",
  ],
])("?%s is refused with %i", async (query, code, message) => {
  const answer = await call("GET", `${configMaps}?${query}`);
  expect(answer.code).toBe(code);
  expect(answer.body.message).toContain(message);
});

test("a client that is ahead is told when to come back", async () => {
  expect((await call("GET", `${configMaps}?resourceVersion=99999999`)).headers["retry-after"]).toBe("1");
});

test("after a compaction a list goes on at the present with the token of the refusal", async () => {
  const { metadata } = (await call("GET", `${configMaps}?limit=1`)).body;
  await call("POST", configMaps, { body: configMap("after-page") });
  server.sandbox.registry.store.compact(server.sandbox.registry.store.revision);
  const { body } = await call(
    "GET",
    `${configMaps}?limit=1&continue=${encodeURIComponent(metadata.continue)}`,
  );
  expect(body).toMatchObject({ code: 410, reason: "Expired" });
  expect(body.message).toContain("or use the continue token in this response to retrieve the remainder");
  const fresh = encodeURIComponent(body.metadata.continue);
  const rest = (await call("GET", `${configMaps}?continue=${fresh}`)).body;
  expect(rest.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)).toContain(
    "after-page",
  );
});

test("a token of a revision that is to come is refused as a resourceVersion is", async () => {
  const text = JSON.stringify({ v: "meta.k8s.io/v1", rv: 99999999, start: "/a\u0000" });
  const token = Buffer.from(text).toString("base64url");
  const { code, body } = await call("GET", `${configMaps}?limit=1&continue=${token}`);
  expect(code).toBe(504);
  expect(body.message).toContain("Too large resource version: 99999999");
});

test("tables and metadata can be asked for instead", async () => {
  const table = await call("GET", configMaps, {
    headers: { accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json" },
  });
  expect(table.body).toMatchObject({ kind: "Table", apiVersion: "meta.k8s.io/v1" });
  expect(table.body.columnDefinitions.map(({ name }: { name: string }) => name)).toEqual([
    "Name",
    "Data",
    "Age",
  ]);
  expect(table.body.rows[0]).toMatchObject({
    cells: ["a", 0, expect.stringMatching(/^\d+s$/)],
    object: { kind: "PartialObjectMetadata" },
  });
  const metadata = await call("GET", `${configMaps}/a`, {
    headers: { accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io" },
  });
  expect(Object.keys(metadata.body).sort()).toEqual(["apiVersion", "kind", "metadata"]);
});
