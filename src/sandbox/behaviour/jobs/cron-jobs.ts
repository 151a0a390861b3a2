import { timeText } from "../../../kube/condition.ts";
import { copyJson, type JsonObject } from "../../../base/json.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import { StatusError } from "../../status-error.ts";
import { controllerManager, type Cluster } from "../cluster.ts";
import { ownedBy, ownerName, referenceTo } from "../owned.ts";
import { conditionAt, numberAt, objectsAt, textAt, timeAt } from "../read.ts";
import { itself, runController, splitKey } from "../run-controller.ts";
import { isTimeZone, parseCron, type CronSchedule } from "./cron-schedule.ts";

const component = "cronjob-controller";
/** A little later than the schedule says, so that it surely is past. */
const late = 100;

/** Makes Jobs when their time has come, by the clock of the sandbox. Follows k8s.io/kubernetes/pkg/controller/cronjob. Returns how to stop. */
export function startCronJobs(cluster: Cluster): () => void {
  const { registry } = cluster;
  const cronJobs = registry.resource("batch", "v1", "cronjobs");
  return runController(cluster, {
    watch: [
      [cronJobs, itself],
      [
        registry.resource("batch", "v1", "jobs"),
        ({ object }, enqueue) => {
          const owner = ownerName(object, "CronJob");
          if (owner) enqueue(`${object.metadata.namespace ?? ""}/${owner}`);
        },
      ],
    ],
    work: (key, enqueue) => {
      const { namespace, name } = splitKey(key);
      const cronJob = registry.find(cronJobs, namespace, name);
      if (!cronJob) return;
      const now = registry.clock.now();
      const jobs = ownedBy(cluster, registry.resource("batch", "v1", "jobs"), cronJob);
      cleanUp(cluster, { cronJob, jobs });
      const seen = trackJobs(cluster, { cronJob, jobs });
      if (seen.metadata.deletionTimestamp || valueAt(seen, ["spec", "suspend"]) === true) return;
      const schedule = scheduleOf(cluster, seen);
      if (!schedule) return;
      runDue(cluster, { cronJob: seen, schedule, now });
      const next = schedule.next(now);
      if (next !== undefined) enqueue(key, next + late - now);
    },
  });
}

/** Brings `active` and the last success up to date with the Jobs that are there. */
function trackJobs(cluster: Cluster, options: { cronJob: ApiObject; jobs: readonly ApiObject[] }): ApiObject {
  const { cronJob, jobs } = options;
  const active = objectsAt(cronJob, "status.active");
  let lastSuccess = timeAt(cronJob, "status.lastSuccessfulTime") ?? 0;
  const left = active.filter(({ uid, name }) => {
    const job = jobs.find(({ metadata }) => metadata.uid === uid);
    const type = job ? finishedAs(job) : undefined;
    if (job && !type) return true;
    const message = job
      ? `Saw completed job: ${String(name)}, condition: ${String(type)}`
      : `Active job went missing: ${String(name)}`;
    cluster.events.record(cronJob, {
      type: "Normal",
      reason: job ? "SawCompletedJob" : "MissingJob",
      message,
      component,
    });
    return false;
  });
  for (const job of jobs)
    if (finishedAs(job) === "Complete")
      lastSuccess = Math.max(lastSuccess, timeAt(job, "status.completionTime") ?? 0);
  return (
    editStatus(cluster, cronJob, (status) => {
      const { active: _, ...rest } = status;
      return {
        ...(left.length ? { active: left } : {}),
        ...rest,
        ...(lastSuccess ? { lastSuccessfulTime: timeText(new Date(lastSuccess)) } : {}),
      };
    }) ?? cronJob
  );
}

function finishedAs(job: ApiObject): "Complete" | "Failed" | undefined {
  return (["Complete", "Failed"] as const).find((type) => conditionAt(job, type)?.status === "True");
}

function scheduleOf(cluster: Cluster, cronJob: ApiObject): CronSchedule | undefined {
  const zone = textAt(cronJob, "spec.timeZone");
  const text = textAt(cronJob, "spec.schedule");
  const warn = (reason: string, message: string) =>
    cluster.events.record(cronJob, { type: "Warning", reason, message, component });
  if (zone && !isTimeZone(zone)) {
    warn("UnknownTimeZone", `invalid timeZone: ${JSON.stringify(zone)}: unknown time zone ${zone}`);
    return undefined;
  }
  const schedule = parseCron(text, zone || "UTC");
  if (!schedule) warn("UnparseableSchedule", `unparseable schedule: ${JSON.stringify(text)}`);
  return schedule;
}

/** Starts the Job of the last time that has come, unless it is too late or another one still runs. */
function runDue(
  cluster: Cluster,
  options: { cronJob: ApiObject; schedule: CronSchedule; now: number },
): void {
  const { cronJob, schedule, now } = options;
  const due = lastDue(cluster, { cronJob, schedule, now });
  if (due === undefined) return;
  const deadline = valueAt(cronJob, ["spec", "startingDeadlineSeconds"]);
  const record = (type: "Normal" | "Warning", reason: string, message: string) =>
    cluster.events.record(cronJob, { type, reason, message, component });
  if (typeof deadline === "number" && due + deadline * 1000 < now)
    return record("Warning", "MissSchedule", `Missed scheduled time to start a job: ${rfc1123(due)}`);
  const name = `${cronJob.metadata.name ?? ""}-${Math.floor(due / 60_000)}`;
  const active = objectsAt(cronJob, "status.active");
  if (active.some((job) => job.name === name) || timeAt(cronJob, "status.lastScheduleTime") === due) return;
  const policy = textAt(cronJob, "spec.concurrencyPolicy");
  if (policy === "Forbid" && active.length) {
    const message = "Not starting job because prior execution is running and concurrency policy is Forbid";
    return record("Normal", "JobAlreadyActive", message);
  }
  const kept = policy === "Replace" ? [] : active;
  if (policy === "Replace") for (const job of active) deleteJob(cluster, { cronJob, name: String(job.name) });
  const job = createJob(cluster, { cronJob, name, due });
  if (!job) return;
  const { metadata } = job;
  const reference = {
    kind: "Job",
    namespace: metadata.namespace,
    name,
    uid: metadata.uid,
    apiVersion: "batch/v1",
    resourceVersion: metadata.resourceVersion,
  };
  editStatus(cluster, cronJob, (status) => ({
    ...status,
    active: [...kept, reference],
    lastScheduleTime: timeText(new Date(due)),
  }));
}

/** The last time since the Job before (or the CronJob's creation) at which a Job was due. See mostRecentScheduleTime. */
function lastDue(
  cluster: Cluster,
  options: { cronJob: ApiObject; schedule: CronSchedule; now: number },
): number | undefined {
  const { cronJob, schedule, now } = options;
  const created = timeAt(cronJob, "metadata.creationTimestamp") ?? now;
  const deadline = numberAt(cronJob, "spec.startingDeadlineSeconds");
  const since = Math.max(
    timeAt(cronJob, "status.lastScheduleTime") ?? created,
    deadline ? now - deadline * 1000 : 0,
  );
  let last: number | undefined;
  let missed = 0;
  for (let time = schedule.next(since); time !== undefined && time <= now; time = schedule.next(time)) {
    last = time;
    // far behind: what matters is the last one
    if (++missed === 1000) time = Math.max(time, now - 100 * 86_400_000);
    if (missed > 100_000) break;
  }
  if (missed > 100) {
    const message =
      "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew";
    cluster.events.record(cronJob, { type: "Warning", reason: "TooManyMissedTimes", message, component });
  }
  return last;
}

function createJob(
  cluster: Cluster,
  options: { cronJob: ApiObject; name: string; due: number },
): ApiObject | undefined {
  const { cronJob, name, due } = options;
  const { registry, events } = cluster;
  const template = copyJson(valueAt(cronJob, ["spec", "jobTemplate"])) as {
    metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
    spec?: JsonObject;
  };
  const { namespace } = cronJob.metadata;
  const scheduled = { "batch.kubernetes.io/cronjob-scheduled-timestamp": timeText(new Date(due)) };
  const object: ApiObject = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      ...(template.metadata?.labels ? { labels: template.metadata.labels } : {}),
      annotations: { ...template.metadata?.annotations, ...scheduled },
      ownerReferences: [referenceTo(cronJob)],
    },
    spec: template.spec,
  };
  try {
    const job = registry.make(registry.resource("batch", "v1", "jobs"), {
      object,
      manager: controllerManager,
    });
    events.record(cronJob, {
      type: "Normal",
      reason: "SuccessfulCreate",
      message: `Created job ${name}`,
      component,
    });
    return job;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const message = `Error creating job: ${error.message}`;
    if (error.status.reason !== "AlreadyExists")
      events.record(cronJob, { type: "Warning", reason: "FailedCreate", message, component });
    return undefined;
  }
}

function deleteJob(cluster: Cluster, options: { cronJob: ApiObject; name: string }): void {
  const { registry, events } = cluster;
  const { cronJob, name } = options;
  const { namespace } = cronJob.metadata;
  const jobs = registry.resource("batch", "v1", "jobs");
  if (!registry.find(jobs, namespace, name)) return;
  const deletion = { dryRun: false, propagationPolicy: "Background" as const };
  registry.delete(jobs, { namespace, name, options: deletion });
  events.record(cronJob, {
    type: "Normal",
    reason: "SuccessfulDelete",
    message: `Deleted job ${name}`,
    component,
  });
}

/** Deletes the oldest finished Jobs beyond the history limits. */
function cleanUp(cluster: Cluster, options: { cronJob: ApiObject; jobs: readonly ApiObject[] }): void {
  const { cronJob, jobs } = options;
  const limits = { Complete: "successfulJobsHistoryLimit", Failed: "failedJobsHistoryLimit" } as const;
  for (const type of ["Complete", "Failed"] as const) {
    const limit = valueAt(cronJob, ["spec", limits[type]]);
    if (typeof limit !== "number") continue;
    const finished = jobs
      .filter((job) => finishedAs(job) === type && !job.metadata.deletionTimestamp)
      .sort((a, b) => (timeAt(a, "status.startTime") ?? 0) - (timeAt(b, "status.startTime") ?? 0));
    for (const job of finished.slice(0, Math.max(0, finished.length - limit)))
      deleteJob(cluster, { cronJob, name: job.metadata.name ?? "" });
  }
}

function editStatus(
  { registry }: Cluster,
  cronJob: ApiObject,
  change: (status: JsonObject) => JsonObject,
): ApiObject | undefined {
  const { namespace, name = "" } = cronJob.metadata;
  const target = { namespace, name, subresource: "status", manager: controllerManager };
  return registry.edit(registry.resource("batch", "v1", "cronjobs"), target, (object) => {
    object.status = change((object.status ?? {}) as JsonObject);
  });
}

/** As Go's time.RFC1123Z has it in UTC. */
function rfc1123(time: number): string {
  return new Date(time).toUTCString().replace("GMT", "+0000");
}
