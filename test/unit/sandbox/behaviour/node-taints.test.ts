import { expect, test } from "vitest";
import { silentLogger } from "../../../../src/base/logger.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { readBuiltInSchemas } from "../../../../src/k8s/built-in.ts";
import { startBehaviours } from "../../../../src/sandbox/behaviour/start-behaviours.ts";
import { createRegistry } from "../../../../src/sandbox/server.ts";

test("the taints of a Node follow from its conditions; others stay", async () => {
  const clock = new VirtualClock();
  const registry = createRegistry({ clock, schemas: readBuiltInSchemas() });
  const stop = startBehaviours(registry, { logger: silentLogger });
  const nodes = registry.resource("", "v1", "nodes");
  const target = { namespace: undefined, name: "n", manager: "me" };
  const taints = async () => {
    await clock.advance(0);
    const { spec } = registry.get(nodes, undefined, "n") as { spec?: { taints?: { key: string }[] } };
    return (spec?.taints ?? []).map(({ key }) => key);
  };
  const own = { key: "own", effect: "NoSchedule" };
  const made = registry.make(nodes, {
    object: { apiVersion: "v1", kind: "Node", metadata: { name: "n" }, spec: { taints: [own] } },
    manager: "me",
  }) as { spec?: { taints?: unknown } };
  expect(made.spec?.taints).toEqual([own, { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" }]);
  expect(await taints()).toEqual(["own"]);
  const conditions = (...list: [string, string][]) =>
    registry.edit(nodes, { ...target, subresource: "status" }, (node) => {
      node.status = { conditions: list.map(([type, status]) => ({ type, status })) };
    });
  conditions(["Ready", "False"], ["MemoryPressure", "True"], ["DiskPressure", "False"]);
  expect(await taints()).toEqual([
    "own",
    "node.kubernetes.io/not-ready",
    "node.kubernetes.io/memory-pressure",
  ]);
  conditions(["Ready", "Unknown"]);
  expect(await taints()).toEqual(["own", "node.kubernetes.io/unreachable"]);
  registry.edit(nodes, target, (node) => {
    node.spec = { ...(node.spec as object), unschedulable: true };
  });
  expect(await taints()).toEqual([
    "own",
    "node.kubernetes.io/unreachable",
    "node.kubernetes.io/unschedulable",
  ]);
  conditions(["Ready", "True"]);
  registry.edit(nodes, target, (node) => {
    node.spec = { ...(node.spec as object), unschedulable: false };
  });
  expect(await taints()).toEqual(["own"]);
  stop();
});
