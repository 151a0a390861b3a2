import { expect, test } from "vitest";
import { parseIndexes, formatIndexes } from "../../../../src/sandbox/behaviour/jobs/indexes.ts";
import { conditionAt, objectsAt, textAt } from "../../../../src/sandbox/behaviour/read.ts";
import { createCluster, history } from "./cluster.ts";

type Cluster = ReturnType<typeof createCluster>;

function job(spec: object = {}, options: { annotations?: object; restartPolicy?: string } = {}) {
  const { annotations = {}, restartPolicy = "Never" } = options;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "work", namespace: "default" },
    spec: {
      template: {
        metadata: { annotations },
        spec: { restartPolicy, containers: [{ name: "main", image: "a" }] },
      },
      ...spec,
    },
  };
}
const fails = { annotations: { "sandbox.kubewright.dev/exit-code": "3" } };
const work = (cluster: Cluster) => cluster.get("jobs.batch", "work");
const conditions = (cluster: Cluster) =>
  objectsAt(work(cluster), "status.conditions").map(({ type, status, reason }) => [type, status, reason]);
const phases = (cluster: Cluster) => cluster.list("pods").map((pod) => textAt(pod, "status.phase"));
const reasons = (cluster: Cluster) => [...new Set(cluster.events("work").map(({ reason }) => reason))];

test("a Job runs its Pod, counts it and is complete", async () => {
  const cluster = createCluster();
  const seen = history(cluster, "jobs.batch", ({ status }) => {
    const { active, ready, succeeded } = (status ?? {}) as Record<string, number>;
    return [active ?? 0, ready ?? 0, succeeded ?? 0].join(" ");
  });
  const made = cluster.make("jobs.batch", job());
  await cluster.clock.advance(2000);
  expect(work(cluster)?.status).toEqual({
    startTime: "2026-01-01T00:00:00Z",
    completionTime: expect.stringMatching(/Z$/),
    succeeded: 1,
    ready: 0,
    terminating: 0,
    uncountedTerminatedPods: {},
    conditions: [
      expect.objectContaining({ type: "SuccessCriteriaMet", status: "True", reason: "CompletionsReached" }),
      expect.objectContaining({ type: "Complete", message: "Reached expected number of succeeded pods" }),
    ],
  });
  expect(seen).toEqual(["0 0 0", "1 0 0", "1 1 0", "0 0 1"]);
  const [pod] = cluster.list("pods");
  expect(pod?.metadata).toMatchObject({
    generateName: "work-",
    labels: { "batch.kubernetes.io/job-name": "work", "job-name": "work" },
    ownerReferences: [{ kind: "Job", uid: made.metadata.uid, controller: true, blockOwnerDeletion: true }],
  });
  expect(pod?.metadata.finalizers).toBeUndefined(); // it is counted
  expect(reasons(cluster)).toEqual(["SuccessfulCreate", "Completed"]);
  expect(cluster.clock.waiting).toBe(0);
  cluster.stop();
});

test("completions are reached with as many Pods at a time as parallelism allows", async () => {
  const cluster = createCluster();
  let most = 0;
  cluster.registry.observe(cluster.registry.resource("batch", "v1", "jobs"), ({ object }) => {
    most = Math.max(most, Number((object.status as { active?: number } | undefined)?.active ?? 0));
  });
  cluster.make("jobs.batch", job({ completions: 5, parallelism: 2 }));
  await cluster.clock.advance(5000);
  expect(work(cluster)?.status).toMatchObject({ succeeded: 5 });
  expect(most).toBe(2);
  cluster.stop();
});

test("failures are tried again, ever later, up to the limit; exit code and message are in the Pods", async () => {
  const cluster = createCluster();
  cluster.make(
    "jobs.batch",
    job(
      { backoffLimit: 2 },
      { annotations: { ...fails.annotations, "sandbox.kubewright.dev/termination-message": "no" } },
    ),
  );
  await cluster.clock.advance(5000);
  expect(phases(cluster)).toEqual(["Failed"]);
  await cluster.clock.advance(60_000);
  expect(phases(cluster)).toEqual(["Failed", "Failed", "Failed"]);
  expect(conditions(cluster)).toEqual([
    ["FailureTarget", "True", "BackoffLimitExceeded"],
    ["Failed", "True", "BackoffLimitExceeded"],
  ]);
  expect(work(cluster)?.status).toMatchObject({ failed: 3 });
  expect(cluster.events("work").at(-1)).toMatchObject({
    type: "Warning",
    reason: "BackoffLimitExceeded",
    message: "Job has reached the specified backoff limit",
  });
  const [status] = objectsAt(cluster.list("pods")[0], "status.containerStatuses");
  expect(status?.state).toMatchObject({ terminated: { exitCode: 3, message: "no" } });
  cluster.stop();
});

test("with OnFailure, restarts of its containers count", async () => {
  const cluster = createCluster();
  cluster.make("jobs.batch", job({ backoffLimit: 2 }, { ...fails, restartPolicy: "OnFailure" }));
  await cluster.clock.advance(120_000);
  expect(conditions(cluster).at(-1)).toEqual(["Failed", "True", "BackoffLimitExceeded"]);
  expect(phases(cluster)).toEqual([]);
  cluster.stop();
});

test("an active deadline ends it and takes its Pods away", async () => {
  const cluster = createCluster();
  cluster.make(
    "jobs.batch",
    job({ activeDeadlineSeconds: 5 }, { annotations: { "sandbox.kubewright.dev/run-time": "1h" } }),
  );
  await cluster.clock.advance(4000);
  expect(phases(cluster)).toEqual(["Running"]);
  await cluster.clock.advance(4000);
  expect(conditions(cluster).at(-1)).toEqual(["Failed", "True", "DeadlineExceeded"]);
  expect(phases(cluster).filter((phase) => phase === "Running")).toEqual([]);
  cluster.stop();
});

test("a suspended Job has no Pods and no start; suspending takes them away without counting them", async () => {
  const cluster = createCluster();
  const suspend = (value: boolean) =>
    cluster.edit(
      "jobs.batch",
      "work",
      (object) => (object.spec = { ...(object.spec as object), suspend: value }),
    );
  cluster.make(
    "jobs.batch",
    job({ suspend: true }, { annotations: { "sandbox.kubewright.dev/run-time": "1h" } }),
  );
  await cluster.clock.advance(1000);
  expect(phases(cluster)).toEqual([]);
  expect(conditions(cluster)).toEqual([["Suspended", "True", "JobSuspended"]]);
  expect(work(cluster)?.status).not.toHaveProperty("startTime");
  suspend(false);
  await cluster.clock.advance(1000);
  expect(phases(cluster)).toEqual(["Running"]);
  expect(conditions(cluster)).toEqual([["Suspended", "False", "JobResumed"]]);
  suspend(true);
  await cluster.clock.advance(1000);
  expect(phases(cluster)).toEqual([]);
  expect(work(cluster)?.status).not.toHaveProperty("failed");
  expect(reasons(cluster).sort()).toEqual(["Resumed", "SuccessfulCreate", "SuccessfulDelete", "Suspended"]);
  cluster.stop();
});

test("a finished Job goes after its time", async () => {
  const cluster = createCluster();
  cluster.make("jobs.batch", job({ ttlSecondsAfterFinished: 30 }));
  await cluster.clock.advance(20_000);
  expect(work(cluster)).toBeDefined();
  await cluster.clock.advance(20_000);
  expect(work(cluster)).toBeUndefined();
  expect(cluster.list("pods")).toEqual([]);
  cluster.stop();
});

test("an indexed Job runs each index, which its Pods know", async () => {
  const cluster = createCluster();
  cluster.make("jobs.batch", job({ completionMode: "Indexed", completions: 3, parallelism: 3 }));
  await cluster.clock.advance(2000);
  expect(work(cluster)?.status).toMatchObject({ succeeded: 3, completedIndexes: "0-2" });
  const [pod] = cluster
    .list("pods")
    .sort((a, b) => ((a.metadata.name ?? "") < (b.metadata.name ?? "") ? -1 : 1));
  expect(pod).toMatchObject({
    metadata: {
      name: expect.stringMatching(/^work-0-\w{5}$/),
      annotations: { "batch.kubernetes.io/job-completion-index": "0" },
      labels: { "batch.kubernetes.io/job-completion-index": "0" },
    },
    spec: { hostname: "work-0", containers: [{ env: [{ name: "JOB_COMPLETION_INDEX" }] }] },
  });
  cluster.stop();
});

test("with a limit for each index, the others go on", async () => {
  const cluster = createCluster({
    plan: ({ metadata }) =>
      metadata.labels?.["batch.kubernetes.io/job-completion-index"] === "1" ? { exitCode: 1 } : undefined,
  });
  const spec = { completionMode: "Indexed", completions: 3, parallelism: 3, backoffLimitPerIndex: 1 };
  cluster.make("jobs.batch", job(spec));
  await cluster.clock.advance(60_000);
  expect(work(cluster)?.status).toMatchObject({ completedIndexes: "0,2", failedIndexes: "1" });
  expect(conditions(cluster).at(-1)).toEqual(["Failed", "True", "FailedIndexes"]);
  cluster.stop();
});

test("a success policy ends it early", async () => {
  const cluster = createCluster({
    plan: ({ metadata }) =>
      metadata.labels?.["batch.kubernetes.io/job-completion-index"] === "0" ? {} : { runTime: 3_600_000 },
  });
  const successPolicy = { rules: [{ succeededIndexes: "0" }] };
  cluster.make(
    "jobs.batch",
    job({ completionMode: "Indexed", completions: 3, parallelism: 3, successPolicy }),
  );
  await cluster.clock.advance(10_000);
  expect(conditions(cluster)).toEqual([
    ["SuccessCriteriaMet", "True", "SuccessPolicy"],
    ["Complete", "True", "SuccessPolicy"],
  ]);
  cluster.stop();
});

test.each([
  ["FailJob", ["Failed", "True", "PodFailurePolicy"], 1],
  ["Ignore", undefined, 0],
])("a failure policy: %s", async (action, last, failed) => {
  const cluster = createCluster();
  const rule = { action, onExitCodes: { operator: "In", values: [3] } };
  cluster.make("jobs.batch", job({ podFailurePolicy: { rules: [rule] } }, fails));
  await cluster.clock.advance(5000);
  expect(conditions(cluster).at(-1)).toEqual(last);
  expect(Number((work(cluster)?.status as { failed?: number }).failed ?? 0)).toBe(failed);
  if (last)
    expect(conditionAt(work(cluster), "Failed")?.message).toMatch(
      /^Container main for pod default\/work-\w+ failed with exit code 3 matching FailJob rule at index 0$/,
    );
  cluster.stop();
});

test("a deleted Job lets its Pods go", async () => {
  const cluster = createCluster();
  cluster.make("jobs.batch", job({}, { annotations: { "sandbox.kubewright.dev/run-time": "1h" } }));
  await cluster.clock.advance(1000);
  cluster.remove("jobs.batch", "work", { propagationPolicy: "Background" });
  await cluster.clock.advance(2000);
  expect(cluster.list("pods")).toEqual([]);
  cluster.stop();
});

test.each(["", "0", "0,1", "0-2", "0-2,4,5,7-9"])("indexes are written as they are read: %j", (text) => {
  expect(formatIndexes(parseIndexes(text))).toBe(text);
});
