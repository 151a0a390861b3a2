import type { JsonObject } from "../../../base/json.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import { controllerManager, type Cluster } from "../cluster.ts";
import { claim } from "../owned.ts";
import { numberAt, textAt } from "../read.ts";
import { itself, runController, splitKey } from "../run-controller.ts";
import { availability, availableAt, hasEnded, isReady } from "./pod-facts.ts";
import {
  atRevision,
  revisionHashLabel,
  syncRevisions,
  truncateRevisions,
  type Revisions,
} from "./revisions.ts";
import {
  createClaims,
  createStatefulPod,
  deleteStatefulPod,
  firstOrdinal,
  inRange,
  keepClaims,
  ordinalOf,
  statefulPod,
} from "./stateful-pods.ts";
import { podsOf } from "./pods-of.ts";

/**
 * Keeps the Pods and claims of each StatefulSet, in the order of their ordinals or all at once, and updates them from the last
 * one down. Follows k8s.io/kubernetes/pkg/controller/statefulset. Returns how to stop.
 */
export function startStatefulSets(cluster: Cluster): () => void {
  const { registry } = cluster;
  const sets = registry.resource("apps", "v1", "statefulsets");
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

/** What one pass looks at. */
interface Pass {
  readonly cluster: Cluster;
  readonly set: ApiObject;
  readonly now: number;
  readonly current: ApiObject;
  readonly update: ApiObject;
  /** Present Pods in range, by ordinal. */
  readonly replicas: ReadonlyMap<number, ApiObject>;
  /** Present Pods out of range, the highest ordinal first. */
  readonly condemned: readonly ApiObject[];
}

/** Returns when to look again. */
function sync(cluster: Cluster, set: ApiObject): number | undefined {
  const { registry } = cluster;
  const now = registry.clock.now();
  const pods = claim(cluster, registry.resource("", "v1", "pods"), set).filter((pod) => isMember(set, pod));
  const revisions = syncRevisions(cluster, set, set.metadata.annotations);
  const currentName = textAt(set, "status.currentRevision");
  const current = revisions.all.find(({ metadata }) => metadata.name === currentName) ?? revisions.update;
  const pass: Pass = {
    cluster,
    set,
    now,
    current,
    update: revisions.update,
    replicas: new Map(pods.filter((pod) => inRange(set, ordinalOf(pod))).map((pod) => [ordinalOf(pod), pod])),
    condemned: pods
      .filter((pod) => !inRange(set, ordinalOf(pod)))
      .sort((a, b) => ordinalOf(b) - ordinalOf(a)),
  };
  try {
    if (!set.metadata.deletionTimestamp) act(pass);
  } finally {
    writeStatus(pass);
  }
  truncate(cluster, set, { revisions, pods, current });
  return availability(pods, { minReadySeconds: numberAt(set, "spec.minReadySeconds"), now }).next;
}

function isMember(set: ApiObject, pod: ApiObject): boolean {
  const ordinal = ordinalOf(pod);
  return ordinal >= 0 && pod.metadata.name === `${set.metadata.name ?? ""}-${ordinal}`;
}

function act(pass: Pass): void {
  const { set } = pass;
  const ordered = textAt(set, "spec.podManagementPolicy") !== "Parallel";
  const first = firstOrdinal(set);
  for (let ordinal = first; ordinal < first + numberAt(set, "spec.replicas", 1); ordinal++)
    if (!processReplica(pass, { ordinal, ordered }) && ordered) return;
  for (const pod of pass.condemned) keepClaims(pass.cluster, set, pod);
  for (const pod of pass.condemned) if (!processCondemned(pass, { pod, ordered }) && ordered) return;
  if (textAt(set, "spec.updateStrategy.type") !== "OnDelete") updateOne(pass);
}

/** Makes, replaces or waits for one Pod; true when the next one may be looked at. See processReplica. */
function processReplica(pass: Pass, options: { ordinal: number; ordered: boolean }): boolean {
  const { cluster, set } = pass;
  const { ordinal, ordered } = options;
  const pod = pass.replicas.get(ordinal);
  if (!pod) {
    createStatefulPod(cluster, set, newPod(pass, ordinal));
    return !ordered;
  }
  if (hasEnded(pod)) {
    if (!pod.metadata.deletionTimestamp) deleteStatefulPod(cluster, set, pod);
    return false;
  }
  if (textAt(pod, "status.phase") === "Pending") createClaims(cluster, set, pod);
  if (ordered && (pod.metadata.deletionTimestamp || !isAvailable(pass, pod))) return false;
  keepClaims(cluster, set, pod);
  return true;
}

/** Pods below the partition come back as they were. See newVersionedStatefulSetPod. */
function newPod({ set, current, update }: Pass, ordinal: number): ApiObject {
  const partition = valueAt(set, ["spec", "updateStrategy", "rollingUpdate", "partition"]);
  const rolling = textAt(set, "spec.updateStrategy.type") === "RollingUpdate";
  const kept = typeof partition === "number" ? partition : numberAt(set, "status.currentReplicas");
  const revision = rolling && ordinal < firstOrdinal(set) + kept ? current : update;
  return statefulPod(atRevision(set, revision), { ordinal, revision: revision.metadata.name ?? "" });
}

/** Deletes a Pod beyond the range, one after the other; true when the next one may be looked at. See processCondemned. */
function processCondemned(pass: Pass, options: { pod: ApiObject; ordered: boolean }): boolean {
  const { pod, ordered } = options;
  if (pod.metadata.deletionTimestamp) return false;
  if (ordered && !isAvailable(pass, pod) && pod !== firstUnavailable(pass)) return false;
  deleteStatefulPod(pass.cluster, pass.set, pod);
  return false;
}

function firstUnavailable(pass: Pass): ApiObject | undefined {
  const inOrder = [...pass.replicas.values(), ...pass.condemned].sort((a, b) => ordinalOf(a) - ordinalOf(b));
  return inOrder.find((pod) => pod.metadata.deletionTimestamp !== undefined || !isAvailable(pass, pod));
}

/** Deletes the highest Pod that is not up to date, once all above it are available. */
function updateOne(pass: Pass): void {
  const { cluster, set, update } = pass;
  const first = firstOrdinal(set);
  const partition = first + numberAt(set, "spec.updateStrategy.rollingUpdate.partition");
  for (let ordinal = first + numberAt(set, "spec.replicas", 1) - 1; ordinal >= partition; ordinal--) {
    const pod = pass.replicas.get(ordinal);
    if (!pod) return;
    if (revisionOf(pod) !== update.metadata.name && !pod.metadata.deletionTimestamp)
      return deleteStatefulPod(cluster, set, pod);
    if (pod.metadata.deletionTimestamp || !isAvailable(pass, pod)) return;
  }
}

function isAvailable({ set, now }: Pass, pod: ApiObject): boolean {
  const at = availableAt(pod, numberAt(set, "spec.minReadySeconds"));
  return at !== undefined && at <= now;
}

function revisionOf(pod: ApiObject): string {
  return pod.metadata.labels?.[revisionHashLabel] ?? "";
}

/** See computeReplicaStatus, and completeRollingUpdate for the end of an update. */
function writeStatus(pass: Pass): void {
  const { cluster, set, current, update } = pass;
  const { registry } = cluster;
  const { namespace, name = "" } = set.metadata;
  const fresh = [...pass.replicas.values(), ...pass.condemned]
    .map((pod) => registry.find(registry.resource("", "v1", "pods"), namespace, pod.metadata.name ?? ""))
    .filter((pod) => pod !== undefined);
  const at = (revision: ApiObject) =>
    fresh.filter((pod) => !pod.metadata.deletionTimestamp && revisionOf(pod) === revision.metadata.name)
      .length;
  const replicas = fresh.length;
  const readyReplicas = fresh.filter(
    (pod) => textAt(pod, "status.phase") === "Running" && isReady(pod),
  ).length;
  const updatedReplicas = at(update);
  const wanted = numberAt(set, "spec.replicas", 1);
  const rolling = textAt(set, "spec.updateStrategy.type") === "RollingUpdate";
  const complete = rolling && [updatedReplicas, readyReplicas, replicas].every((count) => count === wanted);
  const counts = {
    readyReplicas,
    currentReplicas: complete ? updatedReplicas : at(current),
    updatedReplicas,
  };
  const target = { namespace, name, subresource: "status", manager: controllerManager };
  registry.edit(registry.resource("apps", "v1", "statefulsets"), target, (object) => {
    object.status = {
      observedGeneration: object.metadata.generation ?? 0,
      replicas,
      ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
      currentRevision: (complete ? update : current).metadata.name,
      updateRevision: update.metadata.name,
      collisionCount: 0,
      availableReplicas: fresh.filter((pod) => isAvailable(pass, pod)).length,
      ...conditionsOf(object),
    };
  });
}

function conditionsOf(set: ApiObject): JsonObject {
  const conditions = valueAt(set, ["status", "conditions"]);
  return Array.isArray(conditions) && conditions.length ? { conditions } : {};
}

function truncate(
  cluster: Cluster,
  set: ApiObject,
  options: { revisions: Revisions; pods: readonly ApiObject[]; current: ApiObject },
): void {
  const { revisions, pods, current } = options;
  const live = new Set([
    current.metadata.name ?? "",
    revisions.update.metadata.name ?? "",
    ...pods.map(revisionOf),
  ]);
  truncateRevisions(cluster, set, { all: revisions.all, live });
}
