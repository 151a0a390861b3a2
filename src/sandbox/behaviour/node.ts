import { timeText } from "../../kube/condition.ts";
import type { JsonObject } from "../../base/json.ts";
import { mapFields, plantObject, structFields, typedListFields } from "../registry/plant-object.ts";
import type { Cluster } from "./cluster.ts";

/** Name of the node that Pods run on. */
export const nodeName = "sandbox";

const kubeletVersion = "v1.36.3";
const capacity = { cpu: "8", "ephemeral-storage": "100Gi", memory: "32Gi", pods: "1000" };

/** Makes the node that Pods run on, unless it is there. Its status is written once: there are no heartbeats. */
export function ensureNode({ registry }: Cluster): void {
  const nodes = registry.resource("", "v1", "nodes");
  if (registry.find(nodes, undefined, nodeName)) return;
  const labels = {
    "beta.kubernetes.io/arch": "amd64",
    "beta.kubernetes.io/os": "linux",
    "kubernetes.io/arch": "amd64",
    "kubernetes.io/hostname": nodeName,
    "kubernetes.io/os": "linux",
  };
  const cidr = "10.244.0.0/16";
  const spec = { podCIDR: cidr, podCIDRs: [cidr] };
  const status = nodeStatus(timeText(new Date(registry.clock.now())));
  plantObject(registry, nodes, {
    object: { kind: "Node", apiVersion: "v1", metadata: { name: nodeName, labels }, spec, status },
    writes: [
      {
        manager: "kubelet",
        fields: {
          "f:metadata": { "f:labels": mapFields(labels) },
          "f:spec": { "f:podCIDR": {}, "f:podCIDRs": { ".": {}, [`v:"${cidr}"`]: {} } },
        },
      },
      { manager: "kubelet", fields: { "f:status": statusFields(status) }, subresource: "status" },
    ],
  });
}

type NodeStatus = ReturnType<typeof nodeStatus>;

function statusFields({ addresses, allocatable, conditions, nodeInfo }: NodeStatus): JsonObject {
  return {
    "f:addresses": typedListFields(addresses),
    "f:allocatable": mapFields(allocatable),
    "f:capacity": mapFields(capacity),
    "f:conditions": typedListFields(conditions),
    "f:daemonEndpoints": { "f:kubeletEndpoint": { "f:Port": {} } },
    "f:nodeInfo": structFields(nodeInfo),
  };
}

function nodeStatus(time: string) {
  const pressures = [
    ["MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
    ["DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
    ["PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
  ] as const;
  const ready = { status: "True", reason: "KubeletReady", message: "kubelet is posting ready status" };
  return {
    capacity,
    allocatable: capacity,
    conditions: [
      ...pressures.map(([type, reason, message]) =>
        condition(type, { time, status: "False", reason, message }),
      ),
      condition("Ready", { time, ...ready }),
    ],
    addresses: [
      { type: "InternalIP", address: "172.18.0.2" },
      { type: "Hostname", address: nodeName },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      machineID: "",
      systemUUID: "",
      bootID: "",
      kernelVersion: "",
      osImage: "Kubewright sandbox",
      containerRuntimeVersion: "containerd://0.0.0",
      kubeletVersion,
      kubeProxyVersion: "",
      operatingSystem: "linux",
      architecture: "amd64",
    },
  };
}

function condition(
  type: string,
  options: { time: string; status: string; reason: string; message: string },
): { type: string; [field: string]: string } {
  const { time, status, reason, message } = options;
  return { type, status, lastHeartbeatTime: time, lastTransitionTime: time, reason, message };
}
