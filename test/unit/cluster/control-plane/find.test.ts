import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cacheFolder, versionFolder } from "../../../../src/cluster/control-plane/cache-folder.ts";
import { findControlPlane } from "../../../../src/cluster/control-plane/find.ts";
import { temporaryFolder, writePrograms } from "./folders.ts";

const withManager = ["kube-apiserver", "etcd", "kubectl", "kube-controller-manager"];

test("nothing anywhere is no error: the caller decides", () => {
  expect(findControlPlane({ env: { XDG_CACHE_HOME: temporaryFolder() } })).toBeUndefined();
});

test("KUBEBUILDER_ASSETS comes before the cache, as every user of envtest expects", () => {
  const env = { XDG_CACHE_HOME: temporaryFolder(), KUBEBUILDER_ASSETS: writePrograms(temporaryFolder()) };
  writePrograms(join(cacheFolder({ env }), versionFolder("1.36.3")));
  const found = findControlPlane({ env, version: "1.36.3" });
  expect(found).toMatchObject({ source: "KUBEBUILDER_ASSETS", dir: env.KUBEBUILDER_ASSETS });
  expect(found?.kubeApiserver).toBe(join(env.KUBEBUILDER_ASSETS, "kube-apiserver"));
  expect(found?.controllerManager).toBeUndefined();
});

test("a KUBEBUILDER_ASSETS that is no control plane is told, not passed over", () => {
  const env = {
    XDG_CACHE_HOME: temporaryFolder(),
    KUBEBUILDER_ASSETS: writePrograms(temporaryFolder(), ["etcd"]),
  };
  expect(() => findControlPlane({ env })).toThrow(
    `KUBEBUILDER_ASSETS is set to "${env.KUBEBUILDER_ASSETS}", which has no kube-apiserver, kubectl`,
  );
});

test("a file that cannot be run is no program", () => {
  const env = { KUBEBUILDER_ASSETS: writePrograms(temporaryFolder()) };
  chmodSync(join(env.KUBEBUILDER_ASSETS, "etcd"), 0o644);
  expect(() => findControlPlane({ env })).toThrow("which has no etcd");
});

test("assets without a controller manager do where none is asked for; otherwise the cache is looked at", () => {
  const env = { XDG_CACHE_HOME: temporaryFolder(), KUBEBUILDER_ASSETS: writePrograms(temporaryFolder()) };
  expect(findControlPlane({ env, controllerManager: true })).toBeUndefined();
  const cached = writePrograms(join(cacheFolder({ env }), versionFolder("1.36.3")), withManager);
  expect(findControlPlane({ env, version: "1.36.3", controllerManager: true })).toMatchObject({
    source: "cache",
    controllerManager: join(cached, "kube-controller-manager"),
  });
});

test("in the cache the very version wins, then the newest patch of its minor, never another minor", () => {
  const env = { XDG_CACHE_HOME: temporaryFolder() };
  const cache = cacheFolder({ env });
  for (const version of ["1.36.9", "1.36.10", "1.36.2", "1.35.0", "1.37.0"])
    writePrograms(join(cache, versionFolder(version)));
  expect(findControlPlane({ env, version: "1.36.2" })?.dir).toBe(join(cache, versionFolder("1.36.2")));
  expect(findControlPlane({ env, version: "1.36.3" })?.dir).toBe(join(cache, versionFolder("1.36.10")));
  expect(findControlPlane({ env, version: "1.34.1" })).toBeUndefined();
});

test("an incomplete folder in the cache is not used", () => {
  const env = { XDG_CACHE_HOME: temporaryFolder() };
  writePrograms(join(cacheFolder({ env }), versionFolder("1.36.3")), ["kube-apiserver"]);
  expect(findControlPlane({ env, version: "1.36.3" })).toBeUndefined();
});
