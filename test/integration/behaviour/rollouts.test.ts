import { playScenes, type Scene } from "./play.ts";
import { held } from "./stage.ts";

const pods = "core/v1/pods";
const events = "core/v1/events";
const deployments = "apps/v1/deployments";
const replicaSets = "apps/v1/replicasets";
const statefulSets = "apps/v1/statefulsets";
const claims = "core/v1/persistentvolumeclaims";
const daemonSets = "apps/v1/daemonsets";

const labels = { app: "web" };
const containers = (image = "web:1") => [{ name: "main", image }];
const template = (image?: string) => ({
  metadata: { labels },
  spec: { ...held, containers: containers(image) },
});
const ready = {
  phase: "Running",
  conditions: [{ type: "Ready", status: "True", lastTransitionTime: "2020-01-01T00:00:00Z" }],
};
const image = (name: string) => ({ spec: { template: { spec: { containers: containers(name) } } } });
const selector = { matchLabels: labels };

const stuck: Scene = {
  title: "A Deployment makes no progress",
  looksAt: [deployments, replicaSets, events],
  steps: {
    created: (stage) =>
      stage.create(deployments, {
        kind: "Deployment",
        metadata: { name: "web" },
        spec: { replicas: 2, progressDeadlineSeconds: 1, selector, template: template() },
      }),
    "ready late": (stage) => stage.setPods(ready),
    "an image that does not start": (stage) => stage.patch(`${deployments}/web`, image("web:bad")),
    "paused after its deadline": (stage) => stage.patch(`${deployments}/web`, { spec: { paused: true } }),
    "back while paused": (stage) => stage.patch(`${deployments}/web`, image("web:1")),
    "goes on": (stage) => stage.patch(`${deployments}/web`, { spec: { paused: null } }),
  },
};

const set = (spec: object) => ({
  kind: "StatefulSet",
  metadata: { name: "db" },
  spec: { replicas: 2, serviceName: "db", selector, template: template(), ...spec },
});

const partition: Scene = {
  title: "A StatefulSet with a partition",
  looksAt: [statefulSets, pods, events],
  steps: {
    created: (stage) =>
      stage.create(
        statefulSets,
        set({
          podManagementPolicy: "Parallel",
          updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 1 } },
        }),
      ),
    "its Pods are ready": (stage) => stage.setPods(ready),
    "another image": (stage) => stage.patch(`${statefulSets}/db`, image("web:2")),
    "the last Pod is ready": (stage) => stage.setPods(ready),
    "no partition": (stage) =>
      stage.patch(`${statefulSets}/db`, { spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } }),
    "all are ready": (stage) => stage.setPods(ready),
  },
};

const retention: Scene = {
  title: "A StatefulSet that deletes its claims",
  looksAt: [statefulSets, claims, pods],
  steps: {
    created: (stage) =>
      stage.create(
        statefulSets,
        set({
          podManagementPolicy: "Parallel",
          persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Delete" },
          volumeClaimTemplates: [
            {
              metadata: { name: "data" },
              spec: {
                accessModes: ["ReadWriteOnce"],
                storageClassName: "nobody",
                resources: { requests: { storage: "1Gi" } },
              },
            },
          ],
        }),
      ),
    "its Pods are ready": (stage) => stage.setPods(ready),
    "scaled down": (stage) => stage.patch(`${statefulSets}/db`, { spec: { replicas: 1 } }),
    "claims are kept": (stage) =>
      stage.patch(`${statefulSets}/db`, {
        spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" } },
      }),
    "scaled to nothing": (stage) => stage.patch(`${statefulSets}/db`, { spec: { replicas: 0 } }),
  },
};

const daemonOnDelete: Scene = {
  title: "A DaemonSet of strategy OnDelete",
  looksAt: [daemonSets, pods],
  steps: {
    "a Node": (stage) =>
      stage.create(
        "core/v1/nodes",
        { kind: "Node", metadata: { name: `node-${stage.namespace}`, labels: { scene: stage.namespace } } },
        { cluster: true },
      ),
    created: (stage) =>
      stage.create(daemonSets, {
        kind: "DaemonSet",
        metadata: { name: "agent" },
        spec: {
          updateStrategy: { type: "OnDelete" },
          selector,
          template: {
            metadata: { labels },
            spec: { ...held, nodeSelector: { scene: stage.namespace }, containers: containers() },
          },
        },
      }),
    "its Pod is ready": (stage) => stage.setPods(ready),
    "another image": (stage) => stage.patch(`${daemonSets}/agent`, image("web:2")),
    "the Pod is deleted": async (stage) => {
      for (const { metadata } of await stage.list(pods)) await stage.remove(`${pods}/${metadata.name}`);
    },
    "the new Pod is ready": (stage) => stage.setPods(ready),
  },
};

playScenes("roll-outs", [stuck, partition, retention, daemonOnDelete]);
