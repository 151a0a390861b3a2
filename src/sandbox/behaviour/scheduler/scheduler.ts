import { timeText } from "../../../kube/condition.ts";
import type { JsonObject } from "../../../base/json.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import type { Cluster } from "../cluster.ts";
import { planOf } from "../kubelet/pod-plan.ts";
import { conditionAt, objectsAt, textAt } from "../read.ts";
import { runController, splitKey, type Enqueue } from "../run-controller.ts";
import { chooseNode } from "./choose-node.ts";
import { podClaims } from "./pod-claims.ts";

const manager = "kube-scheduler";

/**
 * Binds Pods to a node that takes them, once their volumes are there; others stay pending and are looked at again when
 * nodes or claims change. Stands for kube-scheduler: requests for resources and inter-pod affinity have no effect.
 */
export function startScheduler(cluster: Cluster): () => void {
  const pods = cluster.registry.resource("", "v1", "pods");
  const waiting = new Set<string>();
  const again = (enqueue: Enqueue) => waiting.forEach((key) => enqueue(key));
  return runController(cluster, {
    watch: [
      [
        pods,
        ({ type, key, object }, enqueue) => {
          if (type === "DELETED" || textAt(object, "spec.nodeName")) waiting.delete(key);
          else enqueue(key);
        },
      ],
      [cluster.registry.resource("", "v1", "nodes"), (_, enqueue) => again(enqueue)],
      [cluster.registry.resource("", "v1", "persistentvolumeclaims"), (_, enqueue) => again(enqueue)],
    ],
    work: (key) => {
      const { namespace, name } = splitKey(key);
      const pod = cluster.registry.find(pods, namespace, name);
      if (!pod || !isOurs(pod)) return;
      waiting.add(key);
      schedule(cluster, pod);
    },
  });
}

/** Whether the default scheduler places this Pod, and may do so by now. */
function isOurs(pod: ApiObject): boolean {
  if (pod.metadata.deletionTimestamp || textAt(pod, "spec.nodeName")) return false;
  if (["Succeeded", "Failed"].includes(textAt(pod, "status.phase"))) return false;
  return (
    textAt(pod, "spec.schedulerName") === "default-scheduler" &&
    !objectsAt(pod, "spec.schedulingGates").length
  );
}

function schedule(cluster: Cluster, pod: ApiObject): void {
  const plan = { ...cluster.settings.plan?.(pod), ...planOf(pod).plan };
  if (plan.unschedulable !== undefined) return refuse(cluster, pod, plan.unschedulable);
  const nodes = cluster.registry.store.list("nodes");
  const choice = chooseNode(pod, nodes);
  const claims = podClaims(cluster, pod);
  // what is missing is said before what does not fit, as the volume plug-ins' pre-filter has it
  if (claims.obstacle)
    return refuse(cluster, pod, `0/${nodes.length} nodes are available: ${claims.obstacle}.`);
  if ("problem" in choice) return refuse(cluster, pod, choice.problem);
  if (claims.waiting.length) {
    for (const claim of claims.waiting) selectNode(cluster, claim, choice.node);
    return;
  }
  bind(cluster, pod, choice.node);
}

function bind(cluster: Cluster, pod: ApiObject, node: string): void {
  const { registry } = cluster;
  const { namespace = "", name = "" } = pod.metadata;
  const lastTransitionTime = timeText(new Date(registry.clock.now()));
  const scheduled = {
    type: "PodScheduled",
    observedGeneration: pod.metadata.generation ?? 1,
    status: "True",
    lastProbeTime: null,
    lastTransitionTime,
  };
  registry.edit(
    registry.resource("", "v1", "pods"),
    { namespace, name, manager, subresource: "binding" },
    (object) => {
      object.spec = { ...(object.spec as JsonObject), nodeName: node };
      withCondition(object, scheduled);
    },
  );
  cluster.events.record(pod, {
    type: "Normal",
    reason: "Scheduled",
    message: `Successfully assigned ${namespace}/${name} to ${node}`,
    component: "default-scheduler",
  });
}

function refuse(cluster: Cluster, pod: ApiObject, message: string): void {
  const { registry } = cluster;
  const { namespace, name = "" } = pod.metadata;
  const before = conditionAt(pod, "PodScheduled");
  if (before?.status === "False" && before.message === message) return;
  registry.edit(
    registry.resource("", "v1", "pods"),
    { namespace, name, manager, subresource: "status" },
    (object) =>
      withCondition(object, {
        type: "PodScheduled",
        observedGeneration: object.metadata.generation ?? 1,
        status: "False",
        lastProbeTime: null,
        lastTransitionTime:
          before?.status === "False" ? before.lastTransitionTime : timeText(new Date(registry.clock.now())),
        reason: "Unschedulable",
        message,
      }),
  );
  const type = "Warning" as const;
  cluster.events.record(pod, { type, reason: "FailedScheduling", message, component: "default-scheduler" });
}

/** Tells whoever provisions a claim where its first consumer goes. */
function selectNode(cluster: Cluster, claim: ApiObject, node: string): void {
  const { registry } = cluster;
  const { namespace, name = "" } = claim.metadata;
  registry.edit(
    registry.resource("", "v1", "persistentvolumeclaims"),
    { namespace, name, manager },
    ({ metadata }) => {
      metadata.annotations = { ...metadata.annotations, "volume.kubernetes.io/selected-node": node };
    },
  );
}

function withCondition(pod: ApiObject, condition: JsonObject): void {
  const conditions = objectsAt(pod, "status.conditions").filter(({ type }) => type !== condition.type);
  const status = valueAt(pod, ["status"]) as JsonObject | undefined;
  pod.status = { ...status, conditions: [...conditions, condition] };
}
