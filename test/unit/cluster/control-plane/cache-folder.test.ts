import { expect, test } from "vitest";
import { cacheFolder, goPlatform } from "../../../../src/cluster/control-plane/cache-folder.ts";

test.each([
  ["linux", {}, "/home/me/.cache/kubewright/control-plane"],
  ["linux", { XDG_CACHE_HOME: "/cache" }, "/cache/kubewright/control-plane"],
  ["darwin", {}, "/home/me/Library/Caches/kubewright/control-plane"],
  ["darwin", { XDG_CACHE_HOME: "/cache" }, "/cache/kubewright/control-plane"],
  ["win32", { LOCALAPPDATA: "/local" }, "/local/kubewright/control-plane"],
  ["win32", {}, "/home/me/AppData/Local/kubewright/control-plane"],
] as const)("on %s with %j control planes are kept where caches belong", (platform, env, folder) => {
  expect(cacheFolder({ platform, env, home: "/home/me" })).toBe(folder);
});

test.each([
  ["linux", "x64", "linux-amd64"],
  ["darwin", "arm64", "darwin-arm64"],
  ["win32", "x64", "windows-amd64"],
  ["linux", "ppc64", "linux-ppc64le"],
  ["linux", "s390x", "linux-s390x"],
] as const)("%s on %s is %s to Go and to the envtest archives", (platform, arch, name) => {
  expect(goPlatform(platform, arch)).toBe(name);
});
