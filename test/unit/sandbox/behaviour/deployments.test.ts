import { expect, test } from "vitest";
import { valueAt, type ApiObject } from "../../../../src/sandbox/api-object.ts";
import { conditionAt, numberAt } from "../../../../src/sandbox/behaviour/read.ts";
import { createCluster, deployment, history } from "./cluster.ts";

type Cluster = ReturnType<typeof createCluster>;

const template = (image: string, annotations: object = {}) => ({
  metadata: { labels: { app: "web" }, annotations },
  spec: { containers: [{ name: "main", image }] },
});
const setImage = (cluster: Cluster, image: string, annotations: object = {}) =>
  cluster.edit("deployments.apps", "web", (object) => {
    object.spec = { ...(object.spec as object), template: template(image, annotations) };
  });
const change = (cluster: Cluster, spec: object) =>
  cluster.edit(
    "deployments.apps",
    "web",
    (object) => (object.spec = { ...(object.spec as object), ...spec }),
  );
const sizes = (cluster: Cluster) =>
  cluster
    .list("replicasets.apps")
    .map((set): [string, number] => [
      set.metadata.annotations?.["deployment.kubernetes.io/revision"] ?? "",
      numberAt(set, "spec.replicas"),
    ])
    .sort();
const progress = (object: ApiObject | undefined) => conditionAt(object, "Progressing")?.reason;
const scalings = (cluster: Cluster) =>
  cluster
    .events("web")
    .filter(({ reason }) => reason === "ScalingReplicaSet")
    .map(({ message }) => String(message).replace(/replica set \S+ /, ""));
const rolling = (maxSurge: number | string, maxUnavailable: number | string) => ({
  strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge, maxUnavailable } },
});

test("children carry the hash in name, labels and selector, the replicas in annotations, and their owner", async () => {
  const cluster = createCluster();
  const made = cluster.make("deployments.apps", deployment("web", { replicas: 4, minReadySeconds: 0 }));
  await cluster.clock.advance(1000);
  const [set] = cluster.list("replicasets.apps");
  const hash = set?.metadata.labels?.["pod-template-hash"] ?? "";
  expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5,10}$/);
  expect(set?.metadata).toMatchObject({
    name: `web-${hash}`,
    labels: { app: "web" },
    annotations: {
      "deployment.kubernetes.io/revision": "1",
      "deployment.kubernetes.io/desired-replicas": "4",
      "deployment.kubernetes.io/max-replicas": "5",
    },
    ownerReferences: [
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        name: "web",
        uid: made.metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
  });
  expect(set?.spec).toMatchObject({ selector: { matchLabels: { app: "web", "pod-template-hash": hash } } });
  for (const { metadata } of cluster.list("pods")) {
    expect(metadata.name).toMatch(new RegExp(`^web-${hash}-[a-z0-9]{5}$`));
    expect(metadata.generateName).toBe(`web-${hash}-`);
    expect(metadata.labels).toEqual({ app: "web", "pod-template-hash": hash });
  }
  expect(cluster.events(`web-${hash}`).map(({ reason }) => reason)).toEqual(
    Array(4).fill("SuccessfulCreate"),
  );
  cluster.stop();
});

test.each([
  // new ones come as far as there is room, old ones go as new ones are available
  [
    1,
    0,
    3,
    [
      "Scaled up from 0 to 3",
      "Scaled up from 0 to 1",
      "Scaled down from 3 to 2",
      "Scaled up from 1 to 2",
      "Scaled down from 2 to 1",
      "Scaled up from 2 to 3",
      "Scaled down from 1 to 0",
    ],
  ],
  [
    0,
    1,
    3,
    [
      "Scaled up from 0 to 3",
      "Scaled down from 3 to 2",
      "Scaled up from 0 to 1",
      "Scaled down from 2 to 1",
      "Scaled up from 1 to 2",
      "Scaled down from 1 to 0",
      "Scaled up from 2 to 3",
    ],
  ],
  ["100%", 0, 3, ["Scaled up from 0 to 3", "Scaled up from 0 to 3", "Scaled down from 3 to 0"]],
])("maxSurge %s, maxUnavailable %s", async (surge, unavailable, replicas, expected) => {
  const cluster = createCluster();
  cluster.make("deployments.apps", deployment("web", { replicas, ...rolling(surge, unavailable) }));
  await cluster.clock.advance(2000);
  setImage(cluster, "a:2");
  let [most, fewest] = [0, 99];
  cluster.registry.observe(cluster.registry.resource("apps", "v1", "replicasets"), () => {
    const sets = cluster.list("replicasets.apps");
    most = Math.max(
      most,
      sets.reduce((sum, set) => sum + numberAt(set, "spec.replicas"), 0),
    );
    fewest = Math.min(
      fewest,
      sets.reduce((sum, set) => sum + numberAt(set, "status.availableReplicas"), 0),
    );
  });
  await cluster.clock.advance(10_000);
  const steps = scalings(cluster);
  if (surge === "100%") expect(steps.at(-1)).toMatch(/^Scaled down from \d to 0$/);
  else expect(steps).toEqual(expected);
  const room = typeof surge === "number" ? surge : replicas;
  expect(most).toBeLessThanOrEqual(replicas + room);
  expect(fewest).toBeGreaterThanOrEqual(replicas - Number(unavailable));
  expect(sizes(cluster)).toEqual([
    ["1", 0],
    ["2", replicas],
  ]);
  cluster.stop();
});

test("a roll-out that cannot go on stops at its limits and runs into its deadline; rolling back ends it", async () => {
  const cluster = createCluster();
  cluster.make("deployments.apps", deployment("web", { replicas: 4, progressDeadlineSeconds: 30 }));
  await cluster.clock.advance(2000);
  setImage(cluster, "bad:1", { "sandbox.kubewright.dev/image-pull-error": "no such image" });
  await cluster.clock.advance(20_000);
  expect(sizes(cluster)).toEqual([
    ["1", 3],
    ["2", 2],
  ]);
  expect(progress(cluster.get("deployments.apps", "web"))).toBe("ReplicaSetUpdated");
  await cluster.clock.advance(20_000);
  expect(conditionAt(cluster.get("deployments.apps", "web"), "Progressing")).toMatchObject({
    status: "False",
    reason: "ProgressDeadlineExceeded",
    message: expect.stringMatching(/^ReplicaSet "web-\w+" has timed out progressing\.$/),
  });
  expect(cluster.get("deployments.apps", "web")?.status).toMatchObject({
    availableReplicas: 3,
    unavailableReplicas: 2,
  });
  setImage(cluster, "a:1");
  await cluster.clock.advance(5000);
  // the template of the first revision again: the same ReplicaSet, as revision 3
  expect(sizes(cluster)).toEqual([
    ["2", 0],
    ["3", 4],
  ]);
  expect(progress(cluster.get("deployments.apps", "web"))).toBe("NewReplicaSetAvailable");
  const first = cluster.list("replicasets.apps").find((set) => numberAt(set, "spec.replicas") === 4);
  expect(first?.metadata.annotations?.["deployment.kubernetes.io/revision-history"]).toBe("1");
  expect(cluster.get("deployments.apps", "web")?.metadata.annotations).toMatchObject({
    "deployment.kubernetes.io/revision": "3",
  });
  cluster.stop();
});

test("the order in which a roll-out's progress is told", async () => {
  const cluster = createCluster();
  const seen = history(cluster, "deployments.apps", progress);
  cluster.make("deployments.apps", deployment("web"));
  await cluster.clock.advance(2000);
  expect(seen).toEqual(["NewReplicaSetCreated", "ReplicaSetUpdated", "NewReplicaSetAvailable"]);
  cluster.stop();
});

test("a paused Deployment takes a new size, but no new template, until it goes on", async () => {
  const cluster = createCluster();
  cluster.make("deployments.apps", deployment("web"));
  await cluster.clock.advance(2000);
  change(cluster, { paused: true });
  setImage(cluster, "a:2");
  change(cluster, { replicas: 5 });
  await cluster.clock.advance(2000);
  expect(sizes(cluster)).toEqual([["1", 5]]);
  expect(conditionAt(cluster.get("deployments.apps", "web"), "Progressing")).toMatchObject({
    status: "Unknown",
    reason: "DeploymentPaused",
    message: "Deployment is paused",
  });
  change(cluster, { paused: false });
  await cluster.clock.advance(5000);
  expect(sizes(cluster)).toEqual([
    ["1", 0],
    ["2", 5],
  ]);
  cluster.stop();
});

test("scaling in the middle of a roll-out is shared out among its ReplicaSets", async () => {
  const cluster = createCluster();
  cluster.make("deployments.apps", deployment("web", { replicas: 10, ...rolling(3, 2) }));
  await cluster.clock.advance(2000);
  setImage(cluster, "bad:1", { "sandbox.kubewright.dev/image-pull-error": "no such image" });
  await cluster.clock.advance(2000);
  expect(sizes(cluster)).toEqual([
    ["1", 8],
    ["2", 5],
  ]);
  change(cluster, { replicas: 15 });
  await cluster.clock.advance(2000);
  // upstream's own example: 8 and 5 of 13 become 11 and 7 of 18
  expect(sizes(cluster)).toEqual([
    ["1", 11],
    ["2", 7],
  ]);
  cluster.stop();
});

test("old revisions beyond the limit go", async () => {
  const cluster = createCluster();
  cluster.make("deployments.apps", deployment("web", { revisionHistoryLimit: 1 }));
  for (const image of ["a:2", "a:3", "a:4"]) {
    await cluster.clock.advance(3000);
    setImage(cluster, image);
  }
  await cluster.clock.advance(3000);
  expect(sizes(cluster)).toEqual([
    ["3", 0],
    ["4", 2],
  ]);
  cluster.stop();
});

test("minReadySeconds makes available later than ready", async () => {
  const cluster = createCluster();
  cluster.make("deployments.apps", deployment("web", { minReadySeconds: 10 }));
  await cluster.clock.advance(5000);
  expect(cluster.get("deployments.apps", "web")?.status).toMatchObject({
    readyReplicas: 2,
    unavailableReplicas: 2,
  });
  expect(valueAt(cluster.get("deployments.apps", "web"), ["status", "availableReplicas"])).toBeUndefined();
  await cluster.clock.advance(10_000);
  expect(cluster.get("deployments.apps", "web")?.status).toMatchObject({ availableReplicas: 2 });
  cluster.stop();
});

test("a ReplicaSet takes Pods in that match, and lets those go that do not", async () => {
  const cluster = createCluster();
  cluster.make("pods", {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "stray", namespace: "default", labels: { app: "set" } },
    spec: { containers: [{ name: "a", image: "a" }] },
  });
  const set = cluster.make("replicasets.apps", {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: { name: "set", namespace: "default" },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: "set" } },
      template: { ...template("a"), metadata: { labels: { app: "set" } } },
    },
  });
  await cluster.clock.advance(1000);
  expect(cluster.list("pods")).toHaveLength(2);
  expect(cluster.get("pods", "stray")?.metadata.ownerReferences).toEqual([
    expect.objectContaining({ uid: set.metadata.uid, controller: true }),
  ]);
  cluster.edit("pods", "stray", ({ metadata }) => (metadata.labels = { app: "free" }));
  await cluster.clock.advance(1000);
  expect(cluster.get("pods", "stray")?.metadata.ownerReferences).toBeUndefined();
  expect(cluster.list("pods")).toHaveLength(3);
  cluster.stop();
});

test("a Pod that cannot be made is told in conditions and events", async () => {
  const cluster = createCluster();
  // the name of its Pods would be too long for a label, but not for a name: a port makes the Pod wrong
  const wrong = {
    metadata: { labels: { app: "set" } },
    spec: { containers: [{ name: "a", image: "a" }], nodeName: "Not_A_Name" },
  };
  cluster.registry.store.put("replicasets.apps", "default/set", {
    object: {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: { name: "set", namespace: "default", uid: "u1", generation: 1 },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: "set" } },
        template: { ...wrong, spec: { ...wrong.spec, containers: [] } },
      },
    },
    expected: undefined,
  });
  await cluster.clock.advance(50);
  expect(conditionAt(cluster.get("replicasets.apps", "set"), "ReplicaFailure")).toMatchObject({
    status: "True",
    reason: "FailedCreate",
  });
  expect(cluster.events("set")[0]).toMatchObject({ reason: "FailedCreate", type: "Warning" });
  cluster.stop();
});
