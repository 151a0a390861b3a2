// Generated from the OpenAPI of Kubernetes v1.36.3 by tools/generate-k8s. Do not edit.
import type { KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { FieldSelectorRequirement, LabelSelectorRequirement } from "../meta/v1.ts";

export interface LocalSubjectAccessReview extends KubernetesObject {
  spec: SubjectAccessReviewSpec;
  status?: SubjectAccessReviewStatus;
}

export const LocalSubjectAccessReview: Resource<LocalSubjectAccessReview> = /* @__PURE__ */ Object.freeze({
  group: "authorization.k8s.io",
  version: "v1",
  kind: "LocalSubjectAccessReview",
  plural: "localsubjectaccessreviews",
  scope: "Namespaced",
  apiVersion: "authorization.k8s.io/v1",
});

export interface SelfSubjectAccessReview extends KubernetesObject {
  spec: SelfSubjectAccessReviewSpec;
  status?: SubjectAccessReviewStatus;
}

export const SelfSubjectAccessReview: Resource<SelfSubjectAccessReview> = /* @__PURE__ */ Object.freeze({
  group: "authorization.k8s.io",
  version: "v1",
  kind: "SelfSubjectAccessReview",
  plural: "selfsubjectaccessreviews",
  scope: "Cluster",
  apiVersion: "authorization.k8s.io/v1",
});

export interface SelfSubjectRulesReview extends KubernetesObject {
  spec: SelfSubjectRulesReviewSpec;
  status?: SubjectRulesReviewStatus;
}

export const SelfSubjectRulesReview: Resource<SelfSubjectRulesReview> = /* @__PURE__ */ Object.freeze({
  group: "authorization.k8s.io",
  version: "v1",
  kind: "SelfSubjectRulesReview",
  plural: "selfsubjectrulesreviews",
  scope: "Cluster",
  apiVersion: "authorization.k8s.io/v1",
});

export interface SubjectAccessReview extends KubernetesObject {
  spec: SubjectAccessReviewSpec;
  status?: SubjectAccessReviewStatus;
}

export const SubjectAccessReview: Resource<SubjectAccessReview> = /* @__PURE__ */ Object.freeze({
  group: "authorization.k8s.io",
  version: "v1",
  kind: "SubjectAccessReview",
  plural: "subjectaccessreviews",
  scope: "Cluster",
  apiVersion: "authorization.k8s.io/v1",
});

export interface FieldSelectorAttributes {
  rawSelector?: string;
  requirements?: FieldSelectorRequirement[];
}

export interface LabelSelectorAttributes {
  rawSelector?: string;
  requirements?: LabelSelectorRequirement[];
}

export interface NonResourceAttributes {
  path?: string;
  verb?: string;
}

export interface NonResourceRule {
  nonResourceURLs?: string[];
  verbs: string[];
}

export interface ResourceAttributes {
  fieldSelector?: FieldSelectorAttributes;
  group?: string;
  labelSelector?: LabelSelectorAttributes;
  name?: string;
  namespace?: string;
  resource?: string;
  subresource?: string;
  verb?: string;
  version?: string;
}

export interface ResourceRule {
  apiGroups?: string[];
  resourceNames?: string[];
  resources?: string[];
  verbs: string[];
}

export interface SelfSubjectAccessReviewSpec {
  nonResourceAttributes?: NonResourceAttributes;
  resourceAttributes?: ResourceAttributes;
}

export interface SelfSubjectRulesReviewSpec {
  namespace?: string;
}

export interface SubjectAccessReviewSpec {
  extra?: Record<string, string[]>;
  groups?: string[];
  nonResourceAttributes?: NonResourceAttributes;
  resourceAttributes?: ResourceAttributes;
  uid?: string;
  user?: string;
}

export interface SubjectAccessReviewStatus {
  allowed: boolean;
  denied?: boolean;
  evaluationError?: string;
  reason?: string;
}

export interface SubjectRulesReviewStatus {
  evaluationError?: string;
  incomplete: boolean;
  nonResourceRules: NonResourceRule[];
  resourceRules: ResourceRule[];
}
