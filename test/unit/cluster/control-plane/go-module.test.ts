import { expect, test } from "vitest";
import {
  goMod,
  goVersionOf,
  kubernetesGoMod,
  stagingModules,
} from "../../../../src/cluster/control-plane/go-module.ts";

const upstream = `module k8s.io/kubernetes

go 1.26.0

require (
	github.com/example/x v1.0.0
	k8s.io/api v0.0.0
)

replace (
	github.com/example/x => github.com/example/fork v1.0.1
	k8s.io/api => ./staging/src/k8s.io/api
	k8s.io/apimachinery => ./staging/src/k8s.io/apimachinery
)

replace k8s.io/single => ./staging/src/k8s.io/single
`;

test("only what upstream replaces by its staging folder is a staging module, whatever list a release has", () => {
  expect(stagingModules(upstream)).toEqual(["k8s.io/api", "k8s.io/apimachinery", "k8s.io/single"]);
});

test("a Kubernetes release is required with each staging module at its published version", () => {
  expect(kubernetesGoMod("1.36.3", upstream)).toBe(
    [
      "module controlplane",
      "",
      "go 1.26.0",
      "",
      "require k8s.io/kubernetes v1.36.3",
      "",
      "replace k8s.io/api => k8s.io/api v0.36.3",
      "replace k8s.io/apimachinery => k8s.io/apimachinery v0.36.3",
      "replace k8s.io/single => k8s.io/single v0.36.3",
      "",
    ].join("\n"),
  );
});

test("the language version is upstream's own, so that Go fetches the toolchain that it needs", () => {
  expect(goVersionOf(upstream)).toBe("1.26.0");
  expect(goVersionOf("module x\n")).toBeUndefined();
  expect(goMod("example.com/x/v3", { version: "v3.1.0", go: undefined })).toBe(
    "module controlplane\n\nrequire example.com/x/v3 v3.1.0\n\n",
  );
});
