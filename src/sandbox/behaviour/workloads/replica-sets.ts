import { timeText } from "../../../kube/condition.ts";
import type { JsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import { StatusError } from "../../status-error.ts";
import { controllerManager, type Cluster } from "../cluster.ts";
import { claim, ownedBy } from "../owned.ts";
import { conditionAt, numberAt, objectsAt } from "../read.ts";
import { itself, runController, splitKey } from "../run-controller.ts";
import {
  availability,
  createPod,
  deletePod,
  isActive,
  isReady,
  isTerminating,
  podOf,
  podPrefix,
} from "./pod-facts.ts";
import { inOrderOfDeletion } from "./rank-pods.ts";
import { podsOf } from "./pods-of.ts";

const component = "replicaset-controller";
/** How many Pods one pass makes or deletes. */
const burst = 500;

/** Keeps as many Pods as each ReplicaSet asks for. Follows k8s.io/kubernetes/pkg/controller/replicaset. Returns how to stop. */
export function startReplicaSets(cluster: Cluster): () => void {
  const { registry } = cluster;
  const sets = registry.resource("apps", "v1", "replicasets");
  return runController(cluster, {
    watch: [[sets, itself], podsOf(registry, sets)],
    work: (key, enqueue) => {
      const { namespace, name } = splitKey(key);
      const set = registry.find(sets, namespace, name);
      if (!set) return;
      const next = sync(cluster, set);
      if (next !== undefined) enqueue(key, Math.max(0, next - registry.clock.now()));
    },
  });
}

/** Returns when to look again. */
function sync(cluster: Cluster, set: ApiObject): number | undefined {
  const { registry } = cluster;
  const pods = registry.resource("", "v1", "pods");
  const mine = claim(cluster, pods, set).filter(isActive);
  const failure = set.metadata.deletionTimestamp ? undefined : attempt(() => adjust(cluster, set, mine));
  // the status counts what was there before, as a real controller sees its own writes later
  const present = ownedBy(cluster, pods, set);
  const now = registry.clock.now();
  const minReadySeconds = numberAt(set, "spec.minReadySeconds");
  const active = present.filter(isActive);
  const { available, next } = availability(active, { minReadySeconds, now });
  const { namespace, name = "" } = set.metadata;
  registry.edit(
    registry.resource("apps", "v1", "replicasets"),
    { namespace, name, subresource: "status", manager: controllerManager },
    (object) => {
      const terminating = present.filter(isTerminating).length;
      object.status = statusOf(object, { active, available, terminating, failure, now });
    },
  );
  if (failure && !isTerminatingNamespace(failure)) throw failure;
  return next;
}

function attempt(body: () => void): StatusError | undefined {
  try {
    body();
    return undefined;
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
}

function isTerminatingNamespace(error: StatusError): boolean {
  return error.message.includes("because it is being terminated");
}

function adjust(cluster: Cluster, set: ApiObject, mine: readonly ApiObject[]): void {
  const difference = mine.length - numberAt(set, "spec.replicas", 1);
  for (let missing = Math.min(burst, -difference); missing > 0; missing--)
    createPod(cluster, { owner: set, pod: podOf(set, podPrefix(set)), component });
  if (difference <= 0) return;
  for (const pod of inOrderOfDeletion(mine, cluster.registry.clock.now()).slice(
    0,
    Math.min(burst, difference),
  ))
    deletePod(cluster, { owner: set, pod, component });
}

function statusOf(
  set: ApiObject,
  options: {
    active: readonly ApiObject[];
    available: number;
    terminating: number;
    failure: StatusError | undefined;
    now: number;
  },
): JsonObject {
  const { active, available, terminating, failure, now } = options;
  const ready = active.filter(isReady).length;
  const labelled = active.filter((pod) => hasTemplateLabels(set, pod)).length;
  const conditions = conditionsOf(set, { active, failure, now });
  return {
    replicas: active.length,
    ...(labelled ? { fullyLabeledReplicas: labelled } : {}),
    ...(ready ? { readyReplicas: ready } : {}),
    ...(available ? { availableReplicas: available } : {}),
    terminatingReplicas: terminating,
    observedGeneration: set.metadata.generation ?? 0,
    ...(conditions.length ? { conditions } : {}),
  };
}

function hasTemplateLabels(set: ApiObject, pod: ApiObject): boolean {
  const { template } = (set.spec ?? {}) as { template?: { metadata?: { labels?: Record<string, string> } } };
  return Object.entries(template?.metadata?.labels ?? {}).every(
    ([key, value]) => pod.metadata.labels?.[key] === value,
  );
}

function conditionsOf(
  set: ApiObject,
  options: { active: readonly ApiObject[]; failure: StatusError | undefined; now: number },
): JsonObject[] {
  const { active, failure, now } = options;
  const others = objectsAt(set, "status.conditions").filter(({ type }) => type !== "ReplicaFailure");
  if (!failure || isTerminatingNamespace(failure)) return others;
  const before = conditionAt(set, "ReplicaFailure");
  if (before) return [...others, before];
  const reason = active.length < numberAt(set, "spec.replicas", 1) ? "FailedCreate" : "FailedDelete";
  const lastTransitionTime = timeText(new Date(now));
  return [
    ...others,
    { type: "ReplicaFailure", status: "True", lastTransitionTime, reason, message: failure.message },
  ];
}
