import { copyJson } from "../../../base/json.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import type { Cluster } from "../cluster.ts";
import { claim, ownerName } from "../owned.ts";
import { itself, runController, splitKey } from "../run-controller.ts";
import { desiredAnnotation, hasDeadline, isActiveSet, progressing, replicasOf } from "./deployment-facts.ts";
import { recreateStep, rollStep, scaleStep } from "./deployment-rollout.ts";
import { syncSets, type Sets } from "./deployment-sets.ts";
import {
  countStatus,
  deadlineOf,
  editDeploymentStatus,
  rolloutStatus,
  setCondition,
} from "./deployment-status.ts";

/**
 * Rolls each Deployment out through ReplicaSets, step by step. Follows k8s.io/kubernetes/pkg/controller/deployment.
 * Returns how to stop.
 */
export function startDeployments(cluster: Cluster): () => void {
  const { registry } = cluster;
  const deployments = registry.resource("apps", "v1", "deployments");
  const sets = registry.resource("apps", "v1", "replicasets");
  const pods = registry.resource("", "v1", "pods");
  return runController(cluster, {
    watch: [
      [deployments, itself],
      [
        sets,
        ({ object }, enqueue) => {
          const owner = ownerName(object, "Deployment");
          if (owner) enqueue(`${object.metadata.namespace ?? ""}/${owner}`);
        },
      ],
      [
        pods,
        // with Recreate, the last old Pod to go makes way for the new ones
        ({ type, object }, enqueue) => {
          const { namespace = "" } = object.metadata;
          const setName = type === "DELETED" ? ownerName(object, "ReplicaSet") : undefined;
          const set = setName ? registry.find(sets, namespace, setName) : undefined;
          const owner = set && ownerName(set, "Deployment");
          if (owner) enqueue(`${namespace}/${owner}`);
        },
      ],
    ],
    work: (key, enqueue) => {
      const { namespace, name } = splitKey(key);
      const deployment = registry.find(deployments, namespace, name);
      if (!deployment) return;
      const next = sync(cluster, deployment);
      if (next !== undefined) enqueue(key, Math.max(0, next - registry.clock.now()));
    },
  });
}

/** Returns when to look again. */
function sync(cluster: Cluster, deployment: ApiObject): number | undefined {
  const sets = cluster.registry.resource("apps", "v1", "replicasets");
  const known = claim(cluster, sets, deployment);
  const counted = (found: Sets) => {
    writeStatus(cluster, deployment, { found, rollout: false });
    return undefined;
  };
  if (deployment.metadata.deletionTimestamp)
    return counted(syncSets(cluster, deployment, { known, create: false }));
  const live = markPaused(cluster, deployment);
  if (valueAt(live, ["spec", "paused"]) === true || isScaled(live, known))
    return counted(scaleStep(cluster, live, known));
  const step = valueAt(live, ["spec", "strategy", "type"]) === "Recreate" ? recreateStep : rollStep;
  const written = writeStatus(cluster, live, { found: step(cluster, live, known), rollout: true });
  const deadline = written && deadlineOf(written);
  // a second more, for times are whole seconds
  return deadline === undefined ? undefined : deadline + 1000;
}

/** Whether the Deployment's size is not the one that its active ReplicaSets were made for. */
function isScaled(deployment: ApiObject, known: readonly ApiObject[]): boolean {
  return known.filter(isActiveSet).some((set) => {
    const desired = set.metadata.annotations?.[desiredAnnotation];
    return desired !== undefined && Number(desired) !== replicasOf(deployment);
  });
}

/** Says in the Progressing condition that a Deployment is paused or goes on. See checkPausedConditions. */
function markPaused(cluster: Cluster, deployment: ApiObject): ApiObject {
  const reason = progressing(deployment)?.reason;
  const paused = valueAt(deployment, ["spec", "paused"]) === true;
  if (!hasDeadline(deployment) || reason === "ProgressDeadlineExceeded") return deployment;
  if (paused === (reason === "DeploymentPaused")) return deployment;
  const said = paused
    ? { reason: "DeploymentPaused", message: "Deployment is paused" }
    : { reason: "DeploymentResumed", message: "Deployment is resumed" };
  return (
    editDeploymentStatus(cluster, deployment, (object, now) =>
      setCondition(object, { type: "Progressing", status: "Unknown", ...said, now }),
    ) ?? deployment
  );
}

function writeStatus(
  cluster: Cluster,
  deployment: ApiObject,
  options: { found: Sets; rollout: boolean },
): ApiObject | undefined {
  const { found, rollout } = options;
  const fresh = (set: ApiObject) => {
    const { namespace, name = "" } = set.metadata;
    return cluster.registry.find(cluster.registry.resource("apps", "v1", "replicasets"), namespace, name);
  };
  const current = found.current && fresh(found.current);
  const old = found.old.map(fresh).filter((set) => set !== undefined);
  return editDeploymentStatus(cluster, deployment, (object, now) => {
    if (rollout) rolloutStatus(object, { old, current, now });
    else countStatus(object, { old, current, now });
    object.status = copyJson(object.status);
  });
}
