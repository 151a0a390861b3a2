// Generated from the OpenAPI of Kubernetes v1.36.3 by tools/generate-k8s. Do not edit.
import type { KubernetesObject, ObjectMeta } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Int32, Int64, Time } from "../../kube/scalar.ts";
import type { ObjectReference, PodTemplateSpec } from "../core/v1.ts";
import type { LabelSelector, ListMeta } from "../meta/v1.ts";

export interface CronJob extends KubernetesObject {
  spec: CronJobSpec;
  status?: CronJobStatus;
}

export const CronJob: Resource<CronJob> = /* @__PURE__ */ Object.freeze({
  group: "batch",
  version: "v1",
  kind: "CronJob",
  plural: "cronjobs",
  scope: "Namespaced",
  apiVersion: "batch/v1",
});

export interface Job extends KubernetesObject {
  spec?: JobSpec;
  status?: JobStatus;
}

export const Job: Resource<Job> = /* @__PURE__ */ Object.freeze({
  group: "batch",
  version: "v1",
  kind: "Job",
  plural: "jobs",
  scope: "Namespaced",
  apiVersion: "batch/v1",
});

export interface CronJobList {
  apiVersion?: string;
  items: CronJob[];
  kind?: string;
  metadata?: ListMeta;
}

export interface CronJobSpec {
  concurrencyPolicy?: "Allow" | "Forbid" | "Replace";
  failedJobsHistoryLimit?: Int32;
  jobTemplate: JobTemplateSpec;
  schedule: string;
  startingDeadlineSeconds?: Int64;
  successfulJobsHistoryLimit?: Int32;
  suspend?: boolean;
  timeZone?: string;
}

export interface CronJobStatus {
  active?: ObjectReference[];
  lastScheduleTime?: Time;
  lastSuccessfulTime?: Time;
}

export interface JobCondition {
  lastProbeTime?: Time;
  lastTransitionTime?: Time;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

export interface JobList {
  apiVersion?: string;
  items: Job[];
  kind?: string;
  metadata?: ListMeta;
}

export interface JobSpec {
  activeDeadlineSeconds?: Int64;
  backoffLimit?: Int32;
  backoffLimitPerIndex?: Int32;
  completionMode?: "Indexed" | "NonIndexed";
  completions?: Int32;
  managedBy?: string;
  manualSelector?: boolean;
  maxFailedIndexes?: Int32;
  parallelism?: Int32;
  podFailurePolicy?: PodFailurePolicy;
  podReplacementPolicy?: "Failed" | "TerminatingOrFailed";
  selector?: LabelSelector;
  successPolicy?: SuccessPolicy;
  suspend?: boolean;
  template: PodTemplateSpec;
  ttlSecondsAfterFinished?: Int32;
}

export interface JobStatus {
  active?: Int32;
  completedIndexes?: string;
  completionTime?: Time;
  conditions?: JobCondition[];
  failed?: Int32;
  failedIndexes?: string;
  ready?: Int32;
  startTime?: Time;
  succeeded?: Int32;
  terminating?: Int32;
  uncountedTerminatedPods?: UncountedTerminatedPods;
}

export interface JobTemplateSpec {
  metadata?: ObjectMeta;
  spec?: JobSpec;
}

export interface PodFailurePolicy {
  rules: PodFailurePolicyRule[];
}

export interface PodFailurePolicyOnExitCodesRequirement {
  containerName?: string;
  operator: "In" | "NotIn";
  values: Int32[];
}

export interface PodFailurePolicyOnPodConditionsPattern {
  status?: string;
  type: string;
}

export interface PodFailurePolicyRule {
  action: "Count" | "FailIndex" | "FailJob" | "Ignore";
  onExitCodes?: PodFailurePolicyOnExitCodesRequirement;
  onPodConditions?: PodFailurePolicyOnPodConditionsPattern[];
}

export interface SuccessPolicy {
  rules: SuccessPolicyRule[];
}

export interface SuccessPolicyRule {
  succeededCount?: Int32;
  succeededIndexes?: string;
}

export interface UncountedTerminatedPods {
  failed?: string[];
  succeeded?: string[];
}
