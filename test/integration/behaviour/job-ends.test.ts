import { playScenes, type Scene } from "./play.ts";
import { held, type Stage } from "./stage.ts";

const pods = "core/v1/pods";
const jobs = "batch/v1/jobs";
const looksAt = [jobs, pods, "core/v1/events"];

const job = (spec: object) => (stage: Stage) =>
  stage.create(jobs, {
    kind: "Job",
    metadata: { name: "task" },
    spec: {
      template: { spec: { ...held, restartPolicy: "Never", containers: [{ name: "main", image: "task" }] } },
      ...spec,
    },
  });
const unfinished = ({ status }: { status: { phase: string } }) => status.phase === "Pending";
const end = (phase: string) => (stage: Stage) => stage.setPods({ phase }, unfinished);
const suspend = (value: boolean) => (stage: Stage) =>
  stage.patch(`${jobs}/task`, { spec: { suspend: value } });

const shortLived: Scene = {
  title: "A Job that lives no longer than it runs",
  looksAt: [jobs, pods],
  steps: { created: job({ ttlSecondsAfterFinished: 0 }), "its Pod succeeds": end("Succeeded") },
};

const late: Scene = {
  title: "A Job runs too long",
  looksAt,
  steps: {
    created: job({ activeDeadlineSeconds: 3, suspend: true }),
    started: suspend(false),
  },
};

const interrupted: Scene = {
  title: "A Job is suspended in between",
  looksAt,
  steps: {
    created: job({ completions: 2, parallelism: 1 }),
    "one Pod succeeds": end("Succeeded"),
    suspended: suspend(true),
    resumed: suspend(false),
    "the other succeeds": end("Succeeded"),
  },
};

const perIndex: Scene = {
  title: "A Job with too many failed indexes",
  looksAt: [jobs, "core/v1/events"],
  steps: {
    created: job({
      completionMode: "Indexed",
      completions: 3,
      parallelism: 3,
      backoffLimitPerIndex: 0,
      maxFailedIndexes: 1,
    }),
    "two indexes fail": (stage) =>
      stage.setPods(
        { phase: "Failed" },
        ({ metadata }) => metadata.annotations["batch.kubernetes.io/job-completion-index"] !== "2",
      ),
  },
};

playScenes("ends of Jobs", [shortLived, late, interrupted, perIndex]);
