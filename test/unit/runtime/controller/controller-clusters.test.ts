import { expect, test } from "vitest";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { ConfigMap } from "../../../../src/k8s/core/v1.ts";
import { Deployment, deployment, startController, Widget, widget } from "./controller-harness.ts";

const configMap = (name: string) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "default", resourceVersion: "1", uid: name },
});

test("objects of other clusters lead to keys here, and are read through their cluster's client", async () => {
  const seen: unknown[] = [];
  const built = controller(Widget)
    .watches(ConfigMap, ({ metadata }, { cluster }) => [{ ...metadata, name: `${cluster}` }], {
      cluster: "edge",
    })
    .reconcile(async ({ request, cluster }) => {
      const found = await cluster("edge").get(ConfigMap, { name: "there" });
      seen.push([request, found.metadata.name]);
    });
  const at = await startController(built, {
    objects: [widget("edge")],
    clusters: { edge: [configMap("there")] },
  });
  expect(seen).toEqual([[{ namespace: "default", name: "edge" }, "there"]]);
  expect(at.calls).toEqual([]);
  await at.stop();
});

test("a controller of objects in several clusters gets requests that name theirs, and writes there", async () => {
  const requests: unknown[] = [];
  const built = controller(Widget, { clusters: ["edge", ""] })
    .owns(Deployment)
    .reconcile(async ({ request, object, client, status }) => {
      requests.push([request.cluster ?? "here", object.metadata.name]);
      await client.delete(ConfigMap, { name: request.name });
      status.set({ phase: "Ready" });
    });
  const at = await startController(built, {
    objects: [widget("a"), deployment("d", "a")],
    clusters: { edge: [widget("a"), deployment("d", "a")] },
  });
  expect(requests.sort()).toEqual([
    ["edge", "a"],
    ["here", "a"],
  ]);
  const writes = at.calls.map(({ method, cluster }) => `${method} ${cluster}`);
  expect(writes.sort()).toEqual(["delete ", "delete edge", "patchStatus ", "patchStatus edge"]);
  await at.stop();
});

test("a cluster that the operator does not have is named in the error", async () => {
  const built = controller(Widget).reconcile(({ cluster }) => void cluster("moon"));
  const at = await startController(built, { objects: [widget("a")], clusters: { edge: [] } });
  const [line] = at.lines.filter(({ level }) => level === "error");
  expect((line?.fields.error as Error).message).toBe(
    'there is no cluster "moon": the operator has "", "edge"',
  );
  await at.stop();
});
