// Generated from the OpenAPI of Kubernetes v1.36.3 by tools/generate-k8s. Do not edit.
import type { KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Int64, Time } from "../../kube/scalar.ts";

export interface SelfSubjectReview extends KubernetesObject {
  status?: SelfSubjectReviewStatus;
}

export const SelfSubjectReview: Resource<SelfSubjectReview> = /* @__PURE__ */ Object.freeze({
  group: "authentication.k8s.io",
  version: "v1",
  kind: "SelfSubjectReview",
  plural: "selfsubjectreviews",
  scope: "Cluster",
  apiVersion: "authentication.k8s.io/v1",
});

export interface TokenRequest extends KubernetesObject {
  spec?: TokenRequestSpec;
  status?: TokenRequestStatus;
}

export interface TokenReview extends KubernetesObject {
  spec: TokenReviewSpec;
  status?: TokenReviewStatus;
}

export const TokenReview: Resource<TokenReview> = /* @__PURE__ */ Object.freeze({
  group: "authentication.k8s.io",
  version: "v1",
  kind: "TokenReview",
  plural: "tokenreviews",
  scope: "Cluster",
  apiVersion: "authentication.k8s.io/v1",
});

export interface BoundObjectReference {
  apiVersion?: string;
  kind?: string;
  name?: string;
  uid?: string;
}

export interface SelfSubjectReviewStatus {
  userInfo?: UserInfo;
}

export interface TokenRequestSpec {
  audiences?: string[];
  boundObjectRef?: BoundObjectReference;
  expirationSeconds?: Int64;
}

export interface TokenRequestStatus {
  expirationTimestamp?: Time;
  token?: string;
}

export interface TokenReviewSpec {
  audiences?: string[];
  token: string;
}

export interface TokenReviewStatus {
  audiences?: string[];
  authenticated?: boolean;
  error?: string;
  user?: UserInfo;
}

export interface UserInfo {
  extra?: Record<string, string[]>;
  groups?: string[];
  uid?: string;
  username?: string;
}
