import { valueAt, type ApiObject } from "../../api-object.ts";
import { conditionAt, numberAt, objectsAt, textAt, timeAt } from "../read.ts";
import { hasEnded } from "../workloads/pod-facts.ts";
import { restartsExceed, type Count } from "./count-pods.ts";
import { judgeFailure } from "./failure-policy.ts";
import { parseIndexes } from "./indexes.ts";
import { isIndexed } from "./job-pods.ts";

/** How a Job ends, once its Pods are gone. */
export interface Ending {
  readonly success: boolean;
  readonly reason: string;
  readonly message: string;
}

/** Why a Job is over, if it is. Follows the order of syncJob in k8s.io/kubernetes/pkg/controller/job/job_controller.go. */
export function judgeJob(
  job: ApiObject,
  options: { count: Count; pods: readonly ApiObject[]; now: number },
): Ending | undefined {
  const { count, pods } = options;
  return (
    alreadyJudged(job) ?? failure(job, options) ?? indexFailure(job, count) ?? success(job, { count, pods })
  );
}

function alreadyJudged(job: ApiObject): Ending | undefined {
  for (const [type, success] of [
    ["SuccessCriteriaMet", true],
    ["FailureTarget", false],
  ] as const) {
    const condition = conditionAt(job, type);
    if (condition?.status === "True")
      return { success, reason: textAt(condition, "reason"), message: textAt(condition, "message") };
  }
  return undefined;
}

function failure(
  job: ApiObject,
  options: { count: Count; pods: readonly ApiObject[]; now: number },
): Ending | undefined {
  const { count, pods, now } = options;
  const judged = pods
    .filter((pod) => hasEnded(pod) && textAt(pod, "status.phase") === "Failed")
    .map((pod) => judgeFailure(job, pod))
    .find((verdict) => verdict?.action === "FailJob");
  if (judged) return { success: false, reason: "PodFailurePolicy", message: judged.message };
  if (count.failed > numberAt(job, "spec.backoffLimit", 6) || restartsExceed(job, pods))
    return {
      success: false,
      reason: "BackoffLimitExceeded",
      message: "Job has reached the specified backoff limit",
    };
  const deadline = deadlineOf(job);
  if (deadline !== undefined && now >= deadline)
    return {
      success: false,
      reason: "DeadlineExceeded",
      message: "Job was active longer than specified deadline",
    };
  return undefined;
}

/** When a Job has been active for too long. */
export function deadlineOf(job: ApiObject): number | undefined {
  const seconds = numberAt(job, "spec.activeDeadlineSeconds");
  const start = timeAt(job, "status.startTime");
  if (!seconds || start === undefined || valueAt(job, ["spec", "suspend"]) === true) return undefined;
  return start + seconds * 1000;
}

function indexFailure(job: ApiObject, count: Count): Ending | undefined {
  if (!isIndexed(job) || valueAt(job, ["spec", "backoffLimitPerIndex"]) === undefined) return undefined;
  const failed = count.failedIndexes.size;
  const most = valueAt(job, ["spec", "maxFailedIndexes"]);
  if (typeof most === "number" && failed > most)
    return {
      success: false,
      reason: "MaxFailedIndexesExceeded",
      message: "Job has exceeded the specified maximal number of failed indexes",
    };
  if (failed > 0 && failed + count.succeededIndexes.size >= numberAt(job, "spec.completions"))
    return { success: false, reason: "FailedIndexes", message: "Job has failed indexes" };
  return undefined;
}

function success(job: ApiObject, options: { count: Count; pods: readonly ApiObject[] }): Ending | undefined {
  const { count } = options;
  const rule = isIndexed(job) ? matchedRule(job, count) : undefined;
  if (rule !== undefined)
    return { success: true, reason: "SuccessPolicy", message: `Matched rules at index ${rule}` };
  const completions = valueAt(job, ["spec", "completions"]);
  const complete = typeof completions === "number" ? count.succeeded >= completions : count.succeeded > 0;
  if (!complete || count.active.length > 0) return undefined;
  return {
    success: true,
    reason: "CompletionsReached",
    message: "Reached expected number of succeeded pods",
  };
}

/** The first rule of the success policy whose indexes have succeeded. See success_policy.go. */
function matchedRule(job: ApiObject, { succeededIndexes }: Count): number | undefined {
  const found = objectsAt(job, "spec.successPolicy.rules").findIndex((rule) => {
    const text = textAt(rule, "succeededIndexes");
    const wanted = text ? parseIndexes(text) : undefined;
    const met = wanted
      ? [...wanted].filter((index) => succeededIndexes.has(index)).length
      : succeededIndexes.size;
    return met >= numberAt(rule, "succeededCount", wanted?.size ?? Infinity);
  });
  return found < 0 ? undefined : found;
}
