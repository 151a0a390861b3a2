import { equalJson, type JsonObject } from "../../../../base/json.ts";
import {
  duplicateField,
  eachItem,
  invalidField,
  nonNegative,
  requiredField,
} from "../../../admission/field-problem.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { InvalidField } from "../../../status-error.ts";
import { objectAt } from "../defaulting.ts";
import { internalValue } from "../pod/internal-value.ts";
import { countIndexes, overlapProblem } from "./index-intervals.ts";
import { hasCondition, isFinished, isTrue } from "./job-conditions.ts";
import { specOf } from "./template.ts";
import { bare } from "./validate-failure-policy.ts";

/** A write of a Job's status, with what the rules ask of it. */
interface Write {
  readonly job: ApiObject;
  readonly old: ApiObject;
  readonly status: JsonObject;
  readonly before: JsonObject;
  readonly spec: JsonObject;
  /** Whether a field of the status is another one than before. */
  readonly changed: (key: string) => boolean;
  /** Whether a condition became true or ceased to be. */
  readonly turned: (type: string) => boolean;
  readonly finishedTurned: boolean;
}

/**
 * Rules that came with managers of Jobs other than the server's own: each holds where a write changes what it is about. Follows validateJobStatus and
 * ValidateJobStatusUpdate of k8s.io/kubernetes/pkg/apis/batch/validation/validation.go with getStatusValidationOptions of pkg/registry/batch/job.
 */
export function validateJobStatus(job: ApiObject, old: ApiObject): InvalidField[] {
  const [status, before] = [objectAt(job, "status") ?? {}, objectAt(old, "status") ?? {}];
  const write: Write = {
    job,
    old,
    status,
    before,
    spec: specOf(job),
    changed: (key) => !equalJson(status[key] ?? zeroOf(key), before[key] ?? zeroOf(key)),
    turned: (type) => isTrue(job, type) !== isTrue(old, type),
    finishedTurned: isFinished(job) !== isFinished(old),
  };
  return [
    ...validateCounts(write),
    ...validateConditions(write),
    ...validateTimes(write),
    ...validateEnding(write),
    ...validateFinished(write),
    ...validateIndexes(write),
    ...validateRest(write),
    ...validateProgress(write),
  ];
}

function zeroOf(key: string): unknown {
  if (key === "active") return 0;
  return key === "completedIndexes" ? "" : undefined;
}

const at = "status";

function validateCounts({ status }: Write): InvalidField[] {
  const pods = objectAt(status, "uncountedTerminatedPods");
  const seen = new Set<unknown>();
  const uids = (key: string) => (Array.isArray(pods?.[key]) ? pods[key] : []) as unknown[];
  return [
    ...["active", "succeeded", "failed", "ready", "terminating"].flatMap((key) =>
      nonNegative(`${at}.${key}`, status[key]),
    ),
    ...["succeeded", "failed"].flatMap((key) =>
      eachItem(uids(key), `${at}.uncountedTerminatedPods.${key}`, (uid, path) => {
        if (uid === "") return [invalidField(path, uid, "must not be empty")];
        if (seen.has(uid)) return [duplicateField(path, uid)];
        seen.add(uid);
        return [];
      }),
    ),
  ];
}

const conditions = `${at}.conditions`;

function validateConditions({ job, turned }: Write): InvalidField[] {
  const complete = isTrue(job, "Complete");
  return [
    ...((turned("Complete") || turned("Failed")) && complete && isTrue(job, "Failed")
      ? [bare(conditions, "cannot set Complete=True and Failed=true conditions")]
      : []),
    ...((turned("Complete") || turned("FailureTarget")) && complete && isTrue(job, "FailureTarget")
      ? [bare(conditions, "cannot set Complete=True and FailureTarget=true conditions")]
      : []),
  ];
}

function validateTimes({ job, status, changed, turned }: Write): InvalidField[] {
  const { startTime, completionTime } = status;
  const complete = isTrue(job, "Complete");
  const field = `${at}.completionTime`;
  const looked = turned("Complete") || changed("completionTime");
  const early =
    startTime !== undefined &&
    completionTime !== undefined &&
    Date.parse(String(completionTime)) < Date.parse(String(startTime));
  return [
    ...(looked && completionTime !== undefined && !complete
      ? [
          invalidField(
            field,
            completionTime,
            "cannot set completionTime when there is no Complete=True condition",
          ),
        ]
      : []),
    ...(looked && completionTime === undefined && complete
      ? [requiredField(field, "completionTime is required for Complete jobs")]
      : []),
    ...((changed("startTime") || changed("completionTime")) && early
      ? [invalidField(field, completionTime, "must be equal to or after `startTime`")]
      : []),
  ];
}

function validateEnding({ job, changed, turned }: Write): InvalidField[] {
  const met = isTrue(job, "SuccessCriteriaMet");
  return [
    ...((turned("Failed") || changed("failedIndexes")) &&
    isTrue(job, "Failed") &&
    !isTrue(job, "FailureTarget")
      ? [bare(conditions, "cannot set Failed=True condition without the FailureTarget=true condition")]
      : []),
    ...((turned("Complete") || turned("SuccessCriteriaMet")) && isTrue(job, "Complete") && !met
      ? [bare(conditions, "cannot set Complete=True condition without the SuccessCriteriaMet=true condition")]
      : []),
  ];
}

function validateFinished(write: Write): InvalidField[] {
  const { job, status, spec, changed, finishedTurned } = write;
  const done = isFinished(job);
  const idle = spec.suspend === true && spec.completions === 0;
  const pods = objectAt(status, "uncountedTerminatedPods");
  const uncounted = [pods?.failed, pods?.succeeded].some((list) => Array.isArray(list) && list.length > 0);
  if (!done) return [];
  return [
    ...((finishedTurned || changed("active")) && Number(status.active ?? 0) > 0
      ? [invalidField(`${at}.active`, status.active, "active>0 is invalid for finished job")]
      : []),
    ...((finishedTurned || changed("startTime")) && !idle && status.startTime === undefined
      ? [requiredField(`${at}.startTime`, "startTime is required for finished job")]
      : []),
    ...((finishedTurned || changed("uncountedTerminatedPods")) && uncounted
      ? [
          invalidField(
            `${at}.uncountedTerminatedPods`,
            internalValue("UncountedTerminatedPods", pods),
            "must be empty for finished job",
          ),
        ]
      : []),
  ];
}

function validateIndexes({ status, spec, changed }: Write): InvalidField[] {
  const done = String(status.completedIndexes ?? "");
  const { failedIndexes: failed } = status;
  const { completions, backoffLimitPerIndex: limit } = spec;
  const [doneAt, failedAt] = [`${at}.completedIndexes`, `${at}.failedIndexes`];
  const total = Number(completions ?? 0);
  const problemOf = (text: string) => {
    const found = completions === undefined ? 0 : countIndexes(text, total);
    return typeof found === "string" ? found : undefined;
  };
  const doneProblem = changed("completedIndexes") ? problemOf(done) : undefined;
  const failedProblem =
    changed("failedIndexes") && limit !== undefined && failed !== undefined
      ? problemOf(String(failed))
      : undefined;
  const touched = changed("failedIndexes") || changed("completedIndexes");
  const overlap =
    touched && completions !== undefined && failed !== undefined
      ? overlapProblem(done, String(failed), total)
      : undefined;
  const unindexed = "cannot set non-empty completedIndexes when non-indexed completion mode";
  const unlimited = "cannot set non-null failedIndexes when backoffLimitPerIndex is null";
  return [
    ...(doneProblem ? [invalidField(doneAt, done, `error parsing completedIndexes: ${doneProblem}`)] : []),
    ...(failedProblem
      ? [invalidField(failedAt, failed, `error parsing failedIndexes: ${failedProblem}`)]
      : []),
    ...(changed("completedIndexes") && done && spec.completionMode !== "Indexed"
      ? [invalidField(doneAt, done, unindexed)]
      : []),
    ...(changed("failedIndexes") && limit === undefined && failed !== undefined
      ? [invalidField(failedAt, failed, unlimited)]
      : []),
    ...(overlap ? [invalidField(failedAt, failed, overlap)] : []),
  ];
}

function validateRest({ job, status, spec, changed, finishedTurned }: Write): InvalidField[] {
  const { terminating, ready, active } = status;
  const met = isTrue(job, "SuccessCriteriaMet");
  return [
    ...((finishedTurned || changed("terminating")) && Number(terminating ?? 0) > 0 && isFinished(job)
      ? [invalidField(`${at}.terminating`, terminating, "terminating>0 is invalid for finished job")]
      : []),
    ...((changed("ready") || changed("active")) && ready !== undefined && Number(ready) > Number(active ?? 0)
      ? [invalidField(`${at}.ready`, ready, "cannot set more ready pods than active")]
      : []),
    ...(met && isTrue(job, "Failed")
      ? [bare(conditions, "cannot set SuccessCriteriaMet=True and Failed=true conditions")]
      : []),
    ...(met && isTrue(job, "FailureTarget")
      ? [bare(conditions, "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions")]
      : []),
    ...(objectAt(spec, "successPolicy") && !met && isTrue(job, "Complete")
      ? [
          bare(
            conditions,
            "cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True",
          ),
        ]
      : []),
  ];
}

const terminal = ["Failed", "Complete", "FailureTarget"];

/** What has happened has happened. */
function validateProgress({ job, old, status, before, spec, changed }: Write): InvalidField[] {
  const elastic = spec.completionMode === "Indexed" && equalJson(spec.completions, spec.parallelism);
  const less = (key: string) => Number(status[key] ?? 0) < Number(before[key] ?? 0);
  const resuming = isTrue(old, "Suspended") && hasCondition(job, { type: "Suspended", status: "False" });
  const met = isTrue(job, "SuccessCriteriaMet");
  const wasMet = isTrue(old, "SuccessCriteriaMet");
  return [
    ...terminal
      .filter((type) => isTrue(old, type) && !isTrue(job, type))
      .map((type) => bare(conditions, `cannot disable the terminal ${type}=True condition`)),
    ...(less("failed")
      ? [invalidField(`${at}.failed`, status.failed ?? 0, "cannot decrease the failed counter")]
      : []),
    ...(!elastic && less("succeeded")
      ? [invalidField(`${at}.succeeded`, status.succeeded ?? 0, "cannot decrease the succeeded counter")]
      : []),
    ...(status.completionTime !== undefined &&
    before.completionTime !== undefined &&
    changed("completionTime")
      ? [invalidField(`${at}.completionTime`, status.completionTime, "field is immutable")]
      : []),
    ...(before.startTime !== undefined && changed("startTime") && !resuming && spec.suspend !== true
      ? [
          invalidField(
            `${at}.startTime`,
            status.startTime ?? null,
            "field is immutable for unsuspended job once set",
          ),
        ]
      : []),
    ...(wasMet && !met ? [bare(conditions, "cannot disable the SuccessCriteriaMet=True condition")] : []),
    ...(isTrue(old, "Complete") && !wasMet && met
      ? [bare(conditions, "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions")]
      : []),
  ];
}
