// Generated from the OpenAPI of Kubernetes v1.36.3 by tools/generate-k8s. Do not edit.
import type { KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Quantity } from "../../kube/scalar.ts";
import type { Toleration } from "../core/v1.ts";
import type { ListMeta } from "../meta/v1.ts";

export interface RuntimeClass extends KubernetesObject {
  handler: string;
  overhead?: Overhead;
  scheduling?: Scheduling;
}

export const RuntimeClass: Resource<RuntimeClass> = /* @__PURE__ */ Object.freeze({
  group: "node.k8s.io",
  version: "v1",
  kind: "RuntimeClass",
  plural: "runtimeclasses",
  scope: "Cluster",
  apiVersion: "node.k8s.io/v1",
});

export interface Overhead {
  podFixed?: Record<string, Quantity>;
}

export interface RuntimeClassList {
  apiVersion?: string;
  items: RuntimeClass[];
  kind?: string;
  metadata?: ListMeta;
}

export interface Scheduling {
  nodeSelector?: Record<string, string>;
  tolerations?: Toleration[];
}
