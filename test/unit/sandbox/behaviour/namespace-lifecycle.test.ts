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
  expect(get("namespaces", "shop")?.status).toMatchObject({
    phase: "Terminating",
    conditions: [
      { type: "NamespaceDeletionDiscoveryFailure", status: "False", reason: "ResourcesDiscovered" },
      { type: "NamespaceDeletionGroupVersionParsingFailure", status: "False" },
      { type: "NamespaceDeletionContentFailure", status: "False" },
      {
        type: "NamespaceContentRemaining",
        status: "True",
        message: "Some resources are remaining: configmaps. has 1 resource instances",
      },
      {
        type: "NamespaceFinalizersRemaining",
        status: "True",
        message: "Some content in the namespace has finalizers remaining: x.io/a in 1 resource instances",
      },
    ],
  });
  registry.edit(
    registry.resource("", "v1", "configmaps"),
    { namespace: "shop", name: "held", manager: "test" },
    ({ metadata }) => (metadata.finalizers = []),
  );
  await clock.advance(1000);
  expect(get("namespaces", "shop")).toBeUndefined();
  stop();
});

test("every namespace gets the server's authority, again when it is gone or changed", async () => {
  const { get, remove, edit, clock, stop } = createCluster({ rootCa: "PEM" });
  const name = "kube-root-ca.crt";
  await clock.advance(10);
  expect(get("configmaps", name)).toMatchObject({
    metadata: {
      annotations: { "kubernetes.io/description": expect.stringMatching(/^Contains a CA bundle/) },
    },
    data: { "ca.crt": "PEM" },
  });
  expect(get("configmaps", name, "kube-system")).toBeDefined();
  remove("configmaps", name);
  await clock.advance(10);
  expect(get("configmaps", name)).toBeDefined();
  edit("configmaps", name, (object) => (object.data = { "ca.crt": "other" }));
  await clock.advance(10);
  expect(get("configmaps", name)?.data).toEqual({ "ca.crt": "PEM" });
  stop();
});

test("a deleted default ServiceAccount is made again", async () => {
  const { get, remove, clock, stop } = createCluster();
  await clock.advance(10);
  const before = get("serviceaccounts", "default")?.metadata.uid;
  remove("serviceaccounts", "default");
  await clock.advance(10);
  expect(get("serviceaccounts", "default")?.metadata.uid).not.toBe(before);
  expect(get("serviceaccounts", "default")).toBeDefined();
  stop();
});
