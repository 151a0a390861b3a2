import { timeText } from "../../kube/condition.ts";
import type { JsonObject } from "../../base/json.ts";
import { objectAt, objectsAt } from "../registry/built-in/defaulting.ts";
import type { ApiObject } from "../api-object.ts";
import { controllerManager, type Cluster } from "./cluster.ts";
import { itself, runController } from "./run-controller.ts";

const prefix = "node.kubernetes.io/";

/** Taints of conditions, by their status. */
const ofConditions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: `${prefix}not-ready`, Unknown: `${prefix}unreachable` },
  MemoryPressure: { True: `${prefix}memory-pressure` },
  DiskPressure: { True: `${prefix}disk-pressure` },
  NetworkUnavailable: { True: `${prefix}network-unavailable` },
  PIDPressure: { True: `${prefix}pid-pressure` },
};
const unschedulable = `${prefix}unschedulable`;
const known = new Set([
  unschedulable,
  ...Object.values(ofConditions).flatMap((taints) => Object.values(taints)),
]);

/**
 * Keeps the taints of Nodes that follow from their conditions, `NoSchedule` ones: a new Node has one until nothing is wrong with it. Follows
 * doNoScheduleTaintingPass of k8s.io/kubernetes/pkg/controller/nodelifecycle. Returns how to stop.
 */
export function startNodeTaints(cluster: Cluster): () => void {
  const { registry } = cluster;
  const nodes = registry.resource("", "v1", "nodes");
  return runController(cluster, {
    watch: [[nodes, itself]],
    work: (name) => {
      const node = registry.find(nodes, undefined, name);
      if (!node) return;
      const wanted = wantedTaints(node);
      const present = taintsOf(node);
      const missing = wanted.filter((key) => !present.some((taint) => taint.key === key));
      const wrong = present.filter(({ key }) => !wanted.includes(String(key)));
      if (missing.length === 0 && wrong.length === 0) return;
      const timeAdded = timeText(new Date(registry.clock.now()));
      const added = missing.map((key) => ({ key, effect: "NoSchedule", timeAdded }));
      registry.edit(nodes, { namespace: undefined, name, manager: controllerManager }, (live) => {
        const kept = objectsAt(objectAt(live, "spec"), "taints").filter((taint) => !isOne(taint, wrong));
        live.spec = { ...objectAt(live, "spec"), taints: [...kept, ...added] };
      });
    },
  });
}

function wantedTaints(node: ApiObject): string[] {
  const conditions = objectsAt(objectAt(node, "status"), "conditions").flatMap(({ type, status }) => {
    const taint = ofConditions[String(type)]?.[String(status)];
    return taint ? [taint] : [];
  });
  return objectAt(node, "spec")?.unschedulable === true ? [...conditions, unschedulable] : conditions;
}

function taintsOf(node: ApiObject): JsonObject[] {
  return objectsAt(objectAt(node, "spec"), "taints").filter(
    ({ key, effect }) => effect === "NoSchedule" && known.has(String(key)),
  );
}

function isOne(taint: JsonObject, others: readonly JsonObject[]): boolean {
  return others.some(({ key, effect }) => key === taint.key && effect === taint.effect);
}
