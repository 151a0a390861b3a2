import type { ContainerPort, PodSpec } from "../../../../k8s/core/v1.ts";
import { goQuote } from "../../../../base/go-quote.ts";
import { containersWithPath } from "./containers-with-path.ts";

interface PlacedPort {
  readonly port: ContainerPort;
  readonly path: string;
}

/** Ports that are in each other's way. Follows warningsForPodSpecAndMeta of k8s.io/kubernetes/pkg/api/pod/warnings.go. */
export function portWarnings(spec: PodSpec, at: string): string[] {
  const ports = containersWithPath(spec, at).flatMap(({ container, path }) =>
    (container.ports ?? []).map((port, index) => ({ port, path: `${path}.ports[${index}]` })),
  );
  return [...ports.flatMap((placed, index) => clashes(placed, ports.slice(0, index))), ...sameNames(ports)];
}

function clashes({ port, path }: PlacedPort, before: readonly PlacedPort[]): string[] {
  const { hostIP = "", hostPort = 0, containerPort, protocol } = port;
  const lonely = hostIP && !hostPort ? [`${path}: hostIP set without hostPort: ${shown(port)}`] : [];
  const others = before.filter(
    ({ port: other }) => other.containerPort === containerPort && other.protocol === protocol,
  );
  return [
    ...lonely,
    ...others.flatMap(({ port: other, path: otherPath }) => {
      const { hostIP: otherIP = "", hostPort: otherPort = 0 } = other;
      if (hostIP === otherIP && hostPort === otherPort)
        return [`${path}: duplicate port definition with ${otherPath}`];
      if (!hostPort || !otherPort) return [`${path}: overlapping port definition with ${otherPath}`];
      const ambiguous = hostPort === otherPort && (hostIP === "") !== (otherIP === "");
      return ambiguous ? [`${path}: dangerously ambiguous port definition with ${otherPath}`] : [];
    }),
  ];
}

/** A struct as Go's `%+v` writes it. */
function shown({ name = "", hostPort = 0, containerPort, protocol, hostIP = "" }: ContainerPort): string {
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol ?? ""} HostIP:${hostIP}}`;
}

function sameNames(ports: readonly PlacedPort[]): string[] {
  const named = ports.filter(({ port }) => port.name);
  return named.flatMap(({ port, path }, index) => {
    const first = named.findIndex(({ port: other }) => other.name === port.name);
    const other = named[first]?.path;
    if (first === index) return [];
    return [
      `${path}: duplicate port name ${goQuote(port.name ?? "")} with ${other}, services and probes that select ports by name will use ${other}`,
    ];
  });
}
