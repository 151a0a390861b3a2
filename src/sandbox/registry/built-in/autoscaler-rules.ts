import { ensureObject, fill } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";

/** Follows SetDefaults_HorizontalPodAutoscaler of k8s.io/kubernetes/pkg/apis/autoscaling/v2. */
export const autoscalerRules: KindRules = {
  defaults(object) {
    const target = { type: "Utilization", averageUtilization: 80 };
    fill(ensureObject(object, "spec"), {
      minReplicas: 1,
      metrics: [{ type: "Resource", resource: { name: "cpu", target } }],
    });
  },
};
