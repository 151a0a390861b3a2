import { timeText } from "../../kube/condition.ts";
import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { valueAt, type ApiObject } from "../api-object.ts";

/** The status of a Deployment with these ReplicaSets. Follows calculateStatus of pkg/controller/deployment/sync.go. */
export function deploymentStatus(
  deployment: ApiObject,
  options: { sets: readonly ApiObject[]; current: ApiObject | undefined; now: Date },
): JsonObject {
  const { sets, current, now } = options;
  const total = (key: string) => sets.reduce((sum, set) => sum + count(set, key), 0);
  const wanted = Number(valueAt(deployment, ["spec", "replicas"]) ?? 1);
  const available = total("availableReplicas");
  const counts = {
    replicas: total("replicas"),
    updatedReplicas: count(current, "replicas"),
    readyReplicas: total("readyReplicas"),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, Math.max(wanted, total("replicas")) - available),
  };
  const complete = count(current, "availableReplicas") >= wanted && counts.replicas === wanted;
  return {
    observedGeneration: deployment.metadata.generation ?? 0,
    ...Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== 0)),
    conditions: [
      condition(deployment, {
        ...availability(available >= wanted - tolerated(deployment, wanted)),
        type: "Available",
        now,
      }),
      condition(deployment, { ...progress(current, complete), type: "Progressing", now }),
    ],
  };
}

function count(set: ApiObject | undefined, key: string): number {
  return Number(valueAt(set, ["status", key]) ?? 0);
}

/** Replicas that may be missing; percentages round down. */
function tolerated(deployment: ApiObject, wanted: number): number {
  const value = valueAt(deployment, ["spec", "strategy", "rollingUpdate", "maxUnavailable"]) ?? 0;
  const number =
    typeof value === "string" && value.endsWith("%")
      ? Math.floor((wanted * parseInt(value, 10)) / 100)
      : Number(value);
  return Math.min(number, wanted);
}

function availability(enough: boolean) {
  return enough
    ? { status: "True", reason: "MinimumReplicasAvailable", message: "Deployment has minimum availability." }
    : {
        status: "False",
        reason: "MinimumReplicasUnavailable",
        message: "Deployment does not have minimum availability.",
      };
}

function progress(current: ApiObject | undefined, complete: boolean) {
  const name = current?.metadata.name ?? "";
  if (complete)
    return {
      status: "True",
      reason: "NewReplicaSetAvailable",
      message: `ReplicaSet "${name}" has successfully progressed.`,
    };
  return { status: "True", reason: "ReplicaSetUpdated", message: `ReplicaSet "${name}" is progressing.` };
}

function condition(
  deployment: ApiObject,
  options: { type: string; status: string; reason: string; message: string; now: Date },
): JsonObject {
  const { type, status, reason, message, now } = options;
  const conditions = valueAt(deployment, ["status", "conditions"]);
  const before = (Array.isArray(conditions) ? conditions.filter(isJsonObject) : []).find(
    (candidate) => candidate.type === type,
  );
  const time = timeText(now);
  const same = before?.status === status && before.reason === reason && before.message === message;
  return {
    type,
    status,
    lastUpdateTime: same ? before.lastUpdateTime : time,
    lastTransitionTime: before?.status === status ? before.lastTransitionTime : time,
    reason,
    message,
  };
}
