import { expect, test } from "vitest";
import { createCluster } from "./cluster.ts";

const configMap = (name: string, finalizers: string[] = []) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "shop", finalizers },
});

function shop() {
  const cluster = createCluster();
  cluster.make("namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  return cluster;
}

test("every namespace gets a default ServiceAccount", async () => {
  const { get, clock, stop } = shop();
  await clock.advance(10);
  expect(get("serviceaccounts", "default", "shop")).toBeDefined();
  expect(get("serviceaccounts", "default", "default")).toBeDefined();
  stop();
});

test("a deleted namespace is emptied, then goes", async () => {
  const { make, remove, get, list, clock, stop } = shop();
  make("configmaps", configMap("a"));
  await clock.advance(10);
  remove("namespaces", "shop");
  await clock.advance(1000);
  expect(get("namespaces", "shop")).toBeUndefined();
  expect(list("configmaps", "shop")).toEqual([]);
  stop();
});

test("finalizers of what is in it hold it back", async () => {
  const { make, remove, get, registry, clock, stop } = shop();
  make("configmaps", configMap("held", ["x.io/a"]));
  remove("namespaces", "shop");
  await clock.advance(5000);
  expect(get("namespaces", "shop")?.status).toEqual({ phase: "Terminating" });
  registry.edit(
    registry.resource("", "v1", "configmaps"),
    { namespace: "shop", name: "held", manager: "test" },
    ({ metadata }) => (metadata.finalizers = []),
  );
  await clock.advance(1000);
  expect(get("namespaces", "shop")).toBeUndefined();
  stop();
});
