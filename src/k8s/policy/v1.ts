// Generated from the OpenAPI of Kubernetes v1.36.3 by tools/generate-k8s. Do not edit.
import type { Condition } from "../../kube/condition.ts";
import type { KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Int32, Int64, IntOrString, Time } from "../../kube/scalar.ts";
import type { DeleteOptions, LabelSelector, ListMeta } from "../meta/v1.ts";

export interface Eviction extends KubernetesObject {
  deleteOptions?: DeleteOptions;
}

export interface PodDisruptionBudget extends KubernetesObject {
  spec?: PodDisruptionBudgetSpec;
  status?: PodDisruptionBudgetStatus;
}

export const PodDisruptionBudget: Resource<PodDisruptionBudget> = /* @__PURE__ */ Object.freeze({
  group: "policy",
  version: "v1",
  kind: "PodDisruptionBudget",
  plural: "poddisruptionbudgets",
  scope: "Namespaced",
  apiVersion: "policy/v1",
});

export interface PodDisruptionBudgetList {
  apiVersion?: string;
  items: PodDisruptionBudget[];
  kind?: string;
  metadata?: ListMeta;
}

export interface PodDisruptionBudgetSpec {
  maxUnavailable?: IntOrString;
  minAvailable?: IntOrString;
  selector?: LabelSelector;
  unhealthyPodEvictionPolicy?: "AlwaysAllow" | "IfHealthyBudget";
}

export interface PodDisruptionBudgetStatus {
  conditions?: Condition[];
  currentHealthy?: Int32;
  desiredHealthy?: Int32;
  disruptedPods?: Record<string, Time>;
  disruptionsAllowed?: Int32;
  expectedPods?: Int32;
  observedGeneration?: Int64;
}
