import { resource, type Condition, type CustomResource } from "kubewright";
import type { LocalObjectReference, PodTemplateSpec, ResourceRequirements } from "kubewright/k8s/core/v1";
import type { LabelSelector } from "kubewright/k8s/meta/v1";

export interface Runner extends CustomResource<RunnerSpec, RunnerStatus> {}

export const Runner = resource<Runner>({
  group: "run.example.com",
  version: "v1",
  kind: "Runner",
});

export interface RunnerSpec {
  condition?: SpecCondition;
  pullSecrets?: LocalObjectReference[];
  /** What each gets. */
  resources?: ResourceRequirements;
  selector?: LabelSelector;
  template: PodTemplateSpec;
}

export interface SpecCondition {
  a: string;
}

export interface RunnerStatus {
  conditions?: Condition[];
  /** @listType atomic */
  history?: Condition[];
}
