import { expect, test } from "vitest";
import { chooseNode } from "../../../../src/sandbox/behaviour/scheduler/choose-node.ts";
import { conditionAt, textAt } from "../../../../src/sandbox/behaviour/read.ts";
import { createCluster, pod } from "./cluster.ts";

const placed = (cluster: ReturnType<typeof createCluster>, name: string) =>
  textAt(cluster.get("pods", name), "spec.nodeName");

test("a Pod that no node takes stays pending, with the scheduler's words, until one does", async () => {
  const cluster = createCluster();
  cluster.make("pods", pod("web", { spec: { nodeSelector: { disk: "ssd" } } }));
  await cluster.clock.advance(1000);
  expect(cluster.get("pods", "web")?.status).toMatchObject({ phase: "Pending" });
  expect(conditionAt(cluster.get("pods", "web"), "PodScheduled")).toMatchObject({
    status: "False",
    reason: "Unschedulable",
    message:
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
  });
  expect(cluster.events("web")).toEqual([
    { reason: "FailedScheduling", message: expect.stringContaining("0/1 nodes"), type: "Warning", count: 1 },
  ]);
  const nodes = cluster.registry.resource("", "v1", "nodes");
  cluster.registry.edit(nodes, { namespace: undefined, name: "sandbox", manager: "test" }, ({ metadata }) => {
    metadata.labels = { ...metadata.labels, disk: "ssd" };
  });
  await cluster.clock.advance(1000);
  expect(cluster.get("pods", "web")?.status).toMatchObject({ phase: "Running" });
  cluster.stop();
});

test("an annotation makes a Pod unschedulable", async () => {
  const cluster = createCluster();
  const annotations = {
    "sandbox.kubewright.dev/unschedulable": "0/3 nodes are available: 3 Insufficient cpu.",
  };
  cluster.make("pods", pod("big", { annotations }));
  await cluster.clock.advance(1000);
  expect(conditionAt(cluster.get("pods", "big"), "PodScheduled")?.message).toBe(
    "0/3 nodes are available: 3 Insufficient cpu.",
  );
  cluster.stop();
});

test("gates, and schedulers of others, keep a Pod from being placed", async () => {
  const cluster = createCluster();
  cluster.make("pods", pod("gated", { spec: { schedulingGates: [{ name: "example.com/wait" }] } }));
  cluster.make("pods", pod("foreign", { spec: { schedulerName: "other" } }));
  await cluster.clock.advance(1000);
  expect([placed(cluster, "gated"), placed(cluster, "foreign")]).toEqual(["", ""]);
  cluster.stop();
});

test("a claim that is not there is named", async () => {
  const cluster = createCluster();
  const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "gone" } }];
  cluster.make("pods", pod("web", { spec: { volumes } }));
  await cluster.clock.advance(1000);
  expect(conditionAt(cluster.get("pods", "web"), "PodScheduled")?.message).toBe(
    '0/1 nodes are available: persistentvolumeclaim "gone" not found.',
  );
  cluster.stop();
});

const node = (name: string, options: { labels?: Record<string, string>; spec?: object } = {}) => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name, labels: options.labels ?? {} },
  spec: options.spec ?? {},
});
const tainted = (effect: string) => node("n", { spec: { taints: [{ key: "a", value: "b", effect }] } });
const affinity = (expression: object) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [expression] }],
      },
    },
  },
});

test.each([
  ["an ordinary node", {}, node("n"), true],
  ["an unschedulable one", {}, node("n", { spec: { unschedulable: true } }), false],
  ["a taint", {}, tainted("NoSchedule"), false],
  ["a taint that is only preferred", {}, tainted("PreferNoSchedule"), true],
  ["a taint that is tolerated", { tolerations: [{ key: "a", value: "b" }] }, tainted("NoSchedule"), true],
  ["every taint tolerated", { tolerations: [{ operator: "Exists" }] }, tainted("NoExecute"), true],
  [
    "another effect tolerated",
    { tolerations: [{ key: "a", operator: "Exists", effect: "NoExecute" }] },
    tainted("NoSchedule"),
    false,
  ],
  [
    "an affinity that fits",
    affinity({ key: "z", operator: "In", values: ["1"] }),
    node("n", { labels: { z: "1" } }),
    true,
  ],
  [
    "an affinity that does not",
    affinity({ key: "z", operator: "NotIn", values: ["1"] }),
    node("n", { labels: { z: "1" } }),
    false,
  ],
] as const)("%s", (_, spec, candidate, fits) => {
  expect("node" in chooseNode({ ...pod("p"), spec }, [candidate])).toBe(fits);
});
