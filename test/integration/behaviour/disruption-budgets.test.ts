import { playScenes, type Scene } from "./play.ts";
import { pod, running } from "./web-pod.ts";

const budgets = "policy/v1/poddisruptionbudgets";

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

const unmanaged: Scene = {
  title: "A PodDisruptionBudget of Pods of nobody",
  looksAt: [budgets, "core/v1/events"],
  steps: {
    "with Pods": async (stage) => {
      await pod(stage, "one");
      await pod(stage, "two");
      await stage.create(budgets, {
        kind: "PodDisruptionBudget",
        metadata: { name: "web" },
        spec: { maxUnavailable: "50%", selector: { matchLabels: { app: "web" } } },
      });
    },
    "both ready": (stage) => stage.setPods(running("192.168.3.1")),
    "a number": (stage) => stage.patch(`${budgets}/web`, { spec: { maxUnavailable: 1 } }),
  },
};

playScenes("disruption budgets", [budget, unmanaged]);
