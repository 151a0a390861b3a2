import { expect, test } from "vitest";
import { BadPath } from "../../../../src/sandbox/http/decode-path.ts";
import { parseUrl } from "../../../../src/sandbox/http/parse-url.ts";
import { parseRequest, splitPath } from "../../../../src/sandbox/http/request-info.ts";

const parse = (method: string, path: string) => parseRequest(method, new URL(path, "https://x"));
const apps = { group: "apps", version: "v1" };
const core = { group: "", version: "v1" };

test.each([
  ["GET", "/api/v1/pods", { verb: "list", ...core, resource: "pods" }],
  ["GET", "/api/v1/namespaces", { verb: "list", ...core, resource: "namespaces" }],
  ["GET", "/api/v1/namespaces/a", { verb: "get", ...core, resource: "namespaces", name: "a" }],
  [
    "PUT",
    "/api/v1/namespaces/a/finalize",
    { verb: "update", ...core, resource: "namespaces", name: "a", subresource: "finalize" },
  ],
  [
    "PATCH",
    "/api/v1/namespaces/a/status",
    { verb: "patch", ...core, resource: "namespaces", name: "a", subresource: "status" },
  ],
  [
    "POST",
    "/apis/apps/v1/namespaces/a/deployments",
    { verb: "create", ...apps, namespace: "a", resource: "deployments" },
  ],
  [
    "GET",
    "/apis/apps/v1/namespaces/a/deployments/b/scale",
    { verb: "get", ...apps, namespace: "a", resource: "deployments", name: "b", subresource: "scale" },
  ],
  ["GET", "/apis/apps/v1/deployments?watch=true", { verb: "watch", ...apps, resource: "deployments" }],
  ["GET", "/apis/apps/v1/deployments?watch=0", { verb: "list", ...apps, resource: "deployments" }],
  [
    "DELETE",
    "/apis/apps/v1/namespaces/a/deployments",
    { verb: "deletecollection", ...apps, namespace: "a", resource: "deployments" },
  ],
  [
    "GET",
    "/api/v1/namespaces/a/services/http%3Aweb",
    { verb: "get", ...core, namespace: "a", resource: "services", name: "http:web" },
  ],
])("%s %s", (method, path, info) => {
  expect(parse(method, path)).toEqual(info);
});

test.each(["/", "/api", "/api/v1", "/apis/apps/v1", "/version", "/healthz"])("%s is no resource", (path) => {
  expect(parse("GET", path)).toBeUndefined();
});

test.each([
  ["/api/v1/namespaces/%2e%2e/pods", { ...core, namespace: "..", resource: "pods", verb: "list" }],
  ["/api/v1/pods/a%2Fb", { ...core, resource: "pods", name: "a", subresource: "b", verb: "get" }],
  ["/api/v1/watch/pods/", { ...core, resource: "pods", verb: "watch", watchPath: true }],
  [
    "/api/v1/watch/namespaces/a/pods/b",
    { ...core, namespace: "a", resource: "pods", name: "b", verb: "watch", watchPath: true },
  ],
  ["/api/v1/namespaces//pods", { ...core, namespace: "", resource: "pods", verb: "list" }],
])("%s: nothing climbs, and escapes are resolved before the path is cut", (path, info) => {
  expect(parseRequest("GET", parseUrl(path))).toEqual(info);
});

test("a method that is no verb has none", () => {
  expect(parseRequest("OPTIONS", parseUrl("/api/v1/pods"))?.verb).toBe("");
});

test("what cannot be decoded is no path at all, and two slashes at its start are none of the API's", () => {
  expect(splitPath("/api/%zz")).toBeUndefined();
  expect(() => parseUrl("/api/%zz")).toThrow(BadPath);
  expect(parseRequest("GET", parseUrl("//api/v1/pods"))).toBeUndefined();
});

test("a query is read as Go reads it: what has a semicolon or a bad escape is left out", () => {
  const { searchParams } = parseUrl("/x?a=1;b=2&%zz=1&c=%zz&d=e+f&&=g&h");
  expect([...searchParams]).toEqual([
    ["d", "e f"],
    ["", "g"],
    ["h", ""],
  ]);
});
