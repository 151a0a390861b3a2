// Generated from the OpenAPI of Kubernetes v1.36.3 by tools/generate-k8s. Do not edit.
import type { KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Int32 } from "../../kube/scalar.ts";
import type { ObjectReference } from "../core/v1.ts";
import type { ListMeta } from "../meta/v1.ts";

export interface EndpointSlice extends KubernetesObject {
  addressType: "FQDN" | "IPv4" | "IPv6";
  endpoints?: Endpoint[];
  ports?: EndpointPort[];
}

export const EndpointSlice: Resource<EndpointSlice> = /* @__PURE__ */ Object.freeze({
  group: "discovery.k8s.io",
  version: "v1",
  kind: "EndpointSlice",
  plural: "endpointslices",
  scope: "Namespaced",
  apiVersion: "discovery.k8s.io/v1",
});

export interface Endpoint {
  addresses: string[];
  conditions?: EndpointConditions;
  deprecatedTopology?: Record<string, string>;
  hints?: EndpointHints;
  hostname?: string;
  nodeName?: string;
  targetRef?: ObjectReference;
  zone?: string;
}

export interface EndpointConditions {
  ready?: boolean;
  serving?: boolean;
  terminating?: boolean;
}

export interface EndpointHints {
  forNodes?: ForNode[];
  forZones?: ForZone[];
}

export interface EndpointPort {
  appProtocol?: string;
  name?: string;
  port?: Int32;
  protocol?: "SCTP" | "TCP" | "UDP";
}

export interface EndpointSliceList {
  apiVersion?: string;
  items: EndpointSlice[];
  kind?: string;
  metadata?: ListMeta;
}

export interface ForNode {
  name: string;
}

export interface ForZone {
  name: string;
}
