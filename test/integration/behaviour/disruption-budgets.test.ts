import { playScenes, type Scene } from "./play.ts";
import { held, type Stage } from "./stage.ts";

const pods = "core/v1/pods";
const budgets = "policy/v1/poddisruptionbudgets";

const pod = (stage: Stage, name: string, extra: object = {}) =>
  stage.create(pods, {
    kind: "Pod",
    metadata: { name, labels: { app: "web" } },
    spec: {
      ...held,
      containers: [{ name: "main", image: "web", ports: [{ name: "http", containerPort: 8080 }] }],
      ...extra,
    },
  });
const running = (ip: string, ready = "True") => ({
  phase: "Running",
  podIP: ip,
  podIPs: [{ ip }],
  conditions: [{ type: "Ready", status: ready, lastTransitionTime: "2020-01-01T00:00:00Z" }],
});

const budget: Scene = {
  title: "A PodDisruptionBudget",
  looksAt: [budgets, "core/v1/events"],
  steps: {
    "without Pods": (stage) =>
      stage.create(budgets, {
        kind: "PodDisruptionBudget",
        metadata: { name: "web" },
        spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } },
      }),
    "with Pods": async (stage) => {
      await pod(stage, "one");
      await pod(stage, "two");
    },
    "both ready": (stage) => stage.setPods(running("192.168.3.1")),
  },
};

playScenes("disruption budgets", [budget]);
