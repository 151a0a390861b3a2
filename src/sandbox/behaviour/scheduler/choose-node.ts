import { matchesLabels, type LabelRequirement } from "../../../kube/selector.ts";
import type { JsonObject } from "../../../base/json.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import { objectAt, objectsAt, textAt } from "../read.ts";

/**
 * The node for a Pod, or why there is none, in kube-scheduler's words. Regards unschedulable nodes, taints, node selectors
 * and required node affinity.
 */
export function chooseNode(
  pod: ApiObject,
  nodes: readonly ApiObject[],
): { readonly node: string } | { readonly problem: string } {
  const reasons = new Map<string, number>();
  for (const node of nodes) {
    const reason = misfit(pod, node);
    if (reason === undefined) return { node: node.metadata.name ?? "" };
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const told = [...reasons].map(([reason, count]) => `${count} ${reason}`).sort();
  const total = nodes.length;
  if (total === 0) return { problem: "no nodes available to schedule pods" };
  const preemption = `preemption: 0/${total} nodes are available: ${total} Preemption is not helpful for scheduling.`;
  return { problem: `0/${total} nodes are available: ${told.join(", ")}. ${preemption}` };
}

function misfit(pod: ApiObject, node: ApiObject): string | undefined {
  const tolerations = objectsAt(pod, "spec.tolerations");
  const unschedulable = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };
  if (valueAt(node, ["spec", "unschedulable"]) === true && !tolerated(unschedulable, tolerations))
    return "node(s) were unschedulable";
  const taint = objectsAt(node, "spec.taints").find(
    (candidate) =>
      ["NoSchedule", "NoExecute"].includes(textAt(candidate, "effect")) && !tolerated(candidate, tolerations),
  );
  if (taint) return "node(s) had untolerated taint(s)";
  return selects(pod, node) ? undefined : "node(s) didn't match Pod's node affinity/selector";
}

/** See ToleratesTaint of k8s.io/component-helpers/scheduling/corev1. */
function tolerated(taint: JsonObject, tolerations: readonly JsonObject[]): boolean {
  return tolerations.some((toleration) => {
    if (toleration.effect && toleration.effect !== taint.effect) return false;
    if (toleration.key && toleration.key !== taint.key) return false;
    if (toleration.operator === "Exists") return true;
    return (toleration.value ?? "") === (taint.value ?? "") && Boolean(toleration.key);
  });
}

function selects(pod: ApiObject, node: ApiObject): boolean {
  const labels = node.metadata.labels ?? {};
  const wanted = Object.entries(objectAt(pod, "spec.nodeSelector"));
  if (!wanted.every(([key, value]) => labels[key] === value)) return false;
  const required = valueAt(pod, [
    "spec",
    "affinity",
    "nodeAffinity",
    "requiredDuringSchedulingIgnoredDuringExecution",
  ]);
  if (!required) return true;
  return objectsAt(required, "nodeSelectorTerms").some((term) => matchesTerm(term, node));
}

/** A term without requirements matches no node. */
function matchesTerm(term: JsonObject, node: ApiObject): boolean {
  const expressions = requirements(objectsAt(term, "matchExpressions"));
  const fields = requirements(objectsAt(term, "matchFields"));
  if (expressions.length + fields.length === 0) return false;
  return (
    matchesLabels(expressions, node.metadata.labels ?? {}) &&
    matchesLabels(fields, { "metadata.name": node.metadata.name ?? "" })
  );
}

function requirements(list: readonly JsonObject[]): LabelRequirement[] {
  return list.map((item) => ({
    key: textAt(item, "key"),
    operator: textAt(item, "operator") as LabelRequirement["operator"],
    values: (Array.isArray(item.values) ? item.values : []).map(String),
  }));
}
