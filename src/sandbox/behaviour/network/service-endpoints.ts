import { valueAt, type ApiObject } from "../../api-object.ts";
import { hasEnded, isReady } from "../workloads/pod-facts.ts";
import { objectsAt, textAt } from "../read.ts";

/** A port of a Service as it is at a Pod. */
export interface EndpointPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly appProtocol?: string;
}

/** A Pod behind a Service. */
export interface Endpoint {
  readonly pod: ApiObject;
  readonly address: string;
  readonly ready: boolean;
  readonly terminating: boolean;
  readonly ports: readonly EndpointPort[];
  readonly hostname?: string;
  /** Whether its Node is there. */
  readonly placed: boolean;
}

/** Whether controllers make endpoints for a Service: it selects Pods. */
export function hasEndpoints(service: ApiObject): boolean {
  return (
    textAt(service, "spec.type") !== "ExternalName" &&
    Object.keys((valueAt(service, ["spec", "selector"]) as object | undefined) ?? {}).length > 0
  );
}

/** Whether a Pod's labels are those that a Service selects. */
export function selects(service: ApiObject, pod: ApiObject): boolean {
  const selector = (valueAt(service, ["spec", "selector"]) ?? {}) as Record<string, string>;
  return Object.entries(selector).every(([key, value]) => pod.metadata.labels?.[key] === value);
}

/** What is behind a Service, by name. Follows k8s.io/endpointslice and k8s.io/kubernetes/pkg/controller/endpoint. */
export function endpointsOf(
  service: ApiObject,
  { pods, isNode }: { pods: readonly ApiObject[]; isNode: (name: string) => boolean },
): Endpoint[] {
  return pods
    .filter((pod) => selects(service, pod) && textAt(pod, "status.podIP") && !hasEnded(pod))
    .map((pod) => {
      const hostname = textAt(pod, "spec.hostname");
      const named = hostname && textAt(pod, "spec.subdomain") === service.metadata.name;
      return {
        pod,
        address: textAt(pod, "status.podIP"),
        ready: isReady(pod),
        terminating: pod.metadata.deletionTimestamp !== undefined,
        ports: portsAt(service, pod),
        placed: isNode(textAt(pod, "spec.nodeName")),
        ...(named ? { hostname } : {}),
      };
    });
}

function portsAt(service: ApiObject, pod: ApiObject): EndpointPort[] {
  return objectsAt(service, "spec.ports").flatMap((port) => {
    const number = targetPort(port, pod);
    if (number === undefined) return [];
    const appProtocol = textAt(port, "appProtocol");
    return [
      {
        name: textAt(port, "name"),
        port: number,
        protocol: textAt(port, "protocol") || "TCP",
        ...(appProtocol ? { appProtocol } : {}),
      },
    ];
  });
}

/** A named target is the Pod's port of that name and protocol. See FindPort. */
function targetPort(port: Record<string, unknown>, pod: ApiObject): number | undefined {
  const { targetPort: target, protocol = "TCP" } = port;
  if (typeof target === "number" && target > 0) return target;
  if (typeof target !== "string" || target === "") return Number(port.port);
  const found = ["containers", "initContainers"]
    .flatMap((key) => objectsAt(pod, `spec.${key}`))
    .flatMap((container) => objectsAt(container, "ports"))
    .find((candidate) => candidate.name === target && (candidate.protocol ?? "TCP") === protocol);
  return typeof found?.containerPort === "number" ? found.containerPort : undefined;
}
