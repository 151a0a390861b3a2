// Generated from the OpenAPI of Kubernetes v1.36.3 by tools/generate-k8s. Do not edit.
import type { KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Int32, Int64, IntOrString, RawExtension, Time } from "../../kube/scalar.ts";
import type { PersistentVolumeClaim, PodTemplateSpec } from "../core/v1.ts";
import type { LabelSelector, ListMeta } from "../meta/v1.ts";

export interface ControllerRevision extends KubernetesObject {
  data?: RawExtension;
  revision: Int64;
}

export const ControllerRevision: Resource<ControllerRevision> = /* @__PURE__ */ Object.freeze({
  group: "apps",
  version: "v1",
  kind: "ControllerRevision",
  plural: "controllerrevisions",
  scope: "Namespaced",
  apiVersion: "apps/v1",
});

export interface DaemonSet extends KubernetesObject {
  spec?: DaemonSetSpec;
  status?: DaemonSetStatus;
}

export const DaemonSet: Resource<DaemonSet> = /* @__PURE__ */ Object.freeze({
  group: "apps",
  version: "v1",
  kind: "DaemonSet",
  plural: "daemonsets",
  scope: "Namespaced",
  apiVersion: "apps/v1",
});

export interface Deployment extends KubernetesObject {
  spec?: DeploymentSpec;
  status?: DeploymentStatus;
}

export const Deployment: Resource<Deployment> = /* @__PURE__ */ Object.freeze({
  group: "apps",
  version: "v1",
  kind: "Deployment",
  plural: "deployments",
  scope: "Namespaced",
  apiVersion: "apps/v1",
});

export interface ReplicaSet extends KubernetesObject {
  spec?: ReplicaSetSpec;
  status?: ReplicaSetStatus;
}

export const ReplicaSet: Resource<ReplicaSet> = /* @__PURE__ */ Object.freeze({
  group: "apps",
  version: "v1",
  kind: "ReplicaSet",
  plural: "replicasets",
  scope: "Namespaced",
  apiVersion: "apps/v1",
});

export interface StatefulSet extends KubernetesObject {
  spec?: StatefulSetSpec;
  status?: StatefulSetStatus;
}

export const StatefulSet: Resource<StatefulSet> = /* @__PURE__ */ Object.freeze({
  group: "apps",
  version: "v1",
  kind: "StatefulSet",
  plural: "statefulsets",
  scope: "Namespaced",
  apiVersion: "apps/v1",
});

export interface ControllerRevisionList {
  apiVersion?: string;
  items: ControllerRevision[];
  kind?: string;
  metadata?: ListMeta;
}

export interface DaemonSetCondition {
  lastTransitionTime?: Time;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

export interface DaemonSetList {
  apiVersion?: string;
  items: DaemonSet[];
  kind?: string;
  metadata?: ListMeta;
}

export interface DaemonSetSpec {
  minReadySeconds?: Int32;
  revisionHistoryLimit?: Int32;
  selector: LabelSelector;
  template: PodTemplateSpec;
  updateStrategy?: DaemonSetUpdateStrategy;
}

export interface DaemonSetStatus {
  collisionCount?: Int32;
  conditions?: DaemonSetCondition[];
  currentNumberScheduled: Int32;
  desiredNumberScheduled: Int32;
  numberAvailable?: Int32;
  numberMisscheduled: Int32;
  numberReady: Int32;
  numberUnavailable?: Int32;
  observedGeneration?: Int64;
  updatedNumberScheduled?: Int32;
}

export interface DaemonSetUpdateStrategy {
  rollingUpdate?: RollingUpdateDaemonSet;
  type?: "OnDelete" | "RollingUpdate";
}

export interface DeploymentCondition {
  lastTransitionTime?: Time;
  lastUpdateTime?: Time;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

export interface DeploymentList {
  apiVersion?: string;
  items: Deployment[];
  kind?: string;
  metadata?: ListMeta;
}

export interface DeploymentSpec {
  minReadySeconds?: Int32;
  paused?: boolean;
  progressDeadlineSeconds?: Int32;
  replicas?: Int32;
  revisionHistoryLimit?: Int32;
  selector: LabelSelector;
  strategy?: DeploymentStrategy;
  template: PodTemplateSpec;
}

export interface DeploymentStatus {
  availableReplicas?: Int32;
  collisionCount?: Int32;
  conditions?: DeploymentCondition[];
  observedGeneration?: Int64;
  readyReplicas?: Int32;
  replicas?: Int32;
  terminatingReplicas?: Int32;
  unavailableReplicas?: Int32;
  updatedReplicas?: Int32;
}

export interface DeploymentStrategy {
  rollingUpdate?: RollingUpdateDeployment;
  type?: "Recreate" | "RollingUpdate";
}

export interface ReplicaSetCondition {
  lastTransitionTime?: Time;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

export interface ReplicaSetList {
  apiVersion?: string;
  items: ReplicaSet[];
  kind?: string;
  metadata?: ListMeta;
}

export interface ReplicaSetSpec {
  minReadySeconds?: Int32;
  replicas?: Int32;
  selector: LabelSelector;
  template?: PodTemplateSpec;
}

export interface ReplicaSetStatus {
  availableReplicas?: Int32;
  conditions?: ReplicaSetCondition[];
  fullyLabeledReplicas?: Int32;
  observedGeneration?: Int64;
  readyReplicas?: Int32;
  replicas: Int32;
  terminatingReplicas?: Int32;
}

export interface RollingUpdateDaemonSet {
  maxSurge?: IntOrString;
  maxUnavailable?: IntOrString;
}

export interface RollingUpdateDeployment {
  maxSurge?: IntOrString;
  maxUnavailable?: IntOrString;
}

export interface RollingUpdateStatefulSetStrategy {
  maxUnavailable?: IntOrString;
  partition?: Int32;
}

export interface StatefulSetCondition {
  lastTransitionTime?: Time;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

export interface StatefulSetList {
  apiVersion?: string;
  items: StatefulSet[];
  kind?: string;
  metadata?: ListMeta;
}

export interface StatefulSetOrdinals {
  start?: Int32;
}

export interface StatefulSetPersistentVolumeClaimRetentionPolicy {
  whenDeleted?: string;
  whenScaled?: string;
}

export interface StatefulSetSpec {
  minReadySeconds?: Int32;
  ordinals?: StatefulSetOrdinals;
  persistentVolumeClaimRetentionPolicy?: StatefulSetPersistentVolumeClaimRetentionPolicy;
  podManagementPolicy?: "OrderedReady" | "Parallel";
  replicas?: Int32;
  revisionHistoryLimit?: Int32;
  selector: LabelSelector;
  serviceName?: string;
  template: PodTemplateSpec;
  updateStrategy?: StatefulSetUpdateStrategy;
  volumeClaimTemplates?: PersistentVolumeClaim[];
}

export interface StatefulSetStatus {
  availableReplicas?: Int32;
  collisionCount?: Int32;
  conditions?: StatefulSetCondition[];
  currentReplicas?: Int32;
  currentRevision?: string;
  observedGeneration?: Int64;
  readyReplicas?: Int32;
  replicas: Int32;
  updateRevision?: string;
  updatedReplicas?: Int32;
}

export interface StatefulSetUpdateStrategy {
  rollingUpdate?: RollingUpdateStatefulSetStrategy;
  type?: "OnDelete" | "RollingUpdate";
}
