import { expect, test } from "vitest";
import { apiVersionOf, parseApiVersion, resourcePath } from "../../../src/kube/gvk.ts";
import type { CustomResource } from "../../../src/kube/object.ts";
import { pluralize } from "../../../src/kube/plural.ts";
import { resource } from "../../../src/kube/resource.ts";

test("a handle knows where its kind is served", () => {
  const handle = resource<CustomResource>({ group: "cache.example.com", version: "v1", kind: "Policy" });
  expect(handle).toEqual({
    group: "cache.example.com",
    version: "v1",
    kind: "Policy",
    plural: "policies",
    scope: "Namespaced",
    apiVersion: "cache.example.com/v1",
  });
  expect(Object.isFrozen(handle)).toBe(true);
});

test.each([
  ["Memcached", "memcacheds"],
  ["TestQuota", "testquotas"],
  ["Ingress", "ingresses"],
  ["Proxy", "proxies"],
  ["Gateway", "gateways"],
  ["Batch", "batches"],
  ["Box", "boxes"],
  ["NetworkPolicy", "networkpolicies"],
])("the plural of %s is %s", (kind, plural) => {
  expect(pluralize(kind)).toBe(plural);
});

test("the core group has no slash", () => {
  expect(apiVersionOf({ group: "", version: "v1" })).toBe("v1");
  expect(parseApiVersion("v1")).toEqual({ group: "", version: "v1" });
  expect(parseApiVersion("apps/v1")).toEqual({ group: "apps", version: "v1" });
});

test("paths are those of the API server, with names encoded", () => {
  const deployments = { group: "apps", version: "v1", plural: "deployments" };
  expect(resourcePath(deployments)).toBe("/apis/apps/v1/deployments");
  expect(resourcePath(deployments, { namespace: "default", name: "web", subresource: "status" })).toBe(
    "/apis/apps/v1/namespaces/default/deployments/web/status",
  );
  const roles = { group: "rbac.authorization.k8s.io", version: "v1", plural: "clusterroles" };
  expect(resourcePath(roles, { name: "a/b" })).toBe("/apis/rbac.authorization.k8s.io/v1/clusterroles/a%2Fb");
  expect(resourcePath({ group: "", version: "v1", plural: "pods" }, { namespace: "x" })).toBe(
    "/api/v1/namespaces/x/pods",
  );
});

test.each([
  [{ group: "example.com", version: "v1" }, "resource({…}): kind is missing"],
  [{ group: "example.com", version: "v1", kind: 5 }, "resource({…}): cannot take kind 5"],
  [{ group: "example.com", version: "v1", kind: "A", shortName: ["a"] }, 'there is no option "shortName"'],
  [{ group: "example.com", version: "v1", kind: "A", scope: "cluster" }, 'cannot take scope "cluster"'],
  [undefined, "cannot take resource({…}) undefined"],
])("a definition that means nothing is refused: %j", (definition, message) => {
  expect(() => resource(definition as never)).toThrow(message);
});
