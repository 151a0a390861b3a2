import { isJsonObject } from "../../../../base/json.ts";
import type { ApiObject } from "../../../api-object.ts";

/** A Service's spec as its rules see it: enums are any text until they are checked. */
export interface ServiceSpec {
  type?: string;
  clusterIP?: string;
  clusterIPs?: string[];
  ipFamilies?: string[];
  ipFamilyPolicy?: string;
  ports?: ServicePort[];
  selector?: Record<string, string>;
  sessionAffinity?: string;
  sessionAffinityConfig?: { clientIP?: { timeoutSeconds?: number } };
  externalIPs?: string[];
  externalName?: string;
  externalTrafficPolicy?: string;
  internalTrafficPolicy?: string;
  healthCheckNodePort?: number;
  allocateLoadBalancerNodePorts?: boolean;
  loadBalancerClass?: string;
  loadBalancerIP?: string;
  loadBalancerSourceRanges?: string[];
  trafficDistribution?: string;
}

export interface ServicePort {
  name?: string;
  port: number;
  protocol?: string;
  targetPort?: number | string;
  nodePort?: number;
  appProtocol?: string;
}

/** The spec of a Service, made where it is missing. */
export function serviceSpec(object: ApiObject): ServiceSpec {
  if (!isJsonObject(object.spec)) object.spec = {};
  return object.spec as ServiceSpec;
}

export function portsOf(spec: ServiceSpec): ServicePort[] {
  return spec.ports ?? [];
}

/** No address of its own, on purpose. Follows isHeadlessService of k8s.io/kubernetes/pkg/apis/core/validation. */
export function isHeadless({ clusterIPs = [] }: ServiceSpec): boolean {
  return clusterIPs.length === 1 && clusterIPs[0] === "None";
}

export function isExternalName({ type }: ServiceSpec): boolean {
  return type === "ExternalName";
}

export function isExternallyAccessible({ type, externalIPs = [] }: ServiceSpec): boolean {
  return type === "LoadBalancer" || type === "NodePort" || (type === "ClusterIP" && externalIPs.length > 0);
}

export function needsHealthCheck({ type, externalTrafficPolicy }: ServiceSpec): boolean {
  return type === "LoadBalancer" && externalTrafficPolicy === "Local";
}

export function hasSelector({ selector = {} }: ServiceSpec): boolean {
  return Object.keys(selector).length > 0;
}

export function equalLists(left: readonly unknown[] = [], right: readonly unknown[] = []): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}
