import { expect, test } from "vitest";
import { createCluster } from "./cluster.ts";

const claim = {
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "data", namespace: "default" },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
};
const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "user", namespace: "default" },
  spec: {
    containers: [{ name: "a", image: "a" }],
    volumes: [{ name: "v", persistentVolumeClaim: { claimName: "data" } }],
  },
};

test("a deleted claim waits for the Pods that use it", async () => {
  const { make, get, remove, clock, stop } = createCluster();
  make("persistentvolumeclaims", claim);
  make("pods", pod);
  await clock.advance(1000);
  remove("persistentvolumeclaims", "data");
  await clock.advance(1000);
  expect(get("persistentvolumeclaims", "data")?.metadata.finalizers).toEqual([
    "kubernetes.io/pvc-protection",
  ]);
  remove("pods", "user");
  await clock.advance(1000);
  expect(get("persistentvolumeclaims", "data")).toBeUndefined();
  stop();
});
