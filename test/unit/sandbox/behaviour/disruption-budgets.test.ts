import { afterEach, beforeEach, expect, test } from "vitest";
import type { ApiObject } from "../../../../src/sandbox/api-object.ts";
import { createCluster, deployment } from "./cluster.ts";

let cluster: ReturnType<typeof createCluster>;
beforeEach(() => {
  cluster = createCluster();
});
afterEach(() => cluster.stop());

const budget = (name: string, spec: object, app = "web") => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name, namespace: "default" },
  spec: { selector: { matchLabels: { app } }, ...spec },
});
const statusOf = (name: string) =>
  cluster.get("poddisruptionbudgets.policy", name)?.status as Record<string, unknown>;

test.each([
  [{ minAvailable: 1 }, { disruptionsAllowed: 2, currentHealthy: 3, desiredHealthy: 1, expectedPods: 3 }],
  [{ minAvailable: "50%" }, { disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 3 }],
  [{ maxUnavailable: 1 }, { disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 3 }],
  [
    { maxUnavailable: "50%" },
    { disruptionsAllowed: 2, currentHealthy: 3, desiredHealthy: 1, expectedPods: 3 },
  ],
  [{ maxUnavailable: 0 }, { disruptionsAllowed: 0, currentHealthy: 3, desiredHealthy: 3, expectedPods: 3 }],
])("a budget with %o of a Deployment's Pods", async (spec, status) => {
  cluster.make("deployments.apps", deployment("web", { replicas: 3 }));
  cluster.make("poddisruptionbudgets.policy", budget("web", spec));
  await cluster.clock.advance(2000);
  expect(statusOf("web")).toMatchObject({ observedGeneration: 1, ...status });
});

test("a budget follows its Pods", async () => {
  cluster.make("deployments.apps", deployment("web", { replicas: 2 }));
  cluster.make("poddisruptionbudgets.policy", budget("web", { minAvailable: 2 }));
  await cluster.clock.advance(2000);
  expect(statusOf("web")).toMatchObject({
    disruptionsAllowed: 0,
    conditions: [{ type: "DisruptionAllowed", status: "False", reason: "InsufficientPods" }],
  });
  cluster.edit(
    "deployments.apps",
    "web",
    (object) => void ((object.spec as { replicas: number }).replicas = 3),
  );
  await cluster.clock.advance(2000);
  expect(statusOf("web")).toMatchObject({
    disruptionsAllowed: 1,
    conditions: [{ type: "DisruptionAllowed", status: "True", reason: "SufficientPods" }],
  });
});

test.each([
  [{ maxUnavailable: 1 }, true],
  [{ minAvailable: "50%" }, true],
  [{ minAvailable: 1 }, false],
])("a budget with %o of Pods of nobody is warned of: %s", async (spec, warned) => {
  cluster.make("pods", {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "single", namespace: "default", labels: { app: "web" } },
    spec: { containers: [{ name: "main", image: "web" }] },
  });
  cluster.make("poddisruptionbudgets.policy", budget("web", spec));
  await cluster.clock.advance(2000);
  const reasons = cluster.list("events").map(({ reason }) => reason);
  expect(reasons.includes("UnmanagedPods")).toBe(warned);
});

test("a budget that selects nothing allows nothing", async () => {
  cluster.make("poddisruptionbudgets.policy", budget("web", { minAvailable: 0 }));
  await cluster.clock.advance(1000);
  expect(statusOf("web")).toMatchObject({ observedGeneration: 1, disruptionsAllowed: 0, expectedPods: 0 });
});

test("an evicted Pod that stays counts again after two minutes", async () => {
  cluster.make("deployments.apps", deployment("web", { replicas: 2 }));
  cluster.make("poddisruptionbudgets.policy", budget("web", { minAvailable: 1 }));
  await cluster.clock.advance(2000);
  const [pod] = cluster.list("pods");
  const budgets = cluster.registry.resource("policy", "v1", "poddisruptionbudgets");
  const target = { namespace: "default", name: "web", subresource: "status", manager: "test" };
  const disruptedPods = { [pod?.metadata.name ?? ""]: new Date(cluster.clock.now()).toISOString() };
  cluster.registry.edit(budgets, target, (object) =>
    Object.assign(object.status as object, { disruptedPods }),
  );
  await cluster.clock.advance(1000);
  expect(statusOf("web")).toMatchObject({ currentHealthy: 1, disruptionsAllowed: 0, disruptedPods });
  await cluster.clock.advance(5 * 60_000);
  expect(statusOf("web")).toMatchObject({ currentHealthy: 2, disruptionsAllowed: 1 });
  expect(statusOf("web")).not.toHaveProperty("disruptedPods");
});

test("a ClusterRole that aggregates has the rules of those that it selects, and loses them with these", async () => {
  const role = (name: string, more: object): object => ({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name },
    ...more,
  });
  const rules = [{ apiGroups: ["example.com"], resources: ["widgets"], verbs: ["get"] }];
  const clusterRoleSelectors = [{ matchLabels: { widgets: "yes" } }];
  const roles = "clusterroles.rbac.authorization.k8s.io";
  cluster.make(roles, role("all", { aggregationRule: { clusterRoleSelectors } }));
  cluster.make(roles, role("widgets", { metadata: { name: "widgets", labels: { widgets: "yes" } }, rules }));
  const toView = { "rbac.authorization.k8s.io/aggregate-to-view": "true" };
  cluster.make(roles, role("more-view", { metadata: { name: "more-view", labels: toView }, rules }));
  await cluster.clock.advance(100);
  const all = cluster.get(roles, "all") as ApiObject;
  expect(all.rules).toEqual(rules);
  expect(all.metadata.managedFields?.map(({ manager, operation }) => `${manager} ${operation}`)).toContain(
    "clusterrole-aggregation-controller Apply",
  );
  for (const name of ["view", "edit", "admin"])
    expect(cluster.get(roles, name)?.rules).toContainEqual(rules[0]);
  cluster.registry.delete(cluster.registry.resource("rbac.authorization.k8s.io", "v1", "clusterroles"), {
    namespace: undefined,
    name: "widgets",
    options: { dryRun: false },
  });
  await cluster.clock.advance(100);
  expect(cluster.get(roles, "all")?.rules ?? []).toEqual([]);
});
