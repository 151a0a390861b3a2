import type { JsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import { controllerManager, type Cluster } from "../cluster.ts";
import { ownedBy } from "../owned.ts";
import { numberAt, textAt } from "../read.ts";
import {
  desiredAnnotation,
  fenceposts,
  isActiveSet,
  isComplete,
  isRolling,
  maxAnnotation,
  maxUnavailable,
  replicasOf,
  revisionOf,
  sum,
} from "./deployment-facts.ts";
import { byCreation, component, newReplicas, syncSets, type Sets } from "./deployment-sets.ts";

/** One step of a rolling update: up where there is room, else down where it is safe. Follows pkg/controller/deployment/rolling.go. */
export function rollStep(cluster: Cluster, deployment: ApiObject, known: readonly ApiObject[]): Sets {
  const sets = syncSets(cluster, deployment, { known, create: true });
  const { current, old } = sets;
  if (!current) return sets;
  const wanted = replicasOf(deployment);
  const present = replicasOf(current);
  const next = present > wanted ? wanted : newReplicas(deployment, { others: old, present });
  if (present !== wanted && scaleSet(cluster, deployment, { set: current, replicas: next })) return sets;
  if (!scaleOldDown(cluster, deployment, sets) && isComplete(deployment, deployment.status))
    cleanUp(cluster, deployment, old);
  return sets;
}

function scaleOldDown(cluster: Cluster, deployment: ApiObject, { current, old }: Sets): boolean {
  const active = [...old].filter(isActiveSet).sort(byCreation);
  if (active.length === 0) return false;
  const least = replicasOf(deployment) - maxUnavailable(deployment);
  const unavailable = sum([current], "spec.replicas") - sum([current], "status.availableReplicas");
  const room = sum([...old, current], "spec.replicas") - least - unavailable;
  if (room <= 0) return false;
  const sizes = new Map(active.map((set) => [set, replicasOf(set)]));
  // those that are not available go first: nobody misses them
  let left = room;
  for (const set of active) {
    const size = sizes.get(set) ?? 0;
    const gone = Math.min(left, Math.max(0, size - numberAt(set, "status.availableReplicas")));
    left -= gone;
    sizes.set(set, size - gone);
  }
  let spare = sum([...old, current], "status.availableReplicas") - least;
  for (const set of active) {
    const size = sizes.get(set) ?? 0;
    const gone = Math.max(0, Math.min(spare, size));
    spare -= gone;
    sizes.set(set, size - gone);
  }
  return [...sizes].map(([set, replicas]) => scaleSet(cluster, deployment, { set, replicas })).includes(true);
}

/** One step of `Recreate`: old ones down, and new ones up once none of the old is left. Follows pkg/controller/deployment/recreate.go. */
export function recreateStep(cluster: Cluster, deployment: ApiObject, known: readonly ApiObject[]): Sets {
  const sets = syncSets(cluster, deployment, { known, create: false });
  const scaled = sets.old
    .filter(isActiveSet)
    .map((set) => scaleSet(cluster, deployment, { set, replicas: 0 }))
    .includes(true);
  if (scaled || oldPodsRun(cluster, sets.old)) return sets;
  const { current, old } = sets.current ? sets : syncSets(cluster, deployment, { known, create: true });
  if (current) scaleSet(cluster, deployment, { set: current, replicas: replicasOf(deployment) });
  if (isComplete(deployment, deployment.status)) cleanUp(cluster, deployment, old);
  return { current, old };
}

function oldPodsRun(cluster: Cluster, old: readonly ApiObject[]): boolean {
  const pods = cluster.registry.resource("", "v1", "pods");
  if (sum(old, "status.replicas") > 0) return true;
  return old
    .flatMap((set) => ownedBy(cluster, pods, set))
    .some((pod) => !["Failed", "Succeeded"].includes(textAt(pod, "status.phase")));
}

/** Scales a Deployment that is paused, or whose size has changed: in proportion when several ReplicaSets are active. See scale in sync.go. */
export function scaleStep(cluster: Cluster, deployment: ApiObject, known: readonly ApiObject[]): Sets {
  const sets = syncSets(cluster, deployment, { known, create: false });
  const { current, old } = sets;
  const all = current ? [...old, current] : [...old];
  const active = all.filter(isActiveSet);
  const wanted = replicasOf(deployment);
  const only = active.length > 1 ? undefined : (active[0] ?? current ?? newest(old));
  if (only) scaleSet(cluster, deployment, { set: only, replicas: wanted });
  else if (current && isSaturated(deployment, current))
    for (const set of old.filter(isActiveSet)) scaleSet(cluster, deployment, { set, replicas: 0 });
  else if (isRolling(deployment)) scaleInProportion(cluster, deployment, active);
  if (deployment.spec && (deployment.spec as JsonObject).paused === true) cleanUp(cluster, deployment, old);
  return sets;
}

function newest(sets: readonly ApiObject[]): ApiObject | undefined {
  return [...sets].sort(byCreation).at(-1);
}

function isSaturated(deployment: ApiObject, set: ApiObject): boolean {
  const wanted = replicasOf(deployment);
  return (
    replicasOf(set) === wanted &&
    Number(set.metadata.annotations?.[desiredAnnotation]) === wanted &&
    numberAt(set, "status.availableReplicas") === wanted
  );
}

function scaleInProportion(cluster: Cluster, deployment: ApiObject, active: readonly ApiObject[]): void {
  const wanted = replicasOf(deployment);
  const allowed = wanted > 0 ? wanted + fenceposts(deployment).surge : 0;
  const toAdd = allowed - sum(active, "spec.replicas");
  const newerFirst = toAdd > 0 ? -1 : 1;
  const ordered = [...active].sort((a, b) => replicasOf(b) - replicasOf(a) || newerFirst * byCreation(a, b));
  let added = 0;
  const sizes = new Map<ApiObject, number>();
  for (const set of ordered) {
    const part = toAdd === 0 ? 0 : proportion(deployment, { set, toAdd, added });
    added += part;
    sizes.set(set, replicasOf(set) + part);
  }
  const [first] = ordered;
  if (first && toAdd !== 0) sizes.set(first, Math.max(0, (sizes.get(first) ?? 0) + toAdd - added));
  for (const [set, replicas] of sizes) scaleSet(cluster, deployment, { set, replicas, force: true });
}

/** See GetReplicaSetProportion. */
function proportion(
  deployment: ApiObject,
  options: { set: ApiObject; toAdd: number; added: number },
): number {
  const { set, toAdd, added } = options;
  const size = replicasOf(set);
  if (size === 0 || toAdd === added) return 0;
  const most = replicasOf(deployment) + fenceposts(deployment).surge;
  const before =
    Number(set.metadata.annotations?.[maxAnnotation] ?? 0) || numberAt(deployment, "status.replicas");
  const share =
    replicasOf(deployment) === 0 ? -size : before === 0 ? 0 : Math.round((size * most) / before) - size;
  const left = toAdd - added;
  return toAdd > 0 ? Math.min(share, left) : Math.max(share, left);
}

/** Gives a ReplicaSet its size and says so; true when the size has changed. */
export function scaleSet(
  cluster: Cluster,
  deployment: ApiObject,
  options: { set: ApiObject; replicas: number; force?: boolean },
): boolean {
  const { set, replicas, force = false } = options;
  const before = replicasOf(set);
  if (!force && before === replicas) return false;
  const { registry, events } = cluster;
  const { namespace, name = "" } = set.metadata;
  const sets = registry.resource("apps", "v1", "replicasets");
  const wanted = replicasOf(deployment);
  registry.edit(sets, { namespace, name, manager: controllerManager }, (object) => {
    object.spec = { ...(object.spec as JsonObject), replicas };
    object.metadata.annotations = {
      ...object.metadata.annotations,
      [desiredAnnotation]: String(wanted),
      [maxAnnotation]: String(wanted + fenceposts(deployment).surge),
    };
  });
  if (before === replicas) return false;
  const message = `Scaled ${before < replicas ? "up" : "down"} replica set ${name} from ${before} to ${replicas}`;
  events.record(deployment, { type: "Normal", reason: "ScalingReplicaSet", message, component });
  return true;
}

/** Deletes the oldest empty ReplicaSets beyond the history limit. See cleanupDeployment. */
function cleanUp(cluster: Cluster, deployment: ApiObject, old: readonly ApiObject[]): void {
  const { registry } = cluster;
  const limit = numberAt(deployment, "spec.revisionHistoryLimit", 10);
  const candidates = old.filter((set) => !set.metadata.deletionTimestamp);
  const doomed = [...candidates]
    .sort((a, b) => revisionOf(a) - revisionOf(b))
    .slice(0, Math.max(0, candidates.length - limit));
  for (const set of doomed) {
    const { namespace, name = "", generation = 0 } = set.metadata;
    if (numberAt(set, "status.replicas") || numberAt(set, "spec.replicas")) continue;
    if (generation > numberAt(set, "status.observedGeneration")) continue;
    registry.delete(registry.resource("apps", "v1", "replicasets"), {
      namespace,
      name,
      options: { dryRun: false },
    });
  }
}
