import { valueAt, type ApiObject } from "../../api-object.ts";
import { conditionAt, numberAt, objectsAt, textAt } from "../read.ts";
import { hasEnded, isActive, isReady, isTerminating } from "../workloads/pod-facts.ts";
import { judgeFailure } from "./failure-policy.ts";
import { formatIndexes, indexesIn, indexOf } from "./indexes.ts";
import { failureCountAnnotation, isIndexed, isTracked } from "./job-pods.ts";

/** Where a Job stands. */
export interface Count {
  readonly active: readonly ApiObject[];
  readonly ready: number;
  readonly terminating: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Pods that have ended and are counted now. */
  readonly ended: readonly ApiObject[];
  readonly succeededIndexes: ReadonlySet<number>;
  readonly failedIndexes: ReadonlySet<number>;
  /** Pods that failed and are counted now, oldest first. */
  readonly newlyFailed: readonly ApiObject[];
}

/** Counts a Job's Pods on top of what its status says already. See getNewFinishedPods in job_controller.go. */
export function countPods(job: ApiObject, pods: readonly ApiObject[]): Count {
  // what a suspension or a success has ended is nobody's failure
  const spared =
    valueAt(job, ["spec", "suspend"]) === true || conditionAt(job, "SuccessCriteriaMet") !== undefined;
  const ended = pods.filter((pod) => isTracked(pod) && (hasEnded(pod) || isLost(pod)));
  const succeededNow = ended.filter((pod) => textAt(pod, "status.phase") === "Succeeded");
  const newlyFailed = ended.filter(
    (pod) =>
      !succeededNow.includes(pod) &&
      !(spared && pod.metadata.deletionTimestamp) &&
      judgeFailure(job, pod)?.action !== "Ignore",
  );
  const active = pods.filter(isActive);
  const completions = numberAt(job, "spec.completions", Infinity);
  const succeededIndexes = isIndexed(job)
    ? indexesIn(pods, { phase: "Succeeded", before: textAt(job, "status.completedIndexes"), completions })
    : new Set<number>();
  return {
    active,
    ready: active.filter(isReady).length,
    terminating: pods.filter(isTerminating).length,
    ended,
    succeeded: isIndexed(job)
      ? succeededIndexes.size
      : numberAt(job, "status.succeeded") + succeededNow.length,
    failed: numberAt(job, "status.failed") + newlyFailed.length,
    succeededIndexes,
    failedIndexes: failedIndexes(job, { newlyFailed, completions, succeededIndexes }),
    newlyFailed,
  };
}

/** A Pod that went before it ended. */
function isLost(pod: ApiObject): boolean {
  return pod.metadata.deletionTimestamp !== undefined && pod.metadata.deletionGracePeriodSeconds === 0;
}

/** Indexes that have failed as often as they may, or that a rule has failed. */
function failedIndexes(
  job: ApiObject,
  options: { newlyFailed: readonly ApiObject[]; completions: number; succeededIndexes: ReadonlySet<number> },
): Set<number> {
  const limit = valueAt(job, ["spec", "backoffLimitPerIndex"]);
  if (typeof limit !== "number") return new Set();
  const { newlyFailed, completions, succeededIndexes } = options;
  const indexes = indexesIn([], { phase: "", before: textAt(job, "status.failedIndexes"), completions });
  // those that go because the Job has failed do not fail their indexes: see trackJobStatusAndRemoveFinalizers in job_controller.go
  const isOver = conditionAt(job, "FailureTarget") !== undefined;
  for (const pod of newlyFailed.filter((one) => !isOver || textAt(one, "status.phase") === "Failed")) {
    const index = indexOf(pod);
    const failures = Number(pod.metadata.annotations?.[failureCountAnnotation] ?? 0);
    const judged = judgeFailure(job, pod)?.action === "FailIndex";
    if (index !== undefined && !succeededIndexes.has(index) && (judged || failures >= limit))
      indexes.add(index);
  }
  return indexes;
}

/** The part of a status that counts. */
export function countStatus(job: ApiObject, count: Count): Record<string, unknown> {
  const { active, ready, terminating, succeeded, failed } = count;
  const perIndex = valueAt(job, ["spec", "backoffLimitPerIndex"]) !== undefined;
  const completed = formatIndexes(count.succeededIndexes);
  return {
    ...(active.length ? { active: active.length } : {}),
    ...(succeeded ? { succeeded } : {}),
    ...(failed ? { failed } : {}),
    terminating,
    ...(completed ? { completedIndexes: completed } : {}),
    ...(perIndex ? { failedIndexes: formatIndexes(count.failedIndexes) } : {}),
    uncountedTerminatedPods: {},
    ready,
  };
}

/** Restarts of containers, where these count as failures. See pastBackoffLimitOnFailure. */
export function restartsExceed(job: ApiObject, pods: readonly ApiObject[]): boolean {
  if (textAt(job, "spec.template.spec.restartPolicy") !== "OnFailure") return false;
  const limit = numberAt(job, "spec.backoffLimit", 6);
  const restarts = pods
    .filter((pod) => ["Running", "Pending"].includes(textAt(pod, "status.phase")))
    .flatMap((pod) => [
      ...objectsAt(pod, "status.initContainerStatuses"),
      ...objectsAt(pod, "status.containerStatuses"),
    ])
    .reduce((sum, status) => sum + Number(status.restartCount ?? 0), 0);
  return limit === 0 ? restarts > 0 : restarts >= limit;
}
