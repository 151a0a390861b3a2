// Generated from the OpenAPI of Kubernetes v1.36.3 by tools/generate-k8s. Do not edit.
import type { KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { LabelSelector, ListMeta } from "../meta/v1.ts";

export interface ClusterRole extends KubernetesObject {
  aggregationRule?: AggregationRule;
  rules?: PolicyRule[];
}

export const ClusterRole: Resource<ClusterRole> = /* @__PURE__ */ Object.freeze({
  group: "rbac.authorization.k8s.io",
  version: "v1",
  kind: "ClusterRole",
  plural: "clusterroles",
  scope: "Cluster",
  apiVersion: "rbac.authorization.k8s.io/v1",
});

export interface ClusterRoleBinding extends KubernetesObject {
  roleRef: RoleRef;
  subjects?: Subject[];
}

export const ClusterRoleBinding: Resource<ClusterRoleBinding> = /* @__PURE__ */ Object.freeze({
  group: "rbac.authorization.k8s.io",
  version: "v1",
  kind: "ClusterRoleBinding",
  plural: "clusterrolebindings",
  scope: "Cluster",
  apiVersion: "rbac.authorization.k8s.io/v1",
});

export interface Role extends KubernetesObject {
  rules?: PolicyRule[];
}

export const Role: Resource<Role> = /* @__PURE__ */ Object.freeze({
  group: "rbac.authorization.k8s.io",
  version: "v1",
  kind: "Role",
  plural: "roles",
  scope: "Namespaced",
  apiVersion: "rbac.authorization.k8s.io/v1",
});

export interface RoleBinding extends KubernetesObject {
  roleRef: RoleRef;
  subjects?: Subject[];
}

export const RoleBinding: Resource<RoleBinding> = /* @__PURE__ */ Object.freeze({
  group: "rbac.authorization.k8s.io",
  version: "v1",
  kind: "RoleBinding",
  plural: "rolebindings",
  scope: "Namespaced",
  apiVersion: "rbac.authorization.k8s.io/v1",
});

export interface AggregationRule {
  clusterRoleSelectors?: LabelSelector[];
}

export interface ClusterRoleBindingList {
  apiVersion?: string;
  items: ClusterRoleBinding[];
  kind?: string;
  metadata?: ListMeta;
}

export interface ClusterRoleList {
  apiVersion?: string;
  items: ClusterRole[];
  kind?: string;
  metadata?: ListMeta;
}

export interface PolicyRule {
  apiGroups?: string[];
  nonResourceURLs?: string[];
  resourceNames?: string[];
  resources?: string[];
  verbs: string[];
}

export interface RoleBindingList {
  apiVersion?: string;
  items: RoleBinding[];
  kind?: string;
  metadata?: ListMeta;
}

export interface RoleList {
  apiVersion?: string;
  items: Role[];
  kind?: string;
  metadata?: ListMeta;
}

export interface RoleRef {
  apiGroup?: string;
  kind: string;
  name: string;
}

export interface Subject {
  apiGroup?: string;
  kind: string;
  name: string;
  namespace?: string;
}
