// Generated from the OpenAPI of Kubernetes v1.36.3 by tools/generate-k8s. Do not edit.
import type { KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Base64, Int32, Time } from "../../kube/scalar.ts";
import type { ListMeta } from "../meta/v1.ts";

export interface APIService extends KubernetesObject {
  spec?: APIServiceSpec;
  status?: APIServiceStatus;
}

export const APIService: Resource<APIService> = /* @__PURE__ */ Object.freeze({
  group: "apiregistration.k8s.io",
  version: "v1",
  kind: "APIService",
  plural: "apiservices",
  scope: "Cluster",
  apiVersion: "apiregistration.k8s.io/v1",
});

export interface APIServiceCondition {
  lastTransitionTime?: Time;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

export interface APIServiceList {
  apiVersion?: string;
  items: APIService[];
  kind?: string;
  metadata?: ListMeta;
}

export interface APIServiceSpec {
  caBundle?: Base64;
  group?: string;
  groupPriorityMinimum: Int32;
  insecureSkipTLSVerify?: boolean;
  service?: ServiceReference;
  version?: string;
  versionPriority: Int32;
}

export interface APIServiceStatus {
  conditions?: APIServiceCondition[];
}

export interface ServiceReference {
  name?: string;
  namespace?: string;
  port?: Int32;
}
