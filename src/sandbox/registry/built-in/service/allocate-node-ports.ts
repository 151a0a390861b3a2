import { invalidField } from "../../../admission/field-problem.ts";
import type { ApiObject } from "../../../api-object.ts";
import { internalError, invalid, plainError } from "../../../status-error.ts";
import {
  needsHealthCheck,
  portsOf,
  serviceSpec,
  type ServicePort,
  type ServiceSpec,
} from "./service-spec.ts";

/** Ports of nodes: 30000-32767, the default of a kube-apiserver. */
export interface PortPool {
  /** Reserves a port, or says why it cannot be had. */
  take(port: number): string | undefined;
  /** Reserves any free port; undefined when there is none. */
  next(): number | undefined;
}

const first = 30000;
const count = 2768;

/** The pool as the Services at hand leave it. A dry run takes numbers that are no ports of nodes. Follows pkg/registry/core/service/portallocator. */
export function createPortPool(options: {
  services: readonly ApiObject[];
  dryRun: boolean;
  seed: number;
}): PortPool {
  const { services, dryRun, seed } = options;
  let used: Set<number> | undefined; // most Services ask for none
  const taken = () => (used ??= new Set(services.flatMap(nodePortsOf)));
  const own = new Set<number>();
  const reserve = (port: number) => {
    taken().add(port);
    own.add(port);
  };
  return {
    take(port) {
      if (!dryRun && (port < first || port >= first + count))
        return `provided port is not in the valid range. The range of valid ports is ${first}-${first + count - 1}`;
      if (taken().has(port)) return "provided port is already allocated";
      reserve(port);
      return undefined;
    },
    next() {
      if (dryRun) {
        const port = (own.size ? Math.max(0, ...own) : first + count) + 1;
        own.add(port);
        return port | 0; // a 32-bit number, which may overflow
      }
      for (let step = 0; step < count; step++) {
        const port = first + ((seed + step) % count);
        if (taken().has(port)) continue;
        reserve(port);
        return port;
      }
      return undefined;
    },
  };
}

/** Gives a Service the ports of nodes that it needs. Follows allocateCreate and allocateUpdate of pkg/registry/core/service/storage/alloc.go. */
export function allocateNodePorts(
  spec: ServiceSpec,
  options: { before: ServiceSpec | undefined; name: string; pool: PortPool },
): void {
  const { before, pool } = options;
  if (spec.type === "NodePort" || spec.type === "LoadBalancer") {
    if (before) changeNodePorts(spec, { ...options, before });
    else firstNodePorts(spec, options);
  }
  if (!needsHealthCheck(spec) || (before && needsHealthCheck(before))) return;
  const asked = spec.healthCheckNodePort ?? 0;
  const refusal = asked ? pool.take(asked) : undefined;
  if (refusal) throw internalError(`failed to allocate requested HealthCheck NodePort ${asked}: ${refusal}`);
  if (!asked) spec.healthCheckNodePort = nextPort(pool);
}

function nodePortsOf(service: ApiObject): number[] {
  const spec = serviceSpec(service);
  const ports = portsOf(spec).flatMap(({ nodePort }) => (nodePort ? [nodePort] : []));
  return spec.healthCheckNodePort ? [...ports, spec.healthCheckNodePort] : ports;
}

/** The same port of two protocols gets one port of the nodes. Follows initNodePorts. */
function firstNodePorts(spec: ServiceSpec, options: { name: string; pool: PortPool }): void {
  const { name, pool } = options;
  const known = new Map<number, number>();
  for (const [index, port] of portsOf(spec).entries()) {
    if (!port.nodePort && !allocates(spec)) continue;
    const shared = known.get(port.port) ?? 0;
    if (shared === 0) {
      const asked = portsOf(spec).find((other) => other.port === port.port && other.nodePort)?.nodePort ?? 0;
      if (asked) take(asked, { index, name, pool });
      port.nodePort = asked || nextPort(pool);
      known.set(port.port, port.nodePort);
    } else if (!port.nodePort) port.nodePort = shared;
    else if (port.nodePort !== shared) take(port.nodePort, { index, name, pool });
  }
}

/** Follows updateNodePorts. */
function changeNodePorts(
  spec: ServiceSpec,
  options: { before: ServiceSpec; name: string; pool: PortPool },
): void {
  const { before, name, pool } = options;
  const old = new Set(portsOf(before).map(({ nodePort }) => nodePort));
  const taken = new Set<number>();
  const pairs = new Set<string>();
  for (const [index, port] of portsOf(spec).entries()) {
    if (!port.nodePort && !allocates(spec)) continue;
    if (!port.nodePort) port.nodePort = nextPort(pool);
    else if (!old.has(port.nodePort) && !taken.has(port.nodePort)) {
      take(port.nodePort, { index, name, pool });
      taken.add(port.nodePort);
    }
    const pair = pairOf(port);
    if (pairs.has(pair)) throw plainError(`duplicate nodePort: ${pair}`);
    pairs.add(pair);
  }
}

function allocates({ type, allocateLoadBalancerNodePorts = true }: ServiceSpec): boolean {
  return type === "NodePort" || allocateLoadBalancerNodePorts;
}

function pairOf({ protocol, nodePort }: ServicePort): string {
  return `{${protocol} ${nodePort}}`;
}

function take(port: number, options: { index: number; name: string; pool: PortPool }): void {
  const { index, name, pool } = options;
  const refusal = pool.take(port);
  if (!refusal) return;
  const errors = [invalidField(`spec.ports[${index}].nodePort`, port, refusal)];
  throw invalid({ group: "", resource: "Service" }, { name, errors });
}

function nextPort(pool: PortPool): number {
  const port = pool.next();
  if (port === undefined) throw internalError("failed to allocate a nodePort: range is full");
  return port;
}
