import { expect, test } from "vitest";
import { serverAddress } from "../../../../src/runtime/client/server-address.ts";

test("an address is what a URL says", () => {
  expect(serverAddress("https://api.example.com:6443")).toMatchObject({
    protocol: "https:",
    host: "api.example.com:6443",
    hostname: "api.example.com",
    port: 6443,
    authorization: undefined,
  });
  expect(serverAddress("http://[fd00::1]:8001")).toMatchObject({
    hostname: "fd00::1",
    host: "[fd00::1]:8001",
  });
  expect(serverAddress("http://api")).toMatchObject({ host: "api", port: 80 });
  expect(serverAddress("https://ann:p%40@api")).toMatchObject({
    host: "api",
    port: 443,
    authorization: `Basic ${Buffer.from("ann:p@").toString("base64")}`,
  });
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
