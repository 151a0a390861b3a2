import { expect, test } from "vitest";
import { accessOf } from "../../../src/kube/access-of.ts";

// the cases of TestGetAPIRequestInfo (k8s.io/apiserver/pkg/endpoints/request/requestinfo_test.go) that are not of deprecated paths
test.each([
  ["GET", "/api/v1/namespaces", "list", "", "namespaces", undefined, undefined, undefined],
  ["GET", "/api/v1/namespaces/other", "get", "", "namespaces", undefined, "other", "other"],
  ["GET", "/api/v1/namespaces/other/pods", "list", "", "pods", undefined, "other", undefined],
  ["GET", "/api/v1/namespaces/other/pods/foo", "get", "", "pods", undefined, "other", "foo"],
  ["HEAD", "/api/v1/namespaces/other/pods/foo", "get", "", "pods", undefined, "other", "foo"],
  ["GET", "/api/v1/pods", "list", "", "pods", undefined, undefined, undefined],
  ["GET", "/api/v1/pods?watch=true", "watch", "", "pods", undefined, undefined, undefined],
  ["GET", "/api/v1/pods?watch=false", "list", "", "pods", undefined, undefined, undefined],
  ["GET", "/api/v1/pods?watch=0", "list", "", "pods", undefined, undefined, undefined],
  ["POST", "/api/v1/namespaces/other/pods", "create", "", "pods", undefined, "other", undefined],
  ["PUT", "/api/v1/namespaces/other/finalize", "update", "", "namespaces", "finalize", "other", "other"],
  ["PUT", "/api/v1/namespaces/other/status", "update", "", "namespaces", "status", "other", "other"],
  ["PATCH", "/api/v1/namespaces/other/pods/foo", "patch", "", "pods", undefined, "other", "foo"],
  ["DELETE", "/api/v1/namespaces/other/pods/foo", "delete", "", "pods", undefined, "other", "foo"],
  ["DELETE", "/api/v1/namespaces/other/pods", "deletecollection", "", "pods", undefined, "other", undefined],
  ["POST", "/api/v1/namespaces/other/pods/foo/eviction", "create", "", "pods", "eviction", "other", "foo"],
  ["GET", "/api/v1/nodes/n/proxy/logs", "get", "", "nodes", "proxy", undefined, "n"],
  [
    "PUT",
    "/apis/apps/v1/namespaces/d/deployments/w/scale",
    "update",
    "apps",
    "deployments",
    "scale",
    "d",
    "w",
  ],
  [
    "GET",
    "/api/v1/pods?fieldSelector=metadata.name%3Dfoo&watch=1",
    "watch",
    "",
    "pods",
    undefined,
    undefined,
    "foo",
  ],
  ["GET", "/apis/a.com/v1/things/with%20space", "get", "a.com", "things", undefined, undefined, "with space"],
])("%s %s is %s", (method, target, verb, apiGroup, resource, subresource, namespace, name) => {
  const { apiVersion, ...access } = accessOf(method, target) as { apiVersion: string };
  expect(apiVersion).toBe("v1");
  const all = { verb, apiGroup, resource, subresource, namespace, name };
  expect(access).toEqual(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));
});

test.each(["/", "/healthz", "/api", "/api/v1", "/apis", "/apis/apps", "/apis/apps/v1", "/version?x=1"])(
  "%s is no resource",
  (target) => {
    expect(accessOf("GET", target)).toEqual({ verb: "get", path: target.split("?")[0] });
  },
);
