import { resource, type CustomResource } from "kubewright";
import type { PodTemplateSpec, ResourceRequirements, ServicePort } from "kubewright/k8s/core/v1";
import type { LabelSelector } from "kubewright/k8s/meta/v1";
import type { IngressRule } from "kubewright/k8s/networking.k8s.io/v1";

interface Spec {
  /** What each pod gets. */
  resources?: ResourceRequirements;
  selector: LabelSelector;
  template?: PodTemplateSpec;
  ports?: ServicePort[];
  rules?: Record<string, IngressRule>;
}

export interface Embedding extends CustomResource<Spec> {}

export const Embedding = resource<Embedding>({ group: "example.com", version: "v1", kind: "Embedding" });
