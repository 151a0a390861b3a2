import { timeText } from "../../../kube/condition.ts";
import type { JsonObject } from "../../../base/json.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import { controllerManager, type Cluster } from "../cluster.ts";
import { claim, ownerName } from "../owned.ts";
import { conditionAt, numberAt, objectsAt, textAt, timeAt } from "../read.ts";
import { itself, keyOf, runController, splitKey, type Enqueue } from "../run-controller.ts";
import { createPod, deletePod, isReady } from "../workloads/pod-facts.ts";
import { countPods, countStatus, type Count } from "./count-pods.ts";
import { indexOf } from "./indexes.ts";
import { dropTracking, failureCountAnnotation, isIndexed, isTracked, jobPod } from "./job-pods.ts";
import { deadlineOf, judgeJob, type Ending } from "./judge-job.ts";

const component = "job-controller";
/** How long the next Pod waits after a failure: 10 s, 20 s … up to 10 min. */
const firstBackOff = 10_000;
const longestBackOff = 600_000;

/** Runs Jobs to their end. Follows k8s.io/kubernetes/pkg/controller/job and ttlafterfinished. Returns how to stop. */
export function startJobs(cluster: Cluster): () => void {
  const { registry } = cluster;
  const jobs = registry.resource("batch", "v1", "jobs");
  const failures = new Map<string, Failures>();
  return runController(cluster, {
    watch: [
      [
        jobs,
        (event, enqueue) => {
          if (event.type === "DELETED") failures.delete(event.object.metadata.uid ?? "");
          itself(event, enqueue);
        },
      ],
      [
        registry.resource("", "v1", "pods"),
        ({ object, type }, enqueue) => {
          const owner = ownerName(object, "Job");
          const key = `${object.metadata.namespace ?? ""}/${owner ?? ""}`;
          if (owner && registry.store.get("jobs.batch", key)) enqueue(key);
          // nobody counts it any more
          else if (isTracked(object) && type !== "DELETED" && object.metadata.deletionTimestamp)
            enqueue(`${keyOf(object)}/orphan`);
        },
      ],
    ],
    work: (key, enqueue) => {
      const orphan = key.endsWith("/orphan");
      const { namespace, name } = splitKey(key);
      if (orphan) {
        const pod = registry.find(registry.resource("", "v1", "pods"), namespace, name);
        if (pod) dropTracking(cluster, pod);
        return;
      }
      const job = registry.find(jobs, namespace, name);
      const other = job && textAt(job, "spec.managedBy");
      if (job && (!other || other === "kubernetes.io/job-controller"))
        sync({ cluster, job, failures, enqueue, key });
    },
  });
}

/** How often in a row a Job's Pods have failed, and when last. */
interface Failures {
  readonly count: number;
  readonly at: number;
}

interface Pass {
  readonly cluster: Cluster;
  readonly job: ApiObject;
  readonly failures: Map<string, Failures>;
  readonly enqueue: Enqueue;
  readonly key: string;
}

function sync(pass: Pass): void {
  const { cluster, job } = pass;
  const { registry } = cluster;
  const now = registry.clock.now();
  const pods = claim(cluster, registry.resource("", "v1", "pods"), job);
  if (isFinished(job)) return afterFinish(pass, { pods, now });
  const suspended = valueAt(job, ["spec", "suspend"]) === true;
  const started = textAt(job, "status.startTime") || suspended ? job : begin(cluster, job);
  const count = countPods(started, pods);
  remember(pass, { count, now });
  const ending = judgeJob(started, { count, pods, now });
  writeCounts(cluster, { job: started, count, ending, now });
  for (const pod of count.ended) dropTracking(cluster, pod);
  if (ending) return end(pass, { count, ending });
  if (started.metadata.deletionTimestamp) return;
  manage({ ...pass, job: started }, { count, pods, now });
  if (suspended !== (conditionAt(started, "Suspended")?.status === "True"))
    markSuspended(cluster, { job: started, suspended });
  const deadline = deadlineOf(started);
  if (deadline !== undefined) pass.enqueue(pass.key, Math.max(0, deadline - now));
}

function isFinished(job: ApiObject): boolean {
  return ["Complete", "Failed"].some((type) => conditionAt(job, type)?.status === "True");
}

function begin(cluster: Cluster, job: ApiObject): ApiObject {
  return (
    editStatus(cluster, job, (status, now) => ({
      ...status,
      startTime: timeText(new Date(now)),
      uncountedTerminatedPods: {},
    })) ?? job
  );
}

/** Counts are written first: a Pod may go only once it is counted. */
function writeCounts(
  cluster: Cluster,
  options: { job: ApiObject; count: Count; ending: Ending | undefined; now: number },
): void {
  const { job, count, ending, now } = options;
  editStatus(cluster, job, (status) => {
    const { conditions, startTime } = status;
    const target = ending && { ...ending, type: ending.success ? "SuccessCriteriaMet" : "FailureTarget" };
    const next = target ? withCondition(conditions, { ...target, status: "True", now }) : conditions;
    return {
      ...(next === undefined ? {} : { conditions: next }),
      ...(startTime === undefined ? {} : { startTime }),
      ...countStatus(job, count),
    };
  });
}

/** Pods that still run go; once none is left the Job has its last condition. */
function end(pass: Pass, options: { count: Count; ending: Ending }): void {
  const { cluster, job } = pass;
  const { count, ending } = options;
  for (const pod of count.active) deletePod(cluster, { owner: job, pod, component });
  if (count.active.length > 0 || count.terminating > 0) return;
  const { success, reason, message } = ending;
  editStatus(cluster, job, (status, now) => ({
    ...status,
    conditions: withCondition(status.conditions, {
      type: success ? "Complete" : "Failed",
      status: "True",
      reason,
      message,
      now,
    }),
    ...(success ? { completionTime: timeText(new Date(now)) } : {}),
  }));
  if (success)
    cluster.events.record(job, { type: "Normal", reason: "Completed", message: "Job completed", component });
  else cluster.events.record(job, { type: "Warning", reason, message, component });
}

/** Pods that end late are let go; the Job itself goes after its time. */
function afterFinish(pass: Pass, options: { pods: readonly ApiObject[]; now: number }): void {
  const { cluster, job, key, enqueue } = pass;
  for (const pod of options.pods) dropTracking(cluster, pod);
  const ttl = valueAt(job, ["spec", "ttlSecondsAfterFinished"]);
  if (typeof ttl !== "number" || job.metadata.deletionTimestamp) return;
  const finished = ["Complete", "Failed"]
    .map((type) => timeAt(conditionAt(job, type), "lastTransitionTime"))
    .find((time) => time !== undefined);
  const left = (finished ?? options.now) + ttl * 1000 - options.now;
  if (left > 0) return enqueue(key, left);
  const { namespace, name = "", uid } = job.metadata;
  cluster.registry.delete(cluster.registry.resource("batch", "v1", "jobs"), {
    namespace,
    name,
    options: { dryRun: false, propagationPolicy: "Foreground", ...(uid ? { preconditions: { uid } } : {}) },
  });
}

/** Makes the Pods that are missing, as far as parallelism and back-off allow. See manageJob. */
function manage(pass: Pass, options: { count: Count; pods: readonly ApiObject[]; now: number }): void {
  const { cluster, job, enqueue, key } = pass;
  const { count, pods, now } = options;
  const active = [...count.active];
  const wanted = wantedPods(job, count);
  const doomed = forRemoval(active).slice(0, Math.max(0, active.length - wanted));
  for (const pod of doomed) deletePod(cluster, { owner: job, pod, component });
  if (doomed.length) return;
  const waitForEnd = textAt(job, "spec.podReplacementPolicy") === "Failed" ? count.terminating : 0;
  const missing = wanted - active.length - waitForEnd;
  if (missing <= 0) return;
  const wait = backOffLeft(pass, now);
  if (wait > 0) return enqueue(key, wait);
  if (!isIndexed(job)) {
    for (let made = 0; made < missing; made++)
      createPod(cluster, { owner: job, pod: jobPod(job, {}), component });
    return;
  }
  for (const index of pendingIndexes(job, count).slice(0, missing)) {
    const failures = failuresOf(job, { index, pods });
    createPod(cluster, { owner: job, pod: jobPod(job, { index, ...failures }), component });
  }
}

function wantedPods(job: ApiObject, count: Count): number {
  if (valueAt(job, ["spec", "suspend"]) === true) return 0;
  const parallelism = numberAt(job, "spec.parallelism", 1);
  const completions = valueAt(job, ["spec", "completions"]);
  if (typeof completions !== "number") return count.succeeded > 0 ? count.active.length : parallelism;
  return Math.min(parallelism, Math.max(0, completions - count.succeeded - count.failedIndexes.size));
}

/** Those that are not ready go first. */
function forRemoval(active: readonly ApiObject[]): ApiObject[] {
  return [...active].sort((a, b) => Number(isReady(a)) - Number(isReady(b)));
}

function pendingIndexes(job: ApiObject, count: Count): number[] {
  const taken = new Set(count.active.map(indexOf));
  const all = Array.from({ length: numberAt(job, "spec.completions") }, (_, index) => index);
  return all.filter(
    (index) => !taken.has(index) && !count.succeededIndexes.has(index) && !count.failedIndexes.has(index),
  );
}

/** How often this index has failed, where that has a limit. */
function failuresOf(
  job: ApiObject,
  options: { index: number; pods: readonly ApiObject[] },
): { failures?: number } {
  if (valueAt(job, ["spec", "backoffLimitPerIndex"]) === undefined) return {};
  const before = options.pods
    .filter((pod) => indexOf(pod) === options.index)
    .map((pod) => Number(pod.metadata.annotations?.[failureCountAnnotation] ?? 0) + 1);
  return { failures: Math.max(0, ...before) };
}

/** A success ends the row of failures. */
function remember({ job, failures }: Pass, options: { count: Count; now: number }): void {
  const { count, now } = options;
  const uid = job.metadata.uid ?? "";
  if (count.ended.some((pod) => textAt(pod, "status.phase") === "Succeeded")) failures.delete(uid);
  if (count.newlyFailed.length === 0) return;
  failures.set(uid, { count: (failures.get(uid)?.count ?? 0) + count.newlyFailed.length, at: now });
}

function backOffLeft({ job, failures }: Pass, now: number): number {
  const known = failures.get(job.metadata.uid ?? "");
  if (!known || valueAt(job, ["spec", "backoffLimitPerIndex"]) !== undefined) return 0;
  const wait = Math.min(longestBackOff, firstBackOff * 2 ** Math.min(known.count - 1, 20));
  return known.at + wait - now;
}

function markSuspended(cluster: Cluster, options: { job: ApiObject; suspended: boolean }): void {
  const { job, suspended } = options;
  const before = conditionAt(job, "Suspended");
  // a Job that never was suspended has no such condition
  if (!suspended && !before) return;
  const said = suspended
    ? { status: "True", reason: "JobSuspended", message: "Job suspended" }
    : { status: "False", reason: "JobResumed", message: "Job resumed" };
  editStatus(cluster, job, (status, now) => {
    const { startTime, ...rest } = status;
    const kept = suspended ? {} : { startTime: timeText(new Date(now)) };
    return {
      ...rest,
      ...kept,
      conditions: withCondition(status.conditions, { type: "Suspended", now, ...said }),
    };
  });
  const reason = suspended ? "Suspended" : "Resumed";
  cluster.events.record(job, { type: "Normal", reason, message: said.message, component });
}

function withCondition(
  conditions: unknown,
  options: { type: string; status: string; reason: string; message: string; now: number },
): JsonObject[] {
  const { type, status, reason, message, now } = options;
  const known = objectsAt({ conditions }, "conditions");
  const before = known.find((condition) => condition.type === type);
  if (before?.status === status) return known;
  const time = timeText(new Date(now));
  const said = { type, status, lastProbeTime: time, lastTransitionTime: time, reason, message };
  return before ? known.map((condition) => (condition === before ? said : condition)) : [...known, said];
}

function editStatus(
  { registry }: Cluster,
  job: ApiObject,
  change: (status: JsonObject, now: number) => JsonObject,
): ApiObject | undefined {
  const { namespace, name = "" } = job.metadata;
  const target = { namespace, name, subresource: "status", manager: controllerManager };
  return registry.edit(registry.resource("batch", "v1", "jobs"), target, (object) => {
    object.status = change((object.status ?? {}) as JsonObject, registry.clock.now());
  });
}
