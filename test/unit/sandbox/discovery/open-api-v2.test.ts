import { beforeAll, expect, test } from "vitest";
import { readFields } from "../../../../src/sandbox/http/protobuf/wire.ts";
import { openApiV2 } from "../../../../src/sandbox/discovery/open-api-v2.ts";
import { definitions, memcachedDefinition } from "../memcached.ts";
import { useSandbox } from "../test-server.ts";

const server = useSandbox();
beforeAll(() => server.call("POST", definitions, { body: memcachedDefinition }));

/** The fields of a message below a path of field numbers; of gnostic's OpenAPIv2.proto. */
function at(bytes: Buffer, ...path: number[]): Buffer[] {
  const [number, ...rest] = path;
  if (number === undefined) return [bytes];
  return [...readFields(bytes)].flatMap((field) =>
    field.number === number && Buffer.isBuffer(field.value) ? at(field.value, ...rest) : [],
  );
}
const texts = (bytes: Buffer, ...path: number[]) => at(bytes, ...path).map(String);

test("every kind that can be patched says that the server checks its fields", () => {
  const document = openApiV2(server.sandbox.registry.table, "v1.36.3");
  expect([texts(document, 1), texts(document, 2, 2)]).toEqual([["2.0"], ["v1.36.3"]]);
  const kinds = at(document, 8, 2).map((path) => {
    // what cli-runtime's QueryParamVerifier looks for: document > paths > path > patch > its kind and its parameters
    const patch = at(path, 2, 8)[0] ?? Buffer.alloc(0);
    expect(texts(patch, 13, 1)).toEqual(["x-kubernetes-group-version-kind"]);
    expect(texts(patch, 8, 1, 2, 3, 4)).toEqual(["fieldValidation"]);
    return [texts(path, 1)[0], JSON.parse(texts(patch, 13, 2, 2)[0] ?? "")];
  });
  expect(kinds.length).toBeGreaterThan(50);
  expect(kinds).toContainEqual([
    "/api/v1/namespaces/{name}",
    { group: "", kind: "Namespace", version: "v1" },
  ]);
  expect(kinds).toContainEqual([
    "/apis/cache.example.com/v1alpha1/namespaces/{namespace}/memcacheds/{name}",
    { group: "cache.example.com", kind: "Memcached", version: "v1alpha1" },
  ]);
});

test.each(["v2.v1.0+protobuf", "v2@v1.0+protobuf"])(
  "%s is understood; its name has no @ in the answer",
  async (form) => {
    const accept = `application/com.github.proto-openapi.spec.${form}`;
    const { code, headers } = await server.call("GET", "/openapi/v2", { headers: { accept } });
    expect([code, headers["content-type"]]).toEqual([
      200,
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
    ]);
  },
);

test("in JSON there is none", async () => {
  const { code } = await server.call("GET", "/openapi/v2", { headers: { accept: "application/json" } });
  expect(code).toBe(501);
});
