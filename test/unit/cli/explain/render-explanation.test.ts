import pc from "picocolors";
import { expect, test } from "vitest";
import { ageOf, renderExplanation } from "../../../../src/cli/explain/render-explanation.ts";
import type { ObjectDetail } from "../../../../src/dev/view/view-state.ts";
import { run } from "../../dev/view/view-harness.ts";

const color = pc.createColors(false);
const now = Date.parse("2026-01-01T00:01:00Z");
const render = (view: Parameters<typeof renderExplanation>[0]) => renderExplanation(view, { color, now });

const explanation = {
  version: 1,
  time: "2026-01-01T00:01:00Z",
  controller: "memcached",
  object: { apiVersion: "cache.example.com/v1", kind: "Memcached", namespace: "default", name: "a" },
  queue: { state: "delayed", until: "2026-01-01T00:01:08Z", retries: 3 },
  waitsFor: ["2026-01-01T00:01:08Z, the back-off after failure 3 in a row"],
  causes: [{ type: "retry", time: "2026-01-01T00:01:00Z", message: "the last run failed: no luck" }],
  ignored: [],
  runs: [
    {
      id: "r",
      time: "2026-01-01T00:00:59Z",
      milliseconds: 12.4,
      result: "error",
      error: "no luck",
      causes: [],
      calls: [
        {
          verb: "patch",
          object: { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "c" },
          answer: "server",
          changed: ["data.size"],
        },
      ],
      moreCalls: 2,
    },
  ],
};

test("what the operator says: the queue, what it waits for, and the runs", () => {
  expect(render({ explanations: [explanation] })).toEqual([
    "controller memcached: delayed (until 2026-01-01T00:01:08Z, 3 failures in a row)",
    "  waits for 2026-01-01T00:01:08Z, the back-off after failure 3 in a row",
    "  queued because the last run failed: no luck",
    "runs",
    "  2026-01-01T00:00:59Z  error in 12 ms: no luck",
    "    patch ConfigMap default/c: server, changed data.size",
    "    and 2 more calls",
  ]);
});

test("what the cluster says, and traced runs instead of the operator's own words of them", () => {
  const identity = {
    uid: "a",
    apiVersion: "cache.example.com/v1",
    kind: "Memcached",
    namespace: "default",
    name: "a",
  };
  const call = {
    ...{ verb: "apply", group: "apps", resource: "deployments", namespace: "default", name: "a" },
    ...{ answer: "server" as const, status: "200", at: 1, milliseconds: 3.21 },
    changes: [
      { path: "spec.replicas", before: 1, after: 3 },
      { path: "spec.paused", after: true },
      { path: "data.password", before: "<masked>", after: "<masked>", masked: true as const },
    ],
  };
  const object: ObjectDetail = {
    row: {
      ...identity,
      created: "2026-01-01T00:00:00Z",
      deleting: false,
      runs: 1,
      conditions: [
        {
          ...{ type: "Ready", status: "False", reason: "Progressing", message: "1 of 3" },
          lastTransitionTime: "2026-01-01T00:00:30Z",
        },
      ],
    },
    tree: {
      ...identity,
      deleting: false,
      children: [
        {
          ...{ uid: "d", apiVersion: "apps/v1", kind: "Deployment", name: "a", deleting: true },
          health: { state: "waiting", text: "1/3" },
          children: [
            {
              uid: "r",
              apiVersion: "apps/v1",
              kind: "ReplicaSet",
              name: "a-1",
              deleting: false,
              children: [],
            },
          ],
        },
      ],
    },
    events: [
      {
        ...{ time: "2026-01-01T00:00:50Z", type: "Warning", reason: "Failed", message: "no image" },
        ...{ object: "Pod/p", count: 4 },
      },
    ],
    runs: [run("a", { causes: ["Deployment default/a update 1 → 2"], calls: [call], moreCalls: 0 })],
    yaml: "",
  };
  expect(render({ explanations: [explanation], object })).toEqual([
    "controller memcached: delayed (until 2026-01-01T00:01:08Z, 3 failures in a row)",
    "  waits for 2026-01-01T00:01:08Z, the back-off after failure 3 in a row",
    "  queued because the last run failed: no luck",
    "Memcached default/a (cache.example.com/v1, 60s old)",
    "conditions",
    "  Ready=False  Progressing  1 of 3  for 30s",
    "children",
    "  Deployment/a  1/3  being deleted",
    "    ReplicaSet/a-1",
    "events",
    "  10s ago  Failed  Pod/p: no image (4 times)",
    "runs",
    "  2026-01-01T00:00:00Z  success in 5 ms",
    "    because Deployment default/a update 1 → 2",
    "    apply deployments.apps default/a: 200 in 3.2 ms",
    "      spec.replicas: 1 → 3",
    "      spec.paused: + true",
    '      data.password: "<masked>" → "<masked>"',
  ]);
});

test.each([
  ["2026-01-01T00:00:59Z", "1s"],
  ["2025-12-31T23:50:00Z", "11m"],
  ["2025-12-31T20:00:00Z", "4h"],
  ["2025-12-01T00:00:00Z", "31d"],
  ["2026-01-02T00:00:00Z", "0s"],
  ["never", "?"],
])("%s is %s ago", (time, age) => expect(ageOf(time, now)).toBe(age));
