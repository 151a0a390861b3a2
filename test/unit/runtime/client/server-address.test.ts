import { expect, test } from "vitest";
import { serverAddress } from "../../../../src/runtime/client/server-address.ts";

test("an address is what Node wants to know of a URL", () => {
  expect(serverAddress("https://api.example.com:6443")).toMatchObject({
    protocol: "https:",
    host: "api.example.com:6443",
    options: { protocol: "https:", hostname: "api.example.com", port: 6443 },
  });
  expect(serverAddress("http://[fd00::1]:8001").options.hostname).toBe("fd00::1");
  expect(serverAddress("https://ann:p@api").options.auth).toBe("ann:p");
});

test("requests go below a server's own path", () => {
  expect(serverAddress("https://proxy/k8s/clusters/c1/").pathOf("/api/v1/pods?limit=1")).toBe(
    "/k8s/clusters/c1/api/v1/pods?limit=1",
  );
});

test.each([
  "/api/v1/pods",
  "/apis/apps/v1/namespaces/a/deployments/b/scale?fieldManager=x&force=true",
  "/x?labelSelector=a%20in%20(b,c),!d",
  "/x y",
  "/größe?q=ü",
  "/a/../b",
  "/a/./b",
  "/.",
  '/"<>`',
  "/a|b^c[d]{e}",
  "/x?q='#fragment",
  "//other.example.com/x",
  "/back\\slash",
])("a path is on the wire what a URL makes of it: %j", (path) => {
  const url = new URL(`https://api.example.com${path}`);
  expect(serverAddress("https://api.example.com").pathOf(path)).toBe(url.pathname + url.search);
});
