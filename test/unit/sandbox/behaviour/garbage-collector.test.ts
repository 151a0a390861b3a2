import { expect, test } from "vitest";
import type { ApiObject } from "../../../../src/sandbox/api-object.ts";
import { createCluster } from "./cluster.ts";

const configMap = (name: string, owners: ApiObject[] = [], block = true) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: {
    name,
    namespace: "default",
    ownerReferences: owners.map(({ metadata }) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      name: metadata.name,
      uid: metadata.uid,
      blockOwnerDeletion: block,
    })),
  },
});

function family() {
  const cluster = createCluster();
  const owner = cluster.make("configmaps", configMap("owner"));
  const child = cluster.make("configmaps", configMap("child", [owner]));
  cluster.make("configmaps", configMap("grandchild", [child]));
  const names = () => cluster.list("configmaps").map(({ metadata }) => metadata.name);
  return { ...cluster, owner, names };
}

test("what has lost its owner goes, down the line", async () => {
  const { remove, clock, names, stop } = family();
  remove("configmaps", "owner");
  expect(names()).toEqual(["child", "grandchild"]);
  await clock.advance(10);
  expect(names()).toEqual([]);
  stop();
});

test("orphaning cuts the reference and keeps the rest", async () => {
  const { remove, clock, names, get, stop } = family();
  remove("configmaps", "owner", { propagationPolicy: "Orphan" });
  await clock.advance(10);
  expect(names()).toEqual(["child", "grandchild"]);
  expect(get("configmaps", "child")?.metadata.ownerReferences).toBeUndefined();
  stop();
});

test("in foreground deletion the owner goes last", async () => {
  const { remove, clock, names, registry, stop } = family();
  const gone: string[] = [];
  registry.observe(
    registry.resource("", "v1", "configmaps"),
    ({ type, object }) => type === "DELETED" && gone.push(object.metadata.name ?? ""),
  );
  remove("configmaps", "owner", { propagationPolicy: "Foreground" });
  expect(names()).toContain("owner");
  await clock.advance(10);
  expect(gone).toEqual(["grandchild", "child", "owner"]);
  stop();
});

test("a child that is held back holds its owner back in the foreground", async () => {
  const { remove, clock, names, edit, stop } = family();
  edit("configmaps", "child", ({ metadata }) => (metadata.finalizers = ["x.io/a"]));
  remove("configmaps", "owner", { propagationPolicy: "Foreground" });
  await clock.advance(1000);
  expect(names()).toEqual(["child", "owner"]);
  edit("configmaps", "child", ({ metadata }) => (metadata.finalizers = []));
  await clock.advance(10);
  expect(names()).toEqual([]);
  stop();
});

test("one living owner is enough; the dead one's reference is dropped", async () => {
  const { make, remove, clock, get, owner, stop } = family();
  const second = make("configmaps", configMap("second"));
  make("configmaps", configMap("both", [owner, second]));
  remove("configmaps", "owner");
  await clock.advance(10);
  expect(get("configmaps", "both")?.metadata.ownerReferences?.map(({ name }) => name)).toEqual(["second"]);
  stop();
});

test("an object whose owner never was is collected; one whose owner's kind is unknown is not", async () => {
  const { make, clock, names, stop } = family();
  const ghost = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "ghost", uid: "ghost-uid" } };
  make("configmaps", configMap("stray", [ghost]));
  const foreign = configMap("foreign", [ghost]);
  foreign.metadata.ownerReferences[0]!.apiVersion = "unknown.example.com/v1";
  make("configmaps", foreign);
  await clock.advance(10);
  expect(names()).toContain("foreign");
  expect(names()).not.toContain("stray");
  stop();
});
