import { playScenes, type Scene } from "./play.ts";
import { held } from "./stage.ts";

const pods = "core/v1/pods";
const events = "core/v1/events";
const deployments = "apps/v1/deployments";
const replicaSets = "apps/v1/replicasets";
const statefulSets = "apps/v1/statefulsets";
const claims = "core/v1/persistentvolumeclaims";
const daemonSets = "apps/v1/daemonsets";
const revisions = "apps/v1/controllerrevisions";

const labels = { app: "web" };
const containers = (image = "web:1") => [{ name: "main", image }];
const template = (image?: string) => ({
  metadata: { labels, annotations: { note: "of the template" } },
  spec: { ...held, containers: containers(image) },
});
const ready = {
  phase: "Running",
  podIP: "10.1.2.3",
  podIPs: [{ ip: "10.1.2.3" }],
  conditions: [{ type: "Ready", status: "True", lastTransitionTime: "2020-01-01T00:00:00Z" }],
};
const image = (name: string) => ({ spec: { template: { spec: { containers: containers(name) } } } });

const deployment: Scene = {
  title: "A Deployment is rolled out",
  looksAt: [deployments, replicaSets, pods, events],
  steps: {
    created: (stage) =>
      stage.create(deployments, {
        kind: "Deployment",
        metadata: { name: "web", annotations: { team: "a", "kubernetes.io/change-cause": "first" } },
        spec: { replicas: 3, selector: { matchLabels: labels }, template: template() },
      }),
    "its Pods are ready": (stage) => stage.setPods(ready),
    "another image": (stage) => stage.patch(`${deployments}/web`, image("web:2")),
    "the new Pod is ready": (stage) => stage.setPods(ready),
    "the second new Pod is ready": (stage) => stage.setPods(ready),
    "the last new Pod is ready": (stage) => stage.setPods(ready),
    "back to the first image": (stage) => stage.patch(`${deployments}/web`, image("web:1")),
    paused: (stage) => stage.patch(`${deployments}/web`, { spec: { paused: true } }),
    "scaled while paused": (stage) => stage.patch(`${deployments}/web`, { spec: { replicas: 5 } }),
    resumed: (stage) => stage.patch(`${deployments}/web`, { spec: { paused: null } }),
    "scaled to nothing": (stage) => stage.patch(`${deployments}/web`, { spec: { replicas: 0 } }),
  },
};

const recreated: Scene = {
  title: "A Deployment of strategy Recreate",
  looksAt: [deployments, replicaSets, pods, events],
  steps: {
    created: (stage) =>
      stage.create(deployments, {
        kind: "Deployment",
        metadata: { name: "web" },
        spec: {
          replicas: 2,
          revisionHistoryLimit: 0,
          strategy: { type: "Recreate" },
          selector: { matchLabels: labels },
          template: template(),
        },
      }),
    "its Pods are ready": (stage) => stage.setPods(ready),
    "another image": (stage) => stage.patch(`${deployments}/web`, image("web:2")),
    "its new Pods are ready": (stage) => stage.setPods(ready),
    "a Pod is no longer ready": (stage) =>
      stage.setPods({ conditions: [{ ...ready.conditions[0], status: "False" }] }),
  },
};

const replicaSet: Scene = {
  title: "A ReplicaSet adopts and replaces Pods",
  looksAt: [replicaSets, pods, events],
  steps: {
    "a Pod of nobody": (stage) =>
      stage.create(pods, {
        kind: "Pod",
        metadata: { name: "orphan", labels },
        spec: { ...held, containers: containers() },
      }),
    created: (stage) =>
      stage.create(replicaSets, {
        kind: "ReplicaSet",
        metadata: { name: "web" },
        spec: { replicas: 2, selector: { matchLabels: labels }, template: template() },
      }),
    "a Pod fails": (stage) =>
      stage.setPods({ phase: "Failed" }, ({ metadata }) => metadata.name === "orphan"),
    ready: (stage) => stage.setPods(ready, ({ status }) => status.phase !== "Failed"),
    "scaled down": (stage) => stage.patch(`${replicaSets}/web`, { spec: { replicas: 1 } }),
  },
};

const statefulSet: Scene = {
  title: "A StatefulSet in order",
  looksAt: [statefulSets, revisions, claims, pods, events],
  steps: {
    created: (stage) =>
      stage.create(statefulSets, {
        kind: "StatefulSet",
        metadata: { name: "db" },
        spec: {
          replicas: 2,
          serviceName: "db",
          selector: { matchLabels: labels },
          template: template(),
          volumeClaimTemplates: [
            {
              metadata: { name: "data", labels: { of: "template" } },
              spec: {
                accessModes: ["ReadWriteOnce"],
                storageClassName: "nobody",
                resources: { requests: { storage: "1Gi" } },
              },
            },
          ],
        },
      }),
    "the first Pod is ready": (stage) => stage.setPods(ready),
    "the second Pod is ready": (stage) => stage.setPods(ready),
    "another image": (stage) => stage.patch(`${statefulSets}/db`, image("web:2")),
    "the last Pod is ready again": (stage) => stage.setPods(ready),
    "the first Pod is ready again": (stage) => stage.setPods(ready),
    "scaled down": (stage) => stage.patch(`${statefulSets}/db`, { spec: { replicas: 1 } }),
  },
};

const daemonSet: Scene = {
  title: "A DaemonSet on a Node of its own",
  looksAt: [daemonSets, revisions, pods, events],
  steps: {
    "no Node matches": (stage) =>
      stage.create(daemonSets, {
        kind: "DaemonSet",
        metadata: { name: "agent" },
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: { ...held, nodeSelector: { scene: stage.namespace }, containers: containers() },
          },
        },
      }),
    "a Node": (stage) =>
      stage.create(
        "core/v1/nodes",
        { kind: "Node", metadata: { name: `node-${stage.namespace}`, labels: { scene: stage.namespace } } },
        { cluster: true },
      ),
    "its Pod is ready": (stage) => stage.setPods(ready),
    "another image": (stage) => stage.patch(`${daemonSets}/agent`, image("web:2")),
    "its Pod fails": (stage) => stage.setPods({ phase: "Failed" }),
  },
};

playScenes("workloads", [deployment, recreated, replicaSet, statefulSet, daemonSet]);
