import { timeText } from "../../kube/condition.ts";
import type { JsonObject } from "../../base/json.ts";
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
  const metadata = { name: nodeName, labels };
  const spec = { podCIDR: "10.244.0.0/16", podCIDRs: ["10.244.0.0/16"] };
  registry.make(nodes, { object: { apiVersion: "v1", kind: "Node", metadata, spec }, manager: "kubelet" });
  const time = timeText(new Date(registry.clock.now()));
  const target = { namespace: undefined, name: nodeName, subresource: "status", manager: "kubelet" };
  registry.edit(nodes, target, (node) => {
    node.status = nodeStatus(time);
  });
}

function nodeStatus(time: string): JsonObject {
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
): Record<string, string> {
  const { time, status, reason, message } = options;
  return { type, status, lastHeartbeatTime: time, lastTransitionTime: time, reason, message };
}
