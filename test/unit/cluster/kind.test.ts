import { expect, test } from "vitest";
import { createKind } from "../../../src/cluster/kind.ts";
import { type Reply, stubProgram } from "./stub-program.ts";

function setUp(replies: Reply[]) {
  const { program, calls } = stubProgram(replies);
  return {
    kind: createKind({ program, signal: new AbortController().signal }),
    calls: () => calls().map(({ args }) => args),
  };
}

const current: Reply = { when: "version", stdout: "kind v0.30.0 go1.24.6 linux/amd64\n" };

test("lists clusters, also when there is none", async () => {
  expect(await setUp([current, { when: "get clusters", stdout: "kind\nother\n" }]).kind.clusters()).toEqual([
    "kind",
    "other",
  ]);
  const none: Reply = { when: "get clusters", stderr: "No kind clusters found.\n" };
  expect(await setUp([current, none]).kind.clusters()).toEqual([]);
});

test("a new cluster is ready when it is made", async () => {
  const { kind, calls } = setUp([current, { when: "create" }]);
  await kind.create("dev");
  expect(calls()).toEqual(["version", "create cluster --name dev --wait 120s"]);
});

test("a node's image, a configuration and a kubeconfig of its own go with the making", async () => {
  const { kind, calls } = setUp([current, { when: "create" }]);
  await kind.create("dev", { image: "kindest/node:v1.36.1", config: "/c.yaml", kubeconfig: "/k" });
  expect(calls()[1]).toBe(
    "create cluster --name dev --wait 120s --image kindest/node:v1.36.1 --config /c.yaml --kubeconfig /k",
  );
});

test("images come from the container engine or from an archive; a cluster is deleted by name", async () => {
  const { kind, calls } = setUp([current, { when: "" }]);
  await kind.loadImage("cache:v1", { name: "dev" });
  await kind.loadArchive("/cache.tar", { name: "dev" });
  await kind.delete("dev");
  expect(calls().slice(1)).toEqual([
    "load docker-image cache:v1 --name dev",
    "load image-archive /cache.tar --name dev",
    "delete cluster --name dev",
  ]);
});

test("its version is looked at once", async () => {
  const { kind, calls } = setUp([current, { when: "get clusters" }]);
  expect(await kind.version()).toBe("0.30.0");
  await kind.clusters();
  expect(calls()).toEqual(["version", "get clusters"]);
});

test("an old version is refused before anything is done with it", async () => {
  const { kind, calls } = setUp([{ when: "version", stdout: "kind v0.11.1 go1.16.4 linux/amd64\n" }]);
  await expect(kind.create("dev")).rejects.toMatchObject({
    code: "KIND_TOO_OLD",
    message: "cannot use kind 0.11: expected 0.20 or newer",
  });
  expect(calls()).toEqual(["version"]);
});

test("a failure tells what kind wrote", async () => {
  const { kind } = setUp([
    current,
    { when: "create", stderr: "ERROR: failed to create cluster: docker is not running\n", exitCode: 1 },
  ]);
  await expect(kind.create("dev")).rejects.toThrow(
    /exit code 1:\nERROR: failed to create cluster: docker is not running/,
  );
});
