import { expect, test } from "vitest";
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

test.each(["/api/v1/namespaces/%2e%2e/pods", "/api/v1/pods/a%2Fb", "/api/%zz"])(
  "%s is no path at all",
  (path) => {
    expect(splitPath(path)).toBeUndefined();
  },
);
