import { playScenes, type Scene } from "./play.ts";
import { held, type Stage } from "./stage.ts";

const pods = "core/v1/pods";
const jobs = "batch/v1/jobs";
const looksAt = [jobs, pods, "core/v1/events"];

const job = (spec: object) => (stage: Stage) =>
  stage.create(jobs, {
    kind: "Job",
    metadata: { name: "task", labels: { team: "a" } },
    spec: {
      template: { spec: { ...held, restartPolicy: "Never", containers: [{ name: "main", image: "task" }] } },
      ...spec,
    },
  });
const unfinished = ({ status }: { status: { phase: string } }) => status.phase === "Pending";
const end = (phase: string) => (stage: Stage) => stage.setPods({ phase }, unfinished);

const completes: Scene = {
  title: "A Job completes",
  looksAt,
  steps: {
    created: job({ completions: 3, parallelism: 2 }),
    "two Pods succeed": end("Succeeded"),
    "the last Pod succeeds": end("Succeeded"),
  },
};

const fails: Scene = {
  title: "A Job fails at its limit",
  looksAt,
  steps: { created: job({ backoffLimit: 0 }), "its Pod fails": end("Failed") },
};

const successPolicy: Scene = {
  title: "A Job with a success policy",
  looksAt,
  steps: {
    created: job({
      completionMode: "Indexed",
      completions: 2,
      parallelism: 2,
      successPolicy: { rules: [{ succeededIndexes: "0" }] },
    }),
    "the first index succeeds": (stage) =>
      stage.setPods(
        { phase: "Succeeded" },
        ({ metadata }) => metadata.annotations["batch.kubernetes.io/job-completion-index"] === "0",
      ),
  },
};

const indexed: Scene = {
  title: "An indexed Job",
  looksAt,
  steps: {
    created: job({ completionMode: "Indexed", completions: 3, parallelism: 3, backoffLimitPerIndex: 0 }),
    "the first index fails": (stage) =>
      stage.setPods(
        { phase: "Failed" },
        ({ metadata }) => metadata.annotations["batch.kubernetes.io/job-completion-index"] === "0",
      ),
    "the others succeed": end("Succeeded"),
  },
};

const suspended: Scene = {
  title: "A suspended Job",
  looksAt,
  steps: {
    created: job({ suspend: true }),
    resumed: (stage) => stage.patch(`${jobs}/task`, { spec: { suspend: false } }),
    "suspended again": (stage) => stage.patch(`${jobs}/task`, { spec: { suspend: true } }),
  },
};

const failurePolicy: Scene = {
  title: "A Job with a failure policy",
  looksAt,
  steps: {
    created: job({
      podFailurePolicy: {
        rules: [{ action: "FailJob", onExitCodes: { operator: "In", values: [42] } }],
      },
    }),
    "its Pod ends with 42": (stage) =>
      stage.setPods({
        phase: "Failed",
        containerStatuses: [
          {
            name: "main",
            image: "task",
            imageID: "",
            ready: false,
            restartCount: 0,
            state: { terminated: { exitCode: 42 } },
          },
        ],
      }),
  },
};

const cron: Scene = {
  title: "A CronJob that is not due",
  looksAt: ["batch/v1/cronjobs", ...looksAt],
  steps: {
    created: (stage) =>
      stage.create("batch/v1/cronjobs", {
        kind: "CronJob",
        metadata: { name: "nightly" },
        spec: {
          schedule: "0 0 1 1 *",
          suspend: true,
          jobTemplate: {
            spec: {
              template: {
                spec: { ...held, restartPolicy: "Never", containers: [{ name: "main", image: "task" }] },
              },
            },
          },
        },
      }),
  },
};

playScenes("jobs", [completes, fails, indexed, suspended, failurePolicy, successPolicy, cron]);
