import { valueAt, type ApiObject } from "../../api-object.ts";
import { conditionAt, numberAt, scaledAt, textAt } from "../read.ts";

export const revisionAnnotation = "deployment.kubernetes.io/revision";
export const historyAnnotation = "deployment.kubernetes.io/revision-history";
export const desiredAnnotation = "deployment.kubernetes.io/desired-replicas";
export const maxAnnotation = "deployment.kubernetes.io/max-replicas";
export const hashLabel = "pod-template-hash";

/** Facts of Deployments and their ReplicaSets. Follows pkg/controller/deployment/util/deployment_util.go. */
export function replicasOf(object: ApiObject): number {
  return numberAt(object, "spec.replicas", 1);
}

export function isRolling(deployment: ApiObject): boolean {
  return textAt(deployment, "spec.strategy.type") === "RollingUpdate";
}

/** Pods beyond the wanted number that may be there, and Pods that may be missing. See ResolveFenceposts. */
export function fenceposts(deployment: ApiObject): { surge: number; unavailable: number } {
  if (!isRolling(deployment)) return { surge: 0, unavailable: 0 };
  const total = replicasOf(deployment);
  const at = (key: string, round: "up" | "down") =>
    scaledAt(deployment, `spec.strategy.rollingUpdate.${key}`, { total, round });
  const surge = at("maxSurge", "up");
  const unavailable = Math.max(at("maxUnavailable", "down"), 0);
  // both zero would never get anywhere
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

export function maxUnavailable(deployment: ApiObject): number {
  return Math.min(fenceposts(deployment).unavailable, replicasOf(deployment));
}

export function sum(sets: readonly (ApiObject | undefined)[], path: string): number {
  return sets.reduce((total, set) => total + numberAt(set, path), 0);
}

export function isActiveSet(set: ApiObject): boolean {
  return numberAt(set, "spec.replicas") > 0;
}

/** Whether the Deployment has a deadline at all: the largest int32 means none. */
export function hasDeadline(deployment: ApiObject): boolean {
  const seconds = valueAt(deployment, ["spec", "progressDeadlineSeconds"]);
  return typeof seconds === "number" && seconds !== 2147483647;
}

/** Whether all that is wanted is updated and available, and nothing else is there. */
export function isComplete(deployment: ApiObject, status: unknown): boolean {
  const wanted = replicasOf(deployment);
  return (
    ["updatedReplicas", "replicas", "availableReplicas"].every((key) => numberAt(status, key) === wanted) &&
    numberAt(status, "observedGeneration") >= (deployment.metadata.generation ?? 0)
  );
}

export function progressing(deployment: ApiObject) {
  return conditionAt(deployment, "Progressing");
}

export function revisionOf(set: ApiObject): number {
  return Number(set.metadata.annotations?.[revisionAnnotation] ?? 0) || 0;
}
