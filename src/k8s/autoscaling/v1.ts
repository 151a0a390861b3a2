// Generated from the OpenAPI of Kubernetes v1.36.3 by tools/generate-k8s. Do not edit.
import type { KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Int32, Int64, Time } from "../../kube/scalar.ts";
import type { ListMeta } from "../meta/v1.ts";

export interface HorizontalPodAutoscaler extends KubernetesObject {
  spec: HorizontalPodAutoscalerSpec;
  status?: HorizontalPodAutoscalerStatus;
}

export const HorizontalPodAutoscaler: Resource<HorizontalPodAutoscaler> = /* @__PURE__ */ Object.freeze({
  group: "autoscaling",
  version: "v1",
  kind: "HorizontalPodAutoscaler",
  plural: "horizontalpodautoscalers",
  scope: "Namespaced",
  apiVersion: "autoscaling/v1",
});

export interface Scale extends KubernetesObject {
  spec?: ScaleSpec;
  status?: ScaleStatus;
}

export interface CrossVersionObjectReference {
  apiVersion?: string;
  kind: string;
  name: string;
}

export interface HorizontalPodAutoscalerList {
  apiVersion?: string;
  items: HorizontalPodAutoscaler[];
  kind?: string;
  metadata?: ListMeta;
}

export interface HorizontalPodAutoscalerSpec {
  maxReplicas: Int32;
  minReplicas?: Int32;
  scaleTargetRef: CrossVersionObjectReference;
  targetCPUUtilizationPercentage?: Int32;
}

export interface HorizontalPodAutoscalerStatus {
  currentCPUUtilizationPercentage?: Int32;
  currentReplicas: Int32;
  desiredReplicas: Int32;
  lastScaleTime?: Time;
  observedGeneration?: Int64;
}

export interface ScaleSpec {
  replicas?: Int32;
}

export interface ScaleStatus {
  replicas: Int32;
  selector?: string;
}
