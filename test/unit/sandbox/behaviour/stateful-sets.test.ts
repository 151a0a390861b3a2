import { expect, test } from "vitest";
import type { ApiObject } from "../../../../src/sandbox/api-object.ts";
import { textAt } from "../../../../src/sandbox/behaviour/read.ts";
import { createCluster } from "./cluster.ts";

type Cluster = ReturnType<typeof createCluster>;

function statefulSet(spec: object = {}, image = "a:1") {
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "db", namespace: "default" },
    spec: {
      replicas: 3,
      serviceName: "db",
      selector: { matchLabels: { app: "db" } },
      template: { metadata: { labels: { app: "db" } }, spec: { containers: [{ name: "main", image }] } },
      ...spec,
    },
  };
}
const withClaims = (spec: object = {}) =>
  statefulSet({
    volumeClaimTemplates: [
      {
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    ],
    ...spec,
  });
const names = (cluster: Cluster, kind = "pods") => cluster.list(kind).map(({ metadata }) => metadata.name);
const change = (cluster: Cluster, spec: object) =>
  cluster.edit(
    "statefulsets.apps",
    "db",
    (object) => (object.spec = { ...(object.spec as object), ...spec }),
  );
const images = (cluster: Cluster) =>
  cluster.list("pods").map((pod) => (pod.spec as { containers: { image: string }[] }).containers[0]?.image);
/** Which Pods are made and deleted, in order. */
function log(cluster: Cluster): string[] {
  const lines: string[] = [];
  cluster.registry.observe(cluster.registry.resource("", "v1", "pods"), ({ type, object, previous }) => {
    const deleted = object.metadata.deletionTimestamp && !previous?.metadata.deletionTimestamp;
    if (type === "ADDED") lines.push(`+${object.metadata.name ?? ""}`);
    else if (type === "MODIFIED" && deleted) lines.push(`-${object.metadata.name ?? ""}`);
  });
  return lines;
}

test("Pods come one after the other, each once the one before is ready, with their identity and claims", async () => {
  const cluster = createCluster();
  const made = cluster.make("statefulsets.apps", withClaims());
  await cluster.clock.advance(50);
  expect(names(cluster)).toEqual(["db-0"]);
  await cluster.clock.advance(5000);
  expect(names(cluster)).toEqual(["db-0", "db-1", "db-2"]);
  expect(names(cluster, "persistentvolumeclaims")).toEqual(["data-db-0", "data-db-1", "data-db-2"]);
  const set = cluster.get("statefulsets.apps", "db");
  const [revision] = cluster.list("controllerrevisions.apps");
  expect(set?.status).toEqual({
    observedGeneration: 1,
    replicas: 3,
    readyReplicas: 3,
    currentReplicas: 3,
    updatedReplicas: 3,
    availableReplicas: 3,
    currentRevision: revision?.metadata.name,
    updateRevision: revision?.metadata.name,
    collisionCount: 0,
  });
  expect(revision).toMatchObject({
    metadata: {
      name: expect.stringMatching(/^db-[bcdfghjklmnpqrstvwxz2456789]{5,10}$/),
      labels: { app: "db", "controller.kubernetes.io/hash": revision?.metadata.name?.slice(3) },
      ownerReferences: [{ kind: "StatefulSet", name: "db", uid: made.metadata.uid, controller: true }],
    },
    revision: 1,
    data: { spec: { template: { $patch: "replace", metadata: { labels: { app: "db" } } } } },
  });
  expect(cluster.get("pods", "db-1")).toMatchObject({
    metadata: {
      labels: {
        app: "db",
        "apps.kubernetes.io/pod-index": "1",
        "statefulset.kubernetes.io/pod-name": "db-1",
        "controller-revision-hash": revision?.metadata.name,
      },
      ownerReferences: [
        { kind: "StatefulSet", uid: made.metadata.uid, controller: true, blockOwnerDeletion: true },
      ],
    },
    spec: {
      hostname: "db-1",
      subdomain: "db",
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data-db-1" } }],
    },
  });
  expect(
    cluster
      .events("db")
      .map(({ message }) => message)
      .slice(0, 2),
  ).toEqual([
    "Create Claim data-db-0 Pod db-0 in StatefulSet db success",
    "Create Pod db-0 in StatefulSet db successful",
  ]);
  cluster.stop();
});

test("Parallel makes and deletes all at once", async () => {
  const cluster = createCluster();
  cluster.make("statefulsets.apps", statefulSet({ podManagementPolicy: "Parallel" }));
  await cluster.clock.advance(50);
  expect(names(cluster)).toEqual(["db-0", "db-1", "db-2"]);
  cluster.stop();
});

test("a Pod that does not get ready keeps the next one back", async () => {
  const cluster = createCluster({
    plan: ({ metadata }) => (metadata.name === "db-1" ? { crashes: true } : {}),
  });
  cluster.make("statefulsets.apps", statefulSet());
  await cluster.clock.advance(30_000);
  expect(names(cluster)).toEqual(["db-0", "db-1"]);
  cluster.stop();
});

test("scaling down goes from the last one, one after the other; claims stay", async () => {
  const cluster = createCluster();
  cluster.make("statefulsets.apps", withClaims());
  await cluster.clock.advance(5000);
  const lines = log(cluster);
  change(cluster, { replicas: 1 });
  await cluster.clock.advance(60);
  expect(lines).toEqual(["-db-2", "-db-1"].slice(0, lines.length));
  await cluster.clock.advance(5000);
  expect(lines).toEqual(["-db-2", "-db-1"]);
  expect(names(cluster)).toEqual(["db-0"]);
  expect(names(cluster, "persistentvolumeclaims")).toHaveLength(3);
  cluster.stop();
});

test.each([
  ["whenScaled", { whenScaled: "Delete", whenDeleted: "Retain" }, 1, 1],
  ["whenDeleted", { whenScaled: "Retain", whenDeleted: "Delete" }, 3, 0],
])(
  "the claims' retention policy: %s",
  async (_, persistentVolumeClaimRetentionPolicy, afterScale, afterDeletion) => {
    const cluster = createCluster();
    cluster.make("statefulsets.apps", withClaims({ persistentVolumeClaimRetentionPolicy }));
    await cluster.clock.advance(5000);
    change(cluster, { replicas: 1 });
    await cluster.clock.advance(5000);
    expect(names(cluster, "persistentvolumeclaims")).toHaveLength(afterScale);
    cluster.remove("statefulsets.apps", "db");
    await cluster.clock.advance(5000);
    expect(names(cluster)).toEqual([]);
    expect(names(cluster, "persistentvolumeclaims")).toHaveLength(afterDeletion);
    cluster.stop();
  },
);

test("a new template is rolled out from the last Pod down, and ends in one revision", async () => {
  const cluster = createCluster();
  cluster.make("statefulsets.apps", statefulSet());
  await cluster.clock.advance(5000);
  const lines = log(cluster);
  change(cluster, { template: statefulSet({}, "a:2").spec.template });
  await cluster.clock.advance(10);
  const during = cluster.get("statefulsets.apps", "db")?.status as Record<string, unknown>;
  expect(during.currentRevision).not.toBe(during.updateRevision);
  await cluster.clock.advance(10_000);
  expect(lines).toEqual(["-db-2", "+db-2", "-db-1", "+db-1", "-db-0", "+db-0"]);
  expect(images(cluster)).toEqual(["a:2", "a:2", "a:2"]);
  const { status } = cluster.get("statefulsets.apps", "db") as ApiObject & {
    status: Record<string, unknown>;
  };
  expect(status).toMatchObject({ currentReplicas: 3, updatedReplicas: 3, readyReplicas: 3 });
  expect(status.currentRevision).toBe(status.updateRevision);
  // going back uses the first revision again, as the newest
  change(cluster, { template: statefulSet({}, "a:1").spec.template });
  await cluster.clock.advance(10_000);
  expect(
    cluster
      .list("controllerrevisions.apps")
      .map(({ revision }) => revision)
      .sort(),
  ).toEqual([2, 3]);
  cluster.stop();
});

test("Pods below the partition stay as they were, also when they are made again", async () => {
  const cluster = createCluster();
  cluster.make(
    "statefulsets.apps",
    statefulSet({ updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 2 } } }),
  );
  await cluster.clock.advance(5000);
  change(cluster, { template: statefulSet({}, "a:2").spec.template });
  await cluster.clock.advance(5000);
  expect(images(cluster)).toEqual(["a:1", "a:1", "a:2"]);
  cluster.remove("pods", "db-0");
  await cluster.clock.advance(5000);
  expect(images(cluster)).toEqual(["a:1", "a:1", "a:2"]);
  expect(cluster.get("statefulsets.apps", "db")?.status).toMatchObject({
    currentReplicas: 2,
    updatedReplicas: 1,
  });
  cluster.stop();
});

test("OnDelete waits for Pods to be deleted", async () => {
  const cluster = createCluster();
  cluster.make("statefulsets.apps", statefulSet({ updateStrategy: { type: "OnDelete" } }));
  await cluster.clock.advance(5000);
  change(cluster, { template: statefulSet({}, "a:2").spec.template });
  await cluster.clock.advance(5000);
  expect(images(cluster)).toEqual(["a:1", "a:1", "a:1"]);
  cluster.remove("pods", "db-1");
  await cluster.clock.advance(5000);
  expect(images(cluster)).toEqual(["a:1", "a:2", "a:1"]);
  cluster.stop();
});

test("ordinals may start elsewhere, and a failed Pod is made again under its name", async () => {
  const cluster = createCluster();
  cluster.make("statefulsets.apps", statefulSet({ replicas: 2, ordinals: { start: 5 } }));
  await cluster.clock.advance(5000);
  expect(names(cluster)).toEqual(["db-5", "db-6"]);
  const before = cluster.get("pods", "db-6")?.metadata.uid;
  cluster.edit(
    "pods",
    "db-6",
    (object) => (object.status = { ...(object.status as object), phase: "Failed" }),
    "status",
  );
  await cluster.clock.advance(5000);
  expect(cluster.get("pods", "db-6")?.metadata.uid).not.toBe(before);
  expect(textAt(cluster.get("pods", "db-6"), "status.phase")).toBe("Running");
  cluster.stop();
});
