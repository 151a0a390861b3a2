import { expect, test } from "vitest";
import { textAt } from "../../../../src/sandbox/behaviour/read.ts";
import { createCluster } from "./cluster.ts";

type Cluster = ReturnType<typeof createCluster>;

const daemonSet = (spec: object = {}, podSpec: object = {}, image = "a:1") => ({
  apiVersion: "apps/v1",
  kind: "DaemonSet",
  metadata: { name: "agent", namespace: "default" },
  spec: {
    selector: { matchLabels: { app: "agent" } },
    template: {
      metadata: { labels: { app: "agent" } },
      spec: { containers: [{ name: "main", image }], ...podSpec },
    },
    ...spec,
  },
});
const addNode = (cluster: Cluster, name: string, options: { labels?: object; spec?: object } = {}) =>
  cluster.make("nodes", {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: options.labels ?? {} },
    spec: options.spec ?? {},
  });
const placed = (cluster: Cluster) =>
  cluster
    .list("pods")
    .map((pod) => textAt(pod, "spec.nodeName"))
    .sort();
const status = (cluster: Cluster) => cluster.get("daemonsets.apps", "agent")?.status;

test("one Pod on each node, also on those that come later; the status counts them", async () => {
  const cluster = createCluster();
  const made = cluster.make("daemonsets.apps", daemonSet());
  await cluster.clock.advance(1000);
  expect(placed(cluster)).toEqual(["sandbox"]);
  addNode(cluster, "second");
  await cluster.clock.advance(1000);
  expect(placed(cluster)).toEqual(["sandbox", "second"]);
  expect(status(cluster)).toEqual({
    currentNumberScheduled: 2,
    numberMisscheduled: 0,
    desiredNumberScheduled: 2,
    numberReady: 2,
    observedGeneration: 1,
    updatedNumberScheduled: 2,
    numberAvailable: 2,
  });
  const [revision] = cluster.list("controllerrevisions.apps");
  for (const { metadata } of cluster.list("pods"))
    expect(metadata).toMatchObject({
      generateName: "agent-",
      labels: {
        app: "agent",
        "controller-revision-hash": revision?.metadata.labels?.["controller-revision-hash"],
        "pod-template-generation": "1",
      },
      ownerReferences: [{ kind: "DaemonSet", uid: made.metadata.uid, controller: true }],
    });
  cluster.stop();
});

test("a node selector and taints keep it away; what no longer fits goes", async () => {
  const cluster = createCluster();
  addNode(cluster, "ssd", { labels: { disk: "ssd" } });
  addNode(cluster, "tainted", {
    labels: { disk: "ssd" },
    spec: { taints: [{ key: "a", effect: "NoSchedule" }] },
  });
  cluster.make("daemonsets.apps", daemonSet({}, { nodeSelector: { disk: "ssd" } }));
  await cluster.clock.advance(1000);
  expect(placed(cluster)).toEqual(["ssd"]);
  const nodes = cluster.registry.resource("", "v1", "nodes");
  cluster.registry.edit(nodes, { namespace: undefined, name: "ssd", manager: "test" }, ({ metadata }) => {
    metadata.labels = {};
  });
  await cluster.clock.advance(1000);
  expect(placed(cluster)).toEqual([]);
  expect(status(cluster)).toMatchObject({ desiredNumberScheduled: 0, numberMisscheduled: 0 });
  cluster.stop();
});

test("unschedulable nodes get their daemons nevertheless", async () => {
  const cluster = createCluster();
  addNode(cluster, "cordoned", { spec: { unschedulable: true } });
  cluster.make("daemonsets.apps", daemonSet());
  await cluster.clock.advance(1000);
  expect(placed(cluster)).toEqual(["cordoned", "sandbox"]);
  cluster.stop();
});

test("a new template replaces one Pod after the other; with OnDelete none", async () => {
  const cluster = createCluster();
  for (const name of ["n1", "n2"]) addNode(cluster, name);
  cluster.make("daemonsets.apps", daemonSet());
  await cluster.clock.advance(2000);
  let fewest = 3;
  cluster.registry.observe(cluster.registry.resource("apps", "v1", "daemonsets"), ({ object }) => {
    fewest = Math.min(fewest, Number((object.status as { numberAvailable?: number }).numberAvailable ?? 0));
  });
  const change = (spec: object) =>
    cluster.edit(
      "daemonsets.apps",
      "agent",
      (object) => (object.spec = { ...(object.spec as object), ...spec }),
    );
  change({ template: daemonSet({}, {}, "a:2").spec.template });
  await cluster.clock.advance(10_000);
  const images = () =>
    cluster.list("pods").map((pod) => (pod.spec as { containers: { image: string }[] }).containers[0]?.image);
  expect(images()).toEqual(["a:2", "a:2", "a:2"]);
  expect(fewest).toBe(2);
  change({ updateStrategy: { type: "OnDelete" }, template: daemonSet({}, {}, "a:3").spec.template });
  await cluster.clock.advance(10_000);
  expect(images()).toEqual(["a:2", "a:2", "a:2"]);
  expect(status(cluster)).not.toHaveProperty("updatedNumberScheduled");
  cluster.stop();
});

test("with a surge the new Pod is ready before the old one goes", async () => {
  const cluster = createCluster();
  const updateStrategy = { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
  cluster.make("daemonsets.apps", daemonSet({ updateStrategy }));
  await cluster.clock.advance(2000);
  cluster.edit("daemonsets.apps", "agent", (object) => {
    object.spec = { ...(object.spec as object), template: daemonSet({}, {}, "a:2").spec.template };
  });
  await cluster.clock.advance(50);
  expect(cluster.list("pods")).toHaveLength(2);
  await cluster.clock.advance(5000);
  expect(cluster.list("pods")).toHaveLength(1);
  expect(status(cluster)).toMatchObject({ updatedNumberScheduled: 1, numberAvailable: 1 });
  cluster.stop();
});
