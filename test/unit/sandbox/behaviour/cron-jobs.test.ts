import { describe, expect, test } from "vitest";
import { parseCron } from "../../../../src/sandbox/behaviour/jobs/cron-schedule.ts";
import { createCluster } from "./cluster.ts";

type Cluster = ReturnType<typeof createCluster>;

const cronJob = (spec: object = {}, annotations: object = {}) => ({
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "tick", namespace: "default" },
  spec: {
    schedule: "*/5 * * * *",
    jobTemplate: {
      metadata: { labels: { app: "tick" } },
      spec: {
        template: {
          metadata: { annotations },
          spec: { restartPolicy: "Never", containers: [{ name: "a", image: "a" }] },
        },
      },
    },
    ...spec,
  },
});
const minutes = (count: number) => count * 60_000;
const long = { "sandbox.kubewright.dev/run-time": "1h" };
const jobs = (cluster: Cluster) => cluster.list("jobs.batch").map(({ metadata }) => metadata.name);
const reasons = (cluster: Cluster) => cluster.events("tick").map(({ reason }) => reason);

test("a Job is made at each time, named after it, with the status that says so", async () => {
  const cluster = createCluster();
  const made = cluster.make("cronjobs.batch", cronJob());
  await cluster.clock.advance(minutes(4));
  expect(jobs(cluster)).toEqual([]);
  await cluster.clock.advance(minutes(2));
  const due = Date.parse("2026-01-01T00:05:00Z");
  expect(jobs(cluster)).toEqual([`tick-${due / 60_000}`]);
  expect(cluster.list("jobs.batch")[0]).toMatchObject({
    metadata: {
      labels: { app: "tick" },
      annotations: { "batch.kubernetes.io/cronjob-scheduled-timestamp": "2026-01-01T00:05:00Z" },
      ownerReferences: [{ kind: "CronJob", uid: made.metadata.uid, controller: true }],
    },
  });
  expect(cluster.get("cronjobs.batch", "tick")?.status).toMatchObject({
    lastScheduleTime: "2026-01-01T00:05:00Z",
    lastSuccessfulTime: expect.stringMatching(/^2026-01-01T00:05:0/),
  });
  expect(cluster.get("cronjobs.batch", "tick")?.status).not.toHaveProperty("active");
  expect(reasons(cluster)).toEqual(["SuccessfulCreate", "SawCompletedJob"]);
  cluster.stop();
});

test.each([
  ["Allow", 3, 3],
  ["Forbid", 1, 1],
  ["Replace", 1, 1],
])("concurrency policy %s", async (concurrencyPolicy, count, active) => {
  const cluster = createCluster();
  cluster.make("cronjobs.batch", cronJob({ concurrencyPolicy }, long));
  await cluster.clock.advance(minutes(16));
  expect(jobs(cluster)).toHaveLength(count);
  const { status } = cluster.get("cronjobs.batch", "tick") as { status?: { active?: unknown[] } };
  expect(status?.active).toHaveLength(active);
  if (concurrencyPolicy === "Replace")
    expect(jobs(cluster)).toEqual([`tick-${Date.parse("2026-01-01T00:15:00Z") / 60_000}`]);
  if (concurrencyPolicy === "Forbid") expect(reasons(cluster)).toContain("JobAlreadyActive");
  cluster.stop();
});

test("history limits keep the newest", async () => {
  const cluster = createCluster();
  cluster.make("cronjobs.batch", cronJob({ successfulJobsHistoryLimit: 2 }));
  await cluster.clock.advance(minutes(31));
  expect(jobs(cluster)).toEqual(
    ["2026-01-01T00:25:00Z", "2026-01-01T00:30:00Z"].map((time) => `tick-${Date.parse(time) / 60_000}`),
  );
  cluster.stop();
});

test("a suspended one makes nothing; going on, it makes up for the last time missed", async () => {
  const cluster = createCluster();
  cluster.make("cronjobs.batch", cronJob({ suspend: true }));
  await cluster.clock.advance(minutes(12));
  expect(jobs(cluster)).toEqual([]);
  cluster.edit(
    "cronjobs.batch",
    "tick",
    (object) => (object.spec = { ...(object.spec as object), suspend: false }),
  );
  await cluster.clock.advance(1000);
  expect(jobs(cluster)).toEqual([`tick-${Date.parse("2026-01-01T00:10:00Z") / 60_000}`]);
  cluster.stop();
});

test("what is later than the starting deadline is missed", async () => {
  const cluster = createCluster();
  cluster.make("cronjobs.batch", cronJob({ suspend: true, startingDeadlineSeconds: 30 }));
  await cluster.clock.advance(minutes(12));
  cluster.edit(
    "cronjobs.batch",
    "tick",
    (object) => (object.spec = { ...(object.spec as object), suspend: false }),
  );
  await cluster.clock.advance(1000);
  expect(jobs(cluster)).toEqual([]);
  cluster.stop();
});

describe("schedules", () => {
  test.each([
    ["*/15 * * * *", "UTC", "2026-01-01T00:01:00Z", "2026-01-01T00:15:00Z"],
    ["0 0 * * *", "UTC", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"],
    ["30 4 1,15 * 5", "UTC", "2026-01-01T05:00:00Z", "2026-01-02T04:30:00Z"], // the 15th or any Friday
    ["0 9-17/4 * * mon-fri", "UTC", "2026-01-02T17:00:00Z", "2026-01-05T09:00:00Z"],
    ["0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"],
    ["0 12 * JAN ?", "UTC", "2026-01-31T12:00:00Z", "2027-01-01T12:00:00Z"],
    ["5/20 * * * *", "UTC", "2026-01-01T00:46:00Z", "2026-01-01T01:05:00Z"],
    ["@hourly", "UTC", "2026-01-01T00:30:00Z", "2026-01-01T01:00:00Z"],
    ["@every 90s", "UTC", "2026-01-01T00:00:00Z", "2026-01-01T00:01:30Z"],
    ["0 3 * * *", "America/New_York", "2026-01-01T09:00:00Z", "2026-01-02T08:00:00Z"],
    ["0 3 * * *", "Asia/Kolkata", "2026-01-01T00:00:00Z", "2026-01-01T21:30:00Z"],
    // the clock is put forward at 2:00: half past two does not come that day
    ["30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z"],
    // and put back: it comes twice, and counts once
    ["30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"],
  ])("%s in %s after %s", (text, zone, after, expected) => {
    expect(new Date(parseCron(text, zone)?.next(Date.parse(after)) ?? 0).toISOString()).toBe(
      new Date(expected).toISOString(),
    );
  });

  test.each(["", "* * * *", "60 * * * *", "* * 0 * *", "*/0 * * * *", "5-1 * * * *", "@often", "a b c d e"])(
    "%j is none",
    (text) => {
      expect(parseCron(text)).toBeUndefined();
    },
  );
});
