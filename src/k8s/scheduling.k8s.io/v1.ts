// Generated from the OpenAPI of Kubernetes v1.36.3 by tools/generate-k8s. Do not edit.
import type { KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Int32 } from "../../kube/scalar.ts";
import type { ListMeta } from "../meta/v1.ts";

export interface PriorityClass extends KubernetesObject {
  description?: string;
  globalDefault?: boolean;
  preemptionPolicy?: "Never" | "PreemptLowerPriority";
  value?: Int32;
}

export const PriorityClass: Resource<PriorityClass> = /* @__PURE__ */ Object.freeze({
  group: "scheduling.k8s.io",
  version: "v1",
  kind: "PriorityClass",
  plural: "priorityclasses",
  scope: "Cluster",
  apiVersion: "scheduling.k8s.io/v1",
});

export interface PriorityClassList {
  apiVersion?: string;
  items: PriorityClass[];
  kind?: string;
  metadata?: ListMeta;
}
