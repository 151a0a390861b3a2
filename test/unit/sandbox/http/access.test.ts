import { expect, test } from "vitest";
import { configMap, configMaps, useSandbox } from "../test-server.ts";

const server = useSandbox();
const call = server.call.bind(server);

test.each(["/", "/api", "/healthz", "/version", configMaps, "/nothing"])(
  "%s is not served without the token",
  async (path) => {
    for (const token of ["", "wrong", `${server.sandbox.token}x`]) {
      const { code, body } = await call("GET", path, { token });
      expect(code).toBe(401);
      expect(body).toEqual({
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message: "Unauthorized",
        reason: "Unauthorized",
        code: 401,
      });
    }
  },
);

test("the kubeconfig holds what is needed to connect", () => {
  const text = server.sandbox.kubeconfig();
  expect(text).toContain(server.sandbox.url);
  expect(text).toContain(server.sandbox.token);
  expect(text).toContain(Buffer.from(server.sandbox.ca).toString("base64"));
});

test.each(["/healthz", "/livez", "/readyz"])("%s is ok", async (path) => {
  expect(await call("GET", path)).toMatchObject({ code: 200, text: "ok" });
});

test("the version is that of the emulated server, marked", async () => {
  const { body } = await call("GET", "/version");
  expect(body.gitVersion).toMatch(/^v1\.\d+\.\d+\+sandbox$/);
  expect(body).toMatchObject({ major: "1" });
});

test.each([
  ["GET", "/nothing", 404, undefined],
  ["GET", "/apis/none/v1/foos", 404, undefined],
  ["GET", "/api/v1/namespaces/default/foos", 404, "the server could not find the requested resource"],
  ["GET", "/api/v1/namespaces/default/nodes", 404, "the server could not find the requested resource"],
  ["POST", "/api/v1/pods", 405, "the server does not allow this method on the requested resource"],
  ["PUT", configMaps, 405, "the server does not allow this method on the requested resource"],
  ["POST", "/version", 405, "the server does not allow this method on the requested resource"],
  ["GET", "/openapi/v2", 501, "the sandbox does not implement OpenAPI v2; use /openapi/v3"],
  ["POST", "/api/v1/watch/pods", 405, "the server does not allow this method on the requested resource"],
  ["GET", "/api/v1/proxy/pods", 404, "the server could not find the requested resource"],
  [
    "GET",
    "/api/v1/namespaces/default/pods/a/exec",
    501,
    "the sandbox does not implement the subresource pods/exec",
  ],
  ["GET", "/api/v1/componentstatuses", 501, "the sandbox does not implement component statuses"],
  ["GET", `${configMaps}/%2e%2e/secrets`, 404, "the server could not find the requested resource"],
  ["GET", `${configMaps}/%2e%2e`, 400, "Name parameter invalid: \"..\": may not be '..'"],
  ["GET", `${configMaps}/a%25b`, 400, "Name parameter invalid: \"a%b\": may not contain '%'"],
])("%s %s is %i", async (method, path, code, message) => {
  const answer = await call(method, path);
  expect(answer.code).toBe(code);
  if (message) expect(answer.body).toMatchObject({ kind: "Status", message, code });
  else expect(answer.text).toBe("404 page not found\n");
});

test.each([
  ["text/plain", "foo", 415],
  ["application/vnd.kubernetes.protobuf", "x", 400],
  ["application/json", "", 400],
  ["application/json", "{", 400],
  ["application/json", "[]", 400],
  ["application/json", '"x"', 400],
  ["application/yaml", "a: b: c", 400],
  [
    "application/json",
    `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}}`,
    400,
  ],
  ["application/json", '{"metadata":{"name":"x","generation":9007199254740993}}', 501],
  ["application/json", JSON.stringify(configMap("x", { a: "x".repeat(3 * 1024 * 1024) })), 413],
])("a body of %s that begins with %.20s is answered with %i", async (type, body, code) => {
  const answer = await call("POST", configMaps, { type, body });
  expect(answer.code).toBe(code);
  expect(answer.body).toMatchObject({ kind: "Status", status: "Failure", code });
  expect((await call("GET", "/healthz")).code).toBe(200);
});

test("YAML is read and written", async () => {
  const body = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: yaml}\ndata: {a: b}\n";
  expect((await call("POST", configMaps, { type: "application/yaml", body })).code).toBe(201);
  const { text, headers } = await call("GET", `${configMaps}/yaml`, {
    headers: { accept: "application/yaml" },
  });
  expect(headers["content-type"]).toBe("application/yaml");
  expect(text).toMatch(/^data:\n {2}a: b$/m);
});

test("people's tools get indented JSON, programs do not", async () => {
  const { text } = await call("GET", "/api", { headers: { "user-agent": "curl/8" } });
  expect(text).toMatch(/^\{\n {2}"kind"/);
  expect((await call("GET", "/api")).text).not.toContain("\n ");
  expect((await call("GET", "/api?pretty=true")).text).toContain("\n ");
});

test.each([
  ["/apis/apiregistration.k8s.io/v1/apiservices", "APIService", "aggregated APIs"],
  ["/api/v1/namespaces/default/resourcequotas", "ResourceQuota", "resource quotas"],
])("what would have no effect is not stored: %s", async (path, kind, missing) => {
  const group = path.split("/").slice(2, 4).join("/");
  const apiVersion = path.startsWith("/apis") ? group : "v1";
  expect(
    (await call("POST", path, { body: { apiVersion, kind, metadata: { name: "a" } } })).body,
  ).toMatchObject({
    code: 501,
    reason: "NotImplemented",
    message: `the sandbox does not implement ${missing}`,
  });
});
