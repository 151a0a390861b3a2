import type { ApiObject } from "../../../api-object.ts";

const copied = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"];

/** Labels of a Node that its Pods get (the admission plugin PodTopologyLabels of k8s.io/kubernetes/plugin/pkg/admission/podtopologylabels). */
export function topologyLabels(node: ApiObject | undefined): Record<string, string> {
  const labels = node?.metadata.labels ?? {};
  return Object.fromEntries(
    copied.flatMap((key) => (labels[key] === undefined ? [] : [[key, labels[key]] as const])),
  );
}
