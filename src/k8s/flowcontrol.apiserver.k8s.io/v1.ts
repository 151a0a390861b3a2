// Generated from the OpenAPI of Kubernetes v1.36.3 by tools/generate-k8s. Do not edit.
import type { KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Int32, Time } from "../../kube/scalar.ts";
import type { ListMeta } from "../meta/v1.ts";

export interface FlowSchema extends KubernetesObject {
  spec?: FlowSchemaSpec;
  status?: FlowSchemaStatus;
}

export const FlowSchema: Resource<FlowSchema> = /* @__PURE__ */ Object.freeze({
  group: "flowcontrol.apiserver.k8s.io",
  version: "v1",
  kind: "FlowSchema",
  plural: "flowschemas",
  scope: "Cluster",
  apiVersion: "flowcontrol.apiserver.k8s.io/v1",
});

export interface PriorityLevelConfiguration extends KubernetesObject {
  spec?: PriorityLevelConfigurationSpec;
  status?: PriorityLevelConfigurationStatus;
}

export const PriorityLevelConfiguration: Resource<PriorityLevelConfiguration> = /* @__PURE__ */ Object.freeze({
  group: "flowcontrol.apiserver.k8s.io",
  version: "v1",
  kind: "PriorityLevelConfiguration",
  plural: "prioritylevelconfigurations",
  scope: "Cluster",
  apiVersion: "flowcontrol.apiserver.k8s.io/v1",
});

export interface ExemptPriorityLevelConfiguration {
  lendablePercent?: Int32;
  nominalConcurrencyShares?: Int32;
}

export interface FlowDistinguisherMethod {
  type: string;
}

export interface FlowSchemaCondition {
  lastTransitionTime?: Time;
  message?: string;
  reason?: string;
  status?: string;
  type?: string;
}

export interface FlowSchemaList {
  apiVersion?: string;
  items: FlowSchema[];
  kind?: string;
  metadata?: ListMeta;
}

export interface FlowSchemaSpec {
  distinguisherMethod?: FlowDistinguisherMethod;
  matchingPrecedence?: Int32;
  priorityLevelConfiguration: PriorityLevelConfigurationReference;
  rules?: PolicyRulesWithSubjects[];
}

export interface FlowSchemaStatus {
  conditions?: FlowSchemaCondition[];
}

export interface GroupSubject {
  name: string;
}

/** A union. `type` says which of these is set, if any: `queuing`. */
export interface LimitResponse {
  queuing?: QueuingConfiguration;
  type: string;
}

export interface LimitedPriorityLevelConfiguration {
  borrowingLimitPercent?: Int32;
  lendablePercent?: Int32;
  limitResponse?: LimitResponse;
  nominalConcurrencyShares?: Int32;
}

export interface NonResourcePolicyRule {
  nonResourceURLs: string[];
  verbs: string[];
}

export interface PolicyRulesWithSubjects {
  nonResourceRules?: NonResourcePolicyRule[];
  resourceRules?: ResourcePolicyRule[];
  subjects: Subject[];
}

export interface PriorityLevelConfigurationCondition {
  lastTransitionTime?: Time;
  message?: string;
  reason?: string;
  status?: string;
  type?: string;
}

export interface PriorityLevelConfigurationList {
  apiVersion?: string;
  items: PriorityLevelConfiguration[];
  kind?: string;
  metadata?: ListMeta;
}

export interface PriorityLevelConfigurationReference {
  name: string;
}

/** A union. `type` says which of these is set, if any: `exempt`, `limited`. */
export interface PriorityLevelConfigurationSpec {
  exempt?: ExemptPriorityLevelConfiguration;
  limited?: LimitedPriorityLevelConfiguration;
  type: string;
}

export interface PriorityLevelConfigurationStatus {
  conditions?: PriorityLevelConfigurationCondition[];
}

export interface QueuingConfiguration {
  handSize?: Int32;
  queueLengthLimit?: Int32;
  queues?: Int32;
}

export interface ResourcePolicyRule {
  apiGroups: string[];
  clusterScope?: boolean;
  namespaces?: string[];
  resources: string[];
  verbs: string[];
}

export interface ServiceAccountSubject {
  name: string;
  namespace: string;
}

/** A union. `kind` says which of these is set, if any: `group`, `serviceAccount`, `user`. */
export interface Subject {
  group?: GroupSubject;
  kind: string;
  serviceAccount?: ServiceAccountSubject;
  user?: UserSubject;
}

export interface UserSubject {
  name: string;
}
