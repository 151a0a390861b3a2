import type { ApiObject } from "../../../api-object.ts";
import { objectAt } from "../defaulting.ts";
import {
  equalLists,
  isExternalName,
  isExternallyAccessible,
  needsHealthCheck,
  portsOf,
  serviceSpec,
  type ServiceSpec,
} from "./service-spec.ts";

/**
 * Takes away what the new type has no use for and the client did not change.
 * Follows dropTypeDependentFields of k8s.io/kubernetes/pkg/registry/core/service/strategy.go.
 */
export function forgetFields(object: ApiObject, old: ApiObject): void {
  const [spec, before] = [serviceSpec(object), serviceSpec(old)];
  if (!isExternalName(before) && isExternalName(spec)) forgetAddresses(spec, before);
  const balanced = spec.type === "LoadBalancer";
  const released = usesNodePorts(before) && !usesNodePorts(spec);
  if (released && addsNoNodePort(spec, before)) for (const port of portsOf(spec)) delete port.nodePort;
  if (needsHealthCheck(before) && !needsHealthCheck(spec)) forget(spec, before, "healthCheckNodePort");
  if (before.type === "LoadBalancer" && !balanced) {
    forget(spec, before, "allocateLoadBalancerNodePorts");
    forget(spec, before, "loadBalancerClass");
  }
  if (isExternallyAccessible(before) && !isExternallyAccessible(spec))
    forget(spec, before, "externalTrafficPolicy");
  const status = objectAt(object, "status");
  if (!balanced && status) status.loadBalancer = {};
}

function forgetAddresses(spec: ServiceSpec, before: ServiceSpec): void {
  if (spec.clusterIP === before.clusterIP && equalLists(spec.clusterIPs, before.clusterIPs)) {
    delete spec.clusterIP;
    delete spec.clusterIPs;
  }
  if (equalLists(spec.ipFamilies, before.ipFamilies)) delete spec.ipFamilies;
  forget(spec, before, "ipFamilyPolicy");
}

function forget(spec: ServiceSpec, before: ServiceSpec, key: keyof ServiceSpec): void {
  if (spec[key] === before[key]) Reflect.deleteProperty(spec, key);
}

function usesNodePorts({ type }: ServiceSpec): boolean {
  return type === "NodePort" || type === "LoadBalancer";
}

function addsNoNodePort(spec: ServiceSpec, before: ServiceSpec): boolean {
  const known = new Set(portsOf(before).map(({ nodePort = 0 }) => nodePort));
  return portsOf(spec).every(({ nodePort = 0 }) => nodePort === 0 || known.has(nodePort));
}
