import { timeText } from "../../../kube/condition.ts";
import type { JsonObject } from "../../../base/json.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import { controllerManager, type Cluster } from "../cluster.ts";
import { conditionAt, numberAt, objectsAt, textAt, timeAt } from "../read.ts";
import { hasDeadline, isComplete, maxUnavailable, progressing, replicasOf, sum } from "./deployment-facts.ts";

/** Changes a Deployment's status, and annotations with it, as the controller does: an update of annotations alone would count as a new generation. */
export function editDeploymentStatus(
  cluster: Cluster,
  deployment: ApiObject,
  change: (object: ApiObject, now: number) => void,
): ApiObject | undefined {
  const { registry } = cluster;
  const { namespace, name = "" } = deployment.metadata;
  return registry.edit(
    registry.resource("apps", "v1", "deployments"),
    { namespace, name, subresource: "status", manager: controllerManager },
    (object) => change(object, registry.clock.now()),
  );
}

/** The counts and the Available condition. Follows calculateStatus of pkg/controller/deployment/sync.go. */
export function countStatus(
  deployment: ApiObject,
  options: { old: readonly ApiObject[]; current: ApiObject | undefined; now: number },
): void {
  const { old, current, now } = options;
  const sets = [...old, current];
  const available = sum(sets, "status.availableReplicas");
  const counts = {
    replicas: sum(sets, "status.replicas"),
    updatedReplicas: sum([current], "status.replicas"),
    readyReplicas: sum(sets, "status.readyReplicas"),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, sum(sets, "spec.replicas") - available),
  };
  const collisionCount = valueAt(deployment, ["status", "collisionCount"]);
  deployment.status = {
    observedGeneration: deployment.metadata.generation ?? 0,
    ...Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== 0)),
    terminatingReplicas: sum(sets, "status.terminatingReplicas"),
    conditions: objectsAt(deployment, "status.conditions"),
    ...(collisionCount === undefined ? {} : { collisionCount }),
  };
  const enough = available >= replicasOf(deployment) - maxUnavailable(deployment);
  setCondition(deployment, {
    type: "Available",
    now,
    ...(enough
      ? {
          status: "True",
          reason: "MinimumReplicasAvailable",
          message: "Deployment has minimum availability.",
        }
      : {
          status: "False",
          reason: "MinimumReplicasUnavailable",
          message: "Deployment does not have minimum availability.",
        }),
  });
}

/** Counts, conditions and progress of a roll-out. Follows syncRolloutStatus of pkg/controller/deployment/progress.go. */
export function rolloutStatus(
  deployment: ApiObject,
  options: { old: readonly ApiObject[]; current: ApiObject | undefined; now: number },
): void {
  const { current, now } = options;
  const before = { ...deployment, status: deployment.status } as ApiObject;
  countStatus(deployment, options);
  if (!hasDeadline(deployment)) dropCondition(deployment, "Progressing");
  else if (!settled(deployment, before)) estimate(deployment, { before, current, now });
  const failure = [current, ...options.old]
    .map((set) => conditionAt(set, "ReplicaFailure"))
    .find((condition) => condition !== undefined);
  if (!failure) return dropCondition(deployment, "ReplicaFailure");
  setCondition(deployment, {
    type: "ReplicaFailure",
    status: textAt(failure, "status"),
    reason: textAt(failure, "reason"),
    message: textAt(failure, "message"),
    now: timeAt(failure, "lastTransitionTime") ?? now,
  });
}

/** The last roll-out is over, and nothing else runs. */
function settled(deployment: ApiObject, before: ApiObject): boolean {
  return (
    numberAt(deployment, "status.replicas") === numberAt(deployment, "status.updatedReplicas") &&
    progressing(before)?.reason === "NewReplicaSetAvailable"
  );
}

function estimate(
  deployment: ApiObject,
  options: { before: ApiObject; current: ApiObject | undefined; now: number },
): void {
  const { before, current, now } = options;
  const subject = current
    ? `ReplicaSet ${JSON.stringify(current.metadata.name)}`
    : `Deployment ${JSON.stringify(deployment.metadata.name)}`;
  const say = (status: string, reason: string, message: string) =>
    setCondition(deployment, { type: "Progressing", status, reason, message: `${subject} ${message}`, now });
  if (isComplete(deployment, deployment.status))
    return say("True", "NewReplicaSetAvailable", "has successfully progressed.");
  if (hasProgressed(deployment, before)) {
    const known = progressing(before);
    dropCondition(deployment, "Progressing");
    say("True", "ReplicaSetUpdated", "is progressing.");
    const said = progressing(deployment);
    if (said && known?.status === "True") said.lastTransitionTime = known.lastTransitionTime;
    return;
  }
  if (isTimedOut(deployment, now)) say("False", "ProgressDeadlineExceeded", "has timed out progressing.");
}

/** See DeploymentProgressing. */
function hasProgressed(deployment: ApiObject, before: ApiObject): boolean {
  const grown = (key: string) => numberAt(deployment, `status.${key}`) > numberAt(before, `status.${key}`);
  const outdated = (object: ApiObject) =>
    numberAt(object, "status.replicas") - numberAt(object, "status.updatedReplicas");
  return (
    grown("updatedReplicas") ||
    outdated(deployment) < outdated(before) ||
    grown("readyReplicas") ||
    grown("availableReplicas")
  );
}

/** When a roll-out without progress has failed, in milliseconds since the epoch; undefined when none is under way. */
export function deadlineOf(deployment: ApiObject): number | undefined {
  const condition = progressing(deployment);
  const updated = timeAt(condition, "lastUpdateTime");
  if (!hasDeadline(deployment) || updated === undefined || isComplete(deployment, deployment.status))
    return undefined;
  if (["NewReplicaSetAvailable", "ProgressDeadlineExceeded"].includes(String(condition?.reason)))
    return undefined;
  return updated + numberAt(deployment, "spec.progressDeadlineSeconds") * 1000;
}

function isTimedOut(deployment: ApiObject, now: number): boolean {
  if (progressing(deployment)?.reason === "ProgressDeadlineExceeded") return true;
  const deadline = deadlineOf(deployment);
  return deadline !== undefined && now > deadline;
}

/** Adds or replaces a condition; one with the same status and reason stays as it is. See SetDeploymentCondition. */
export function setCondition(
  deployment: ApiObject,
  options: { type: string; status: string; reason: string; message: string; now: number },
): void {
  const { type, status, reason, message, now } = options;
  const known = conditionAt(deployment, type);
  if (known?.status === status && known.reason === reason) return;
  const time = timeText(new Date(now));
  const lastTransitionTime = known?.status === status ? known.lastTransitionTime : time;
  const others = objectsAt(deployment, "status.conditions").filter((condition) => condition.type !== type);
  const said: JsonObject = { type, status, lastUpdateTime: time, lastTransitionTime, reason, message };
  deployment.status = { ...(deployment.status as JsonObject), conditions: [...others, said] };
}

function dropCondition(deployment: ApiObject, type: string): void {
  const conditions = objectsAt(deployment, "status.conditions").filter(
    (condition) => condition.type !== type,
  );
  deployment.status = { ...(deployment.status as JsonObject), conditions };
}
