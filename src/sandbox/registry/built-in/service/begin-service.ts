import type { ApiObject } from "../../../api-object.ts";
import { allocateAddresses, releaseFamilies } from "./allocate-addresses.ts";
import { allocateNodePorts, type PortPool } from "./allocate-node-ports.ts";
import type { AddressPool } from "./address-pool.ts";
import {
  equalLists,
  isExternalName,
  needsHealthCheck,
  portsOf,
  serviceSpec,
  type ServiceSpec,
} from "./service-spec.ts";

/** Where what is allocated comes from. */
export interface Pools {
  readonly addresses: AddressPool;
  readonly ports: PortPool;
}

/**
 * What happens to a Service before its checks: fields that belong together are brought together, addresses and ports are allocated.
 * Follows beginCreate and beginUpdate of k8s.io/kubernetes/pkg/registry/core/service/storage.
 */
export function beginService(object: ApiObject, options: { old: ApiObject | undefined; pools: Pools }): void {
  const { old, pools } = options;
  const spec = serviceSpec(object);
  const before = old && serviceSpec(old);
  if (before) keepAllocated(spec, before);
  pairAddresses(spec, before);
  const name = object.metadata.name ?? "";
  const families = releaseFamilies({ spec, before, name });
  allocateAddresses(spec, { before, name, pool: pools.addresses, settled: families });
  allocateNodePorts(spec, { before, name, pool: pools.ports });
}

/** Clients need not repeat what was allocated for them. Follows patchAllocatedValues. */
function keepAllocated(spec: ServiceSpec, before: ServiceSpec): void {
  if (!isExternalName(before) && !isExternalName(spec)) {
    if (!spec.clusterIP && before.clusterIP) spec.clusterIP = before.clusterIP;
    if (!spec.clusterIPs?.length && before.clusterIPs?.length) spec.clusterIPs = [...before.clusterIPs];
  }
  if (hasNodePorts(before) && hasNodePorts(spec)) keepNodePorts(spec, before);
  if (needsHealthCheck(before) && needsHealthCheck(spec) && !spec.healthCheckNodePort)
    spec.healthCheckNodePort = before.healthCheckNodePort ?? 0;
}

function hasNodePorts({ type, allocateLoadBalancerNodePorts = true }: ServiceSpec): boolean {
  return type === "NodePort" || (type === "LoadBalancer" && allocateLoadBalancerNodePorts);
}

/** Ports are told apart by their names. */
function keepNodePorts(spec: ServiceSpec, before: ServiceSpec): void {
  const given = new Set(portsOf(spec).map(({ nodePort = 0 }) => nodePort));
  const known = new Map(portsOf(before).map(({ name = "", nodePort = 0 }) => [name, nodePort]));
  for (const port of portsOf(spec)) {
    const nodePort = known.get(port.name ?? "") ?? 0;
    if (!port.nodePort && nodePort && !given.has(nodePort)) port.nodePort = nodePort;
  }
}

/** `clusterIP` and `clusterIPs` say the same. Follows normalizeClusterIPs. */
function pairAddresses(spec: ServiceSpec, before: ServiceSpec | undefined): void {
  const { clusterIP = "", clusterIPs = [] } = spec;
  if (!before) {
    if (clusterIP && clusterIPs.length === 0) spec.clusterIPs = [clusterIP];
    return;
  }
  const { clusterIP: old = "" } = before;
  if (before.clusterIPs?.length && clusterIPs.length === 0 && old === clusterIP)
    spec.clusterIPs = [...before.clusterIPs];
  if (old === clusterIP || !equalLists(before.clusterIPs, spec.clusterIPs)) return;
  if (old && !clusterIP) delete spec.clusterIPs;
  else spec.clusterIPs = [clusterIP];
}
