import { expect, test } from "vitest";
import { isJsonObject } from "../../../../src/base/json.ts";
import { valueAt, type ApiObject } from "../../../../src/sandbox/api-object.ts";
import { createCluster, deployment } from "./cluster.ts";

const condition = (object: ApiObject | undefined, type: string) => {
  const conditions = valueAt(object, ["status", "conditions"]);
  return Array.isArray(conditions)
    ? conditions.filter(isJsonObject).find((candidate) => candidate.type === type)
    : undefined;
};

test("a Deployment becomes available through a ReplicaSet and its Pods, after a moment", async () => {
  const { make, get, list, clock, stop } = createCluster();
  make("deployments.apps", deployment("web"));
  await clock.advance(50);
  expect(get("deployments.apps", "web")).toMatchObject({ status: { replicas: 2, unavailableReplicas: 2 } });
  expect(condition(get("deployments.apps", "web"), "Available")).toMatchObject({
    status: "False",
    reason: "MinimumReplicasUnavailable",
  });
  await clock.advance(1000);
  const web = get("deployments.apps", "web");
  expect(web?.metadata.generation).toBe(1); // nobody changed the spec
  expect(web?.status).toMatchObject({
    observedGeneration: 1,
    replicas: 2,
    updatedReplicas: 2,
    readyReplicas: 2,
    availableReplicas: 2,
  });
  expect(web?.status).not.toHaveProperty("unavailableReplicas");
  expect(condition(web, "Available")).toMatchObject({ status: "True", reason: "MinimumReplicasAvailable" });
  expect(condition(web, "Progressing")).toMatchObject({ reason: "NewReplicaSetAvailable" });
  expect(web?.metadata.annotations).toEqual({ "deployment.kubernetes.io/revision": "1" });
  const pods = list("pods");
  expect(pods).toHaveLength(2);
  for (const pod of pods)
    expect(pod.status).toMatchObject({
      phase: "Running",
      podIP: expect.stringMatching(/^10\.244\./),
      containerStatuses: [{ ready: true }],
    });
  stop();
});

test("it settles: nothing is written any more", async () => {
  const { make, clock, registry, stop } = createCluster();
  make("deployments.apps", deployment("web"));
  await clock.advance(2000);
  const { revision } = registry.store;
  await clock.advance(60_000);
  expect(registry.store.revision).toBe(revision);
  expect(clock.waiting).toBe(0);
  stop();
});

test("a new template rolls out into a new ReplicaSet, the old one stays empty", async () => {
  const { make, edit, get, list, clock, stop } = createCluster();
  make("deployments.apps", deployment("web"));
  await clock.advance(1000);
  edit("deployments.apps", "web", (object) => {
    const containers = valueAt(object, ["spec", "template", "spec", "containers"]) as { image: string }[];
    containers[0]!.image = "a:2";
  });
  await clock.advance(2000);
  const sets = list("replicasets.apps").map((set) => [
    valueAt(set, ["metadata", "annotations", "deployment.kubernetes.io/revision"]),
    valueAt(set, ["spec", "replicas"]),
  ]);
  expect(sets.sort()).toEqual([
    ["1", 0],
    ["2", 2],
  ]);
  expect(
    list("pods").map(
      (pod) =>
        valueAt(pod, ["spec", "containers", "0", "image"]) ??
        (pod.spec as { containers: { image: string }[] }).containers[0]?.image,
    ),
  ).toEqual(["a:2", "a:2"]);
  expect(get("deployments.apps", "web")).toMatchObject({ status: { replicas: 2, updatedReplicas: 2 } });
  stop();
});

test("Recreate takes the old Pods down before it makes new ones", async () => {
  const { make, edit, list, clock, registry, stop } = createCluster();
  make("deployments.apps", deployment("web", { strategy: { type: "Recreate" } }));
  await clock.advance(1000);
  let most = 0;
  registry.observe(registry.resource("", "v1", "pods"), () => (most = Math.max(most, list("pods").length)));
  edit("deployments.apps", "web", (object) => {
    const containers = valueAt(object, ["spec", "template", "spec", "containers"]) as { image: string }[];
    containers[0]!.image = "a:2";
  });
  await clock.advance(2000);
  expect(most).toBe(2);
  expect(list("pods")).toHaveLength(2);
  stop();
});

test("scaling follows, a deleted Pod is replaced, a deleted Deployment takes all with it", async () => {
  const { make, edit, remove, list, clock, stop } = createCluster();
  make("deployments.apps", deployment("web"));
  await clock.advance(1000);
  edit("deployments.apps", "web", (object) => (object.spec = { ...(object.spec as object), replicas: 3 }));
  await clock.advance(1000);
  expect(list("pods")).toHaveLength(3);
  const doomed = list("pods")[0]?.metadata.name ?? "";
  remove("pods", doomed);
  await clock.advance(1000);
  expect(list("pods").map(({ metadata }) => metadata.name)).not.toContain(doomed);
  expect(list("pods")).toHaveLength(3);
  remove("deployments.apps", "web");
  await clock.advance(1000);
  expect([...list("pods"), ...list("replicasets.apps")]).toEqual([]);
  stop();
});

test("a Pod that is to run once succeeds", async () => {
  const { make, get, clock, stop } = createCluster();
  make("pods", {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "once", namespace: "default" },
    spec: { restartPolicy: "Never", containers: [{ name: "a", image: "a" }] },
  });
  await clock.advance(1000);
  expect(get("pods", "once")?.status).toMatchObject({
    phase: "Succeeded",
    containerStatuses: [{ ready: false, state: { terminated: { exitCode: 0 } } }],
  });
  stop();
});

test("stopped behaviours leave no timer", async () => {
  const { make, clock, stop } = createCluster();
  make("deployments.apps", deployment("web"));
  await clock.advance(10);
  stop();
  expect(clock.waiting).toBe(0);
});
