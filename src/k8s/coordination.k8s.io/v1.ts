// Generated from the OpenAPI of Kubernetes v1.36.3 by tools/generate-k8s. Do not edit.
import type { KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Int32, MicroTime } from "../../kube/scalar.ts";
import type { ListMeta } from "../meta/v1.ts";

export interface Lease extends KubernetesObject {
  spec?: LeaseSpec;
}

export const Lease: Resource<Lease> = /* @__PURE__ */ Object.freeze({
  group: "coordination.k8s.io",
  version: "v1",
  kind: "Lease",
  plural: "leases",
  scope: "Namespaced",
  apiVersion: "coordination.k8s.io/v1",
});

export interface LeaseList {
  apiVersion?: string;
  items: Lease[];
  kind?: string;
  metadata?: ListMeta;
}

export interface LeaseSpec {
  acquireTime?: MicroTime;
  holderIdentity?: string;
  leaseDurationSeconds?: Int32;
  leaseTransitions?: Int32;
  preferredHolder?: string;
  renewTime?: MicroTime;
  strategy?: string;
}
