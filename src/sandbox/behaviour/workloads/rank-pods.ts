import type { ApiObject } from "../../api-object.ts";
import { conditionAt, objectsAt, textAt, timeAt } from "../read.ts";
import { isReady } from "./pod-facts.ts";

const phases = ["Pending", "Unknown", "Running"];

/**
 * Pods in the order in which a ReplicaSet deletes them: those that lose least first. Follows ActivePodsWithRanks of
 * k8s.io/kubernetes/pkg/controller/controller_utils.go for Pods of one node.
 */
export function inOrderOfDeletion(pods: readonly ApiObject[], now: number): ApiObject[] {
  const keys = new Map(pods.map((pod) => [pod, rank(pod, now)]));
  return [...pods].sort((a, b) => compare(keys.get(a) ?? [], keys.get(b) ?? []));
}

/** Smaller goes first. */
function rank(pod: ApiObject, now: number): (number | string)[] {
  const ready = isReady(pod);
  const readySince = ready ? (timeAt(conditionAt(pod, "Ready"), "lastTransitionTime") ?? 0) : 0;
  const created = timeAt(pod, "metadata.creationTimestamp") ?? 0;
  const restarts = Math.max(
    0,
    ...objectsAt(pod, "status.containerStatuses").map((s) => Number(s.restartCount ?? 0)),
  );
  return [
    textAt(pod, "spec.nodeName") ? 1 : 0,
    phases.indexOf(textAt(pod, "status.phase")),
    ready ? 1 : 0,
    Number(pod.metadata.annotations?.["controller.kubernetes.io/pod-deletion-cost"] ?? 0),
    ready ? magnitude(now - readySince) : 0,
    -restarts,
    magnitude(now - created),
    pod.metadata.uid ?? "",
  ];
}

/** Ages count by their power of two nanoseconds. */
function magnitude(milliseconds: number): number {
  return milliseconds > 0 ? Math.floor(Math.log2(milliseconds * 1e6)) : -1;
}

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}
