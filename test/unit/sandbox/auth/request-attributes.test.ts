import { expect, test } from "vitest";
import { requestAttributes } from "../../../../src/sandbox/auth/request-attributes.ts";

/* The cases of k8s.io/apiserver/pkg/endpoints/request/requestinfo_test.go. */

const user = { name: "jane", groups: [] };
const ask = (method: string, path: string) => {
  const [pathname = "", query = ""] = path.split("?");
  const url = new URL("https://sandbox");
  url.search = query;
  Object.defineProperty(url, "pathname", { value: pathname });
  const { verb, group, version, namespace, resource, subresource, name, isResource } = requestAttributes(
    user,
    {
      method,
      url,
    },
  );
  const shown = { verb, group, version, namespace, resource, subresource, name };
  return isResource
    ? Object.values(shown)
        .map((value) => value ?? "")
        .join("|")
    : `path ${verb}`;
};

test.each([
  ["GET", "/api/v1/namespaces", "list||v1||namespaces||"],
  ["GET", "/api/v1/namespaces/other", "get||v1|other|namespaces||other"],
  ["PUT", "/api/v1/namespaces/other/finalize", "update||v1|other|namespaces|finalize|other"],
  ["GET", "/api/v1/namespaces/other/status", "get||v1|other|namespaces|status|other"],
  ["GET", "/api/v1/namespaces/other/pods", "list||v1|other|pods||"],
  ["GET", "/api/v1/namespaces/other/pods/", "list||v1|other|pods||"],
  ["GET", "/api/v1/namespaces/other/pods/foo", "get||v1|other|pods||foo"],
  ["HEAD", "/api/v1/namespaces/other/pods/foo", "get||v1|other|pods||foo"],
  ["GET", "/api/v1/namespaces/other/pods/foo?watch=1", "get||v1|other|pods||foo"],
  ["GET", "/api/v1/pods", "list||v1||pods||"],
  ["HEAD", "/api/v1/pods", "list||v1||pods||"],
  ["GET", "/api/v1/pods?watch=true", "watch||v1||pods||"],
  ["GET", "/api/v1/pods?watch=0", "list||v1||pods||"],
  ["GET", "/api/v1/pods?watch", "watch||v1||pods||"],
  ["GET", "/api/v1/pods?fieldSelector=metadata.name%3Dfoo", "list||v1||pods||foo"],
  ["GET", "/api/v1/pods?watch=true&fieldSelector=metadata.name%3D%3Dfoo", "watch||v1||pods||foo"],
  ["GET", "/api/v1/pods?fieldSelector=metadata.name!%3Dfoo", "list||v1||pods||"],
  ["GET", "/api/v1/pods?fieldSelector=a%3Db,metadata.name%3Dfoo", "list||v1||pods||foo"],
  ["GET", "/api/v1/pods?fieldSelector=metadata.name%3Dfoo/bar", "list||v1||pods||"],
  ["GET", "/api/v1/watch/pods", "watch||v1||pods||"],
  ["GET", "/api/v1/watch/namespaces/other/pods/foo", "watch||v1|other|pods||foo"],
  ["GET", "/api/v1/proxy/namespaces/other/pods/foo/bar", "proxy||v1|other|pods||foo"],
  ["GET", "/api/v1/namespaces/other/pods/foo/proxy/a/b", "get||v1|other|pods|proxy|foo"],
  ["DELETE", "/api/v1/namespaces/other/pods/foo", "delete||v1|other|pods||foo"],
  ["DELETE", "/api/v1/namespaces/other/pods", "deletecollection||v1|other|pods||"],
  [
    "DELETE",
    "/api/v1/namespaces/other/pods?fieldSelector=metadata.name%3Dfoo",
    "deletecollection||v1|other|pods||",
  ],
  ["POST", "/api/v1/namespaces/other/pods", "create||v1|other|pods||"],
  ["POST", "/api/v1/namespaces/other/pods/foo/eviction", "create||v1|other|pods|eviction|foo"],
  [
    "PATCH",
    "/apis/apps/v1/namespaces/other/deployments/foo/scale",
    "patch|apps|v1|other|deployments|scale|foo",
  ],
  ["GET", "/apis/batch/v1/namespaces/other/jobs", "list|batch|v1|other|jobs||"],
  ["OPTIONS", "/api/v1/pods", "||v1||pods||"],
  ["GET", "/", "path get"],
  ["GET", "/api", "path get"],
  ["GET", "/api/v1", "path get"],
  ["GET", "/apis/batch/v1", "path get"],
  ["POST", "/version", "path post"],
  ["GET", "/healthz/ping", "path get"],
  ["GET", "/apiss/batch/v1/jobs", "path get"],
])("%s %s is %s", (method, path, expected) => {
  expect(ask(method, path)).toBe(expected);
});
