import { expect, test } from "vitest";
import type { ApiObject } from "../../../../src/sandbox/api-object.ts";
import { textAt } from "../../../../src/sandbox/behaviour/read.ts";
import { matchVolume } from "../../../../src/sandbox/behaviour/volumes/match-volume.ts";
import { createCluster, pod } from "./cluster.ts";

const claim = (name: string, spec: object = {}, annotations: Record<string, string> = {}) => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name, namespace: "default", annotations },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
});
const volume = (name: string, spec: object = {}, labels: Record<string, string> = {}): ApiObject => ({
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name, labels },
  spec: {
    accessModes: ["ReadWriteOnce"],
    capacity: { storage: "1Gi" },
    persistentVolumeReclaimPolicy: "Retain",
    hostPath: { path: "/data" },
    storageClassName: "",
    ...spec,
  },
});
const storageClass = (name: string, rest: object) => ({
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name },
  ...rest,
});
const phase = (object: ApiObject | undefined) => textAt(object, "status.phase");

test("a claim without a class gets the default one and a volume of its own; both go together", async () => {
  const cluster = createCluster();
  cluster.make("persistentvolumeclaims", claim("data"));
  await cluster.clock.advance(10);
  const bound = cluster.get("persistentvolumeclaims", "data");
  const name = `pvc-${bound?.metadata.uid ?? ""}`;
  expect(bound).toMatchObject({
    metadata: {
      annotations: {
        "pv.kubernetes.io/bind-completed": "yes",
        "pv.kubernetes.io/bound-by-controller": "yes",
        "volume.kubernetes.io/storage-provisioner": "sandbox.kubewright.dev/volumes",
      },
      finalizers: ["kubernetes.io/pvc-protection"],
    },
    spec: { storageClassName: "standard", volumeName: name, volumeMode: "Filesystem" },
    status: { phase: "Bound", accessModes: ["ReadWriteOnce"], capacity: { storage: "1Gi" } },
  });
  expect(cluster.get("persistentvolumes", name, undefined)).toMatchObject({
    spec: { claimRef: { name: "data", uid: bound?.metadata.uid }, persistentVolumeReclaimPolicy: "Delete" },
    status: { phase: "Bound" },
  });
  expect(cluster.events("data").map(({ reason }) => reason)).toEqual(["ProvisioningSucceeded"]);
  cluster.remove("persistentvolumeclaims", "data");
  await cluster.clock.advance(1000);
  expect(cluster.get("persistentvolumeclaims", "data")).toBeUndefined();
  expect(cluster.get("persistentvolumes", name, undefined)).toBeUndefined();
  cluster.stop();
});

test("a claim can be made to stay pending", async () => {
  const cluster = createCluster();
  cluster.make(
    "persistentvolumeclaims",
    claim("data", {}, { "sandbox.kubewright.dev/pending": "quota exceeded" }),
  );
  const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
  cluster.make("pods", pod("web", { spec: { volumes } }));
  await cluster.clock.advance(1000);
  expect(phase(cluster.get("persistentvolumeclaims", "data"))).toBe("Pending");
  expect(cluster.events("data")[0]).toMatchObject({
    reason: "ProvisioningFailed",
    message: "quota exceeded",
  });
  expect(cluster.events("web")[0]?.message).toBe(
    "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.",
  );
  cluster.edit("persistentvolumeclaims", "data", ({ metadata }) => (metadata.annotations = {}));
  await cluster.clock.advance(1000);
  expect(phase(cluster.get("persistentvolumeclaims", "data"))).toBe("Bound");
  expect(phase(cluster.get("pods", "web"))).toBe("Running");
  cluster.stop();
});

test("WaitForFirstConsumer: the volume is made when a Pod is placed", async () => {
  const cluster = createCluster();
  cluster.make(
    "storageclasses.storage.k8s.io",
    storageClass("late", {
      provisioner: "sandbox.kubewright.dev/volumes",
      volumeBindingMode: "WaitForFirstConsumer",
    }),
  );
  cluster.make("persistentvolumeclaims", claim("data", { storageClassName: "late" }));
  await cluster.clock.advance(1000);
  expect(phase(cluster.get("persistentvolumeclaims", "data"))).toBe("Pending");
  expect(cluster.events("data")[0]).toMatchObject({ reason: "WaitForFirstConsumer" });
  const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
  cluster.make("pods", pod("web", { spec: { volumes } }));
  await cluster.clock.advance(1000);
  expect(cluster.get("persistentvolumeclaims", "data")?.metadata.annotations).toMatchObject({
    "volume.kubernetes.io/selected-node": "sandbox",
  });
  expect(phase(cluster.get("pods", "web"))).toBe("Running");
  cluster.stop();
});

test("a class of another provisioner waits for it", async () => {
  const cluster = createCluster();
  cluster.make("storageclasses.storage.k8s.io", storageClass("gp3", { provisioner: "ebs.csi.aws.com" }));
  cluster.make("persistentvolumeclaims", claim("data", { storageClassName: "gp3" }));
  cluster.make("persistentvolumeclaims", claim("none", { storageClassName: "missing" }));
  await cluster.clock.advance(1000);
  expect(phase(cluster.get("persistentvolumeclaims", "data"))).toBe("Pending");
  expect(cluster.events("data")[0]?.message).toMatch(
    /^Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com'/,
  );
  expect(cluster.events("none")[0]?.message).toBe('storageclass.storage.k8s.io "missing" not found');
  cluster.stop();
});

test("a volume that is there is taken, and is released when its claim goes", async () => {
  const cluster = createCluster();
  cluster.make("persistentvolumes", volume("manual"));
  await cluster.clock.advance(10);
  expect(phase(cluster.get("persistentvolumes", "manual", undefined))).toBe("Available");
  cluster.make("persistentvolumeclaims", claim("data", { storageClassName: "" }));
  await cluster.clock.advance(10);
  expect(cluster.get("persistentvolumeclaims", "data")?.spec).toMatchObject({ volumeName: "manual" });
  expect(phase(cluster.get("persistentvolumes", "manual", undefined))).toBe("Bound");
  cluster.remove("persistentvolumeclaims", "data");
  await cluster.clock.advance(1000);
  expect(phase(cluster.get("persistentvolumes", "manual", undefined))).toBe("Released");
  cluster.stop();
});

test("a claim that asks for more gets it; one whose volume goes is lost", async () => {
  const cluster = createCluster();
  cluster.make("persistentvolumeclaims", claim("data"));
  await cluster.clock.advance(10);
  cluster.edit("persistentvolumeclaims", "data", (object) => {
    object.spec = { ...(object.spec as object), resources: { requests: { storage: "5Gi" } } };
  });
  await cluster.clock.advance(10);
  expect(cluster.get("persistentvolumeclaims", "data")?.status).toMatchObject({
    capacity: { storage: "5Gi" },
  });
  cluster.stop();
});

const asked = claim("c", { storageClassName: "" }) as ApiObject;
test.each([
  [
    "the smallest that is large enough",
    asked,
    [volume("10", { capacity: { storage: "10Gi" } }), volume("2", { capacity: { storage: "2048Mi" } })],
    "2",
  ],
  ["none that is too small", asked, [volume("a", { capacity: { storage: "500M" } })], undefined],
  ["none of another class", asked, [volume("a", { storageClassName: "fast" })], undefined],
  ["none with other modes", asked, [volume("a", { accessModes: ["ReadOnlyMany"] })], undefined],
  [
    "none that is kept for another",
    asked,
    [volume("a", { claimRef: { namespace: "default", name: "other" } })],
    undefined,
  ],
  [
    "the one kept for it first",
    asked,
    [volume("a"), volume("b", { claimRef: { namespace: "default", name: "c" } })],
    "b",
  ],
  [
    "the one it names",
    { ...asked, spec: { ...(asked.spec as object), volumeName: "b" } },
    [volume("a"), volume("b")],
    "b",
  ],
  [
    "one that its selector matches",
    { ...asked, spec: { ...(asked.spec as object), selector: { matchLabels: { a: "b" } } } },
    [volume("a"), volume("b", {}, { a: "b" })],
    "b",
  ],
  [
    "none of the other volume mode",
    { ...asked, spec: { ...(asked.spec as object), volumeMode: "Block" } },
    [volume("a")],
    undefined,
  ],
])("a claim takes %s", (_, wanted, volumes, expected) => {
  expect(matchVolume(wanted as ApiObject, volumes)?.metadata.name).toBe(expected);
});

test("a VolumeAttributesClass that is being deleted goes once no claim and no volume names it", async () => {
  const cluster = createCluster();
  const attributes = { driverName: "csi.example.com", parameters: { iops: "1" } };
  cluster.make("volumeattributesclasses.storage.k8s.io", {
    apiVersion: "storage.k8s.io/v1",
    kind: "VolumeAttributesClass",
    metadata: { name: "fast" },
    ...attributes,
  });
  cluster.make("persistentvolumeclaims", claim("data", { volumeAttributesClassName: "fast" }));
  await cluster.clock.advance(10);
  const found = () => cluster.get("volumeattributesclasses.storage.k8s.io", "fast", undefined);
  expect(found()?.metadata.finalizers).toEqual(["kubernetes.io/vac-protection"]);
  cluster.remove("volumeattributesclasses.storage.k8s.io", "fast", undefined);
  await cluster.clock.advance(10);
  expect(found()?.metadata.deletionTimestamp).toBeDefined();
  cluster.remove("persistentvolumeclaims", "data");
  await cluster.clock.advance(1000);
  expect(found()).toBeUndefined();
});
