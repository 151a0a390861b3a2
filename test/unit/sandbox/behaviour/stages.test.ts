import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { ApiObject } from "../../../../src/sandbox/api-object.ts";
import { readPath } from "../../../../src/sandbox/behaviour/stages/read-path.ts";
import { readStages } from "../../../../src/sandbox/behaviour/stages/read-stages.ts";
import type { Stage } from "../../../../src/sandbox/behaviour/stages/stage.ts";
import { createCluster } from "./cluster.ts";

const folder = mkdtempSync(join(tmpdir(), "stages-"));
afterAll(() => rmSync(folder, { recursive: true }));

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "buckets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "buckets", singular: "bucket", kind: "Bucket", listKind: "BucketList" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
              status: {
                type: "object",
                properties: {
                  phase: { type: "string", enum: ["Pending", "Bound", "Failed"] },
                  since: { type: "string" },
                  seen: { type: "integer" },
                },
              },
            },
          },
        },
      },
    ],
  },
};

function setUp(stages: readonly Stage[], random = () => 0) {
  const cluster = createCluster({ stages, random });
  cluster.make("customresourcedefinitions.apiextensions.k8s.io", definition);
  return {
    ...cluster,
    bucket: (name: string, metadata: object = {}) =>
      cluster.make("buckets.example.com", {
        apiVersion: "example.com/v1",
        kind: "Bucket",
        metadata: { name, namespace: "default", ...metadata },
        spec: {},
      }),
    statusOf: (name: string) =>
      cluster.get("buckets.example.com", name)?.status as
        { phase?: string; since?: string; seen?: number } | undefined,
  };
}

const phaseOf = (object: ApiObject) => (object.status as { phase?: string } | undefined)?.phase;
const base = { apiVersion: "example.com/v1", kind: "Bucket", delay: () => 1000 };
const bind: Stage = {
  ...base,
  name: "bind",
  when: (object) => phaseOf(object) === undefined,
  next: (_, now) => ({
    status: { phase: "Bound", since: now.toISOString() },
    event: { reason: "Bound", message: "it is there" },
  }),
};

test("a stage comes after its delay, once, with its status, event and time", async () => {
  const { clock, bucket, statusOf, events, get } = setUp([bind]);
  bucket("one");
  await clock.advance(999);
  expect(statusOf("one")).toBeUndefined();
  await clock.advance(1);
  expect(statusOf("one")).toEqual({ phase: "Bound", since: new Date(clock.now()).toISOString() });
  expect(events("one")).toEqual([{ reason: "Bound", message: "it is there", type: "Normal", count: 1 }]);
  const { resourceVersion } = get("buckets.example.com", "one")?.metadata ?? {};
  await clock.advance(10_000);
  expect(get("buckets.example.com", "one")?.metadata.resourceVersion).toBe(resourceVersion);
});

test("other writes do not put off what is due; who no longer fits is left alone", async () => {
  const { clock, bucket, statusOf, edit } = setUp([bind]);
  bucket("one");
  bucket("two");
  await clock.advance(600);
  edit("buckets.example.com", "one", ({ metadata }) => void (metadata.labels = { a: "b" }));
  edit("buckets.example.com", "two", (object) => void (object.status = { phase: "Pending" }), "status");
  await clock.advance(400);
  expect([statusOf("one")?.phase, statusOf("two")?.phase]).toEqual(["Bound", "Pending"]);
});

test("an annotation holds stages by name until it goes", async () => {
  const { clock, bucket, statusOf, edit } = setUp([bind]);
  bucket("one", { annotations: { "sandbox.kubewright.dev/hold": "other, bind" } });
  bucket("two", { annotations: { "sandbox.kubewright.dev/hold": "other" } });
  await clock.advance(2000);
  expect([statusOf("one")?.phase, statusOf("two")?.phase]).toEqual([undefined, "Bound"]);
  edit("buckets.example.com", "one", ({ metadata }) => void delete metadata.annotations);
  await clock.advance(1000);
  expect(statusOf("one")?.phase).toBe("Bound");
});

test("of several that fit one is drawn by weight; its delay between both of its ends", async () => {
  const fail: Stage = {
    ...bind,
    name: "fail",
    weight: 3,
    jitter: 5000,
    next: () => ({ status: { phase: "Failed" } }),
  };
  const draws = [0.2, 0.3, 0.5];
  const { clock, bucket, statusOf } = setUp([bind, fail], () => draws.shift() ?? 0);
  bucket("one");
  await clock.advance(1);
  bucket("two");
  await clock.advance(1500);
  expect([statusOf("one")?.phase, statusOf("two")?.phase]).toEqual(["Bound", undefined]);
  await clock.advance(1500);
  expect(statusOf("two")?.phase).toBe("Failed");
});

test("finalizers and deletion: what is deleted is let go", async () => {
  const finalizer = "example.com/bucket";
  const take: Stage = {
    ...base,
    name: "take",
    when: ({ metadata }) => !metadata.deletionTimestamp && !metadata.finalizers?.includes(finalizer),
    next: () => ({ finalizers: { add: [finalizer] } }),
  };
  const release: Stage = {
    ...base,
    name: "let-go",
    when: ({ metadata }) => metadata.deletionTimestamp !== undefined,
    next: () => ({ finalizers: { remove: [finalizer] } }),
  };
  const expire: Stage = {
    ...bind,
    name: "expire",
    when: ({ metadata }) => metadata.labels?.old === "true",
    next: () => ({ delete: true }),
  };
  const { clock, bucket, get, remove } = setUp([take, release, expire]);
  bucket("one");
  await clock.advance(1000);
  expect(get("buckets.example.com", "one")?.metadata.finalizers).toEqual([finalizer]);
  remove("buckets.example.com", "one");
  await clock.advance(999);
  expect(get("buckets.example.com", "one")).toBeDefined();
  await clock.advance(1);
  expect(get("buckets.example.com", "one")).toBeUndefined();
  bucket("old", { labels: { old: "true" }, finalizers: [finalizer] });
  await clock.advance(2000);
  expect(get("buckets.example.com", "old")).toBeUndefined();
});

test("what the schema refuses is told by an Event, and not tried again and again", async () => {
  const wrong: Stage = { ...bind, name: "wrong", next: () => ({ status: { phase: "Nothing" } }) };
  const { clock, bucket, events } = setUp([wrong]);
  bucket("one");
  await clock.advance(10_000);
  expect(events("one")).toEqual([
    {
      reason: "StageFailed",
      type: "Warning",
      count: 1,
      message: expect.stringContaining('Unsupported value: "Nothing"') as string,
    },
  ]);
});

const kwok = `
apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: { name: bucket-bound }
spec:
  resourceRef: { apiGroup: example.com/v1, kind: Bucket }
  selector:
    matchLabels: { team: a }
    matchExpressions:
      - { key: .metadata.deletionTimestamp, operator: DoesNotExist }
      - { key: .status.phase, operator: NotIn, values: [Bound] }
  delay: { durationMilliseconds: 500 }
  next:
    event: { type: Normal, reason: Bound, message: by KWOK }
    statusTemplate: |
      {{- $now := Now -}}
      {{/* what a bucket has */}}
      phase: Bound
      since: {{ $now | Quote }}
      seen: {{ .metadata.generation }}
---
apiVersion: v1
kind: ConfigMap
metadata: { name: something-else }
`;

function read(text: string): Stage[] {
  const file = join(folder, "stages.yaml");
  writeFileSync(file, text);
  return readStages(file);
}

test("KWOK's stages are read: selectors, delays, events and templates", async () => {
  const stages = read(kwok);
  expect(stages).toHaveLength(1);
  const { clock, bucket, statusOf, events } = setUp(stages);
  bucket("one", { labels: { team: "a" } });
  bucket("two", { labels: { team: "b" } });
  await clock.advance(500);
  expect(statusOf("one")).toEqual({ phase: "Bound", since: "2026-01-01T00:00:00Z", seen: 1 });
  expect(statusOf("two")).toBeUndefined();
  expect(events("one").map(({ message }) => message)).toEqual(["by KWOK"]);
});

test.each([
  ["weight: { }", "weightFrom: { }", "spec.weightFrom is not one that the sandbox knows"],
  [
    "{{ $now | Quote }}",
    "{{ range .a }}",
    "the template action {{ range .a }} is not one that the sandbox knows",
  ],
  [
    "key: .status.phase",
    "key: .status | length",
    'the expression ".status | length" is not one that the sandbox knows',
  ],
  ["operator: NotIn", "operator: Gt", 'the operator "Gt" is none of In, NotIn, Exists, DoesNotExist'],
  ["matchLabels", "matchFields", "spec.selector.matchFields is not one that the sandbox knows"],
])("what it does not know of them is refused by name: %s as %s", (from, to, problem) => {
  const text = kwok.includes(from) ? kwok.replace(from, to) : kwok.replace("  delay:", `  ${to}\n  delay:`);
  expect(() => read(text)).toThrow(problem);
  expect(() => read(text)).toThrow(expect.objectContaining({ code: "STAGE_INVALID" }));
});

test("paths of jq: fields, keys, items, one select", () => {
  const object = {
    metadata: { annotations: { "a/b": "c" }, finalizers: ["x", "y"] },
    status: {
      conditions: [
        { type: "Ready", status: "True" },
        { type: "Other", status: "False" },
      ],
    },
  };
  const at = (path: string) => readPath(path)?.(object);
  expect(at(".metadata.finalizers.[]")).toEqual(["x", "y"]);
  expect(at('.metadata.annotations["a/b"]')).toEqual(["c"]);
  expect(at('.status.conditions.[] | select( .type == "Ready" ) | .status')).toEqual(["True"]);
  expect(at('.status.conditions[] | select(.type != "Ready") | .status')).toEqual(["False"]);
  expect(at(".nothing.there")).toEqual([]);
  expect(at(".a | length")).toBeUndefined();
});
