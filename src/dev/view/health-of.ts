import type { Condition } from "../../kube/condition.ts";
import { isJsonObject } from "../../base/json.ts";
import type { KeptObject } from "./object-book.ts";
import type { TreeNode } from "./view-state.ts";

/** Conditions of an object, as far as they are such. */
export function conditionsOf({ status }: KeptObject): readonly Condition[] {
  const conditions = isJsonObject(status) ? status.conditions : undefined;
  return Array.isArray(conditions)
    ? conditions.filter((one): one is Condition => isJsonObject(one) && typeof one.type === "string")
    : [];
}

/** How an object is, in a word: by its `Ready` or `Available` condition, a Pod's phase, a workload's replicas. Undefined where it says nothing. */
export function healthOf(object: KeptObject): TreeNode["health"] {
  const { status, spec } = object;
  const conditions = conditionsOf(object);
  const failed = conditions.find(({ type, status: value }) => type === "Failed" && value === "True");
  if (failed) return { state: "bad", text: failed.reason || "Failed" };
  const [main] = ["Ready", "Available", "Complete", "Established"].flatMap(
    (name) => conditions.find(({ type }) => type === name) ?? [],
  );
  if (isJsonObject(status) && typeof status.phase === "string" && object.kind !== "Namespace") {
    const waiting = waitingReason(status);
    if (waiting) return { state: "bad", text: waiting };
    if (status.phase === "Failed") return { state: "bad", text: "Failed" };
    if (main?.status !== "False" || status.phase !== "Running")
      return {
        state: /^(Running|Succeeded|Bound|Active|Ready)$/.test(status.phase) ? "good" : "waiting",
        text: status.phase,
      };
  }
  if (main) {
    const isTrue = main.status === "True";
    return {
      state: isTrue ? "good" : "waiting",
      text: isTrue ? main.type : main.reason || `not ${main.type}`,
    };
  }
  if (isJsonObject(spec) && typeof spec.replicas === "number" && isJsonObject(status)) {
    const ready = typeof status.readyReplicas === "number" ? status.readyReplicas : 0;
    return { state: ready >= spec.replicas ? "good" : "waiting", text: `${ready}/${spec.replicas}` };
  }
  return undefined;
}

/** Why a container of a Pod does not start: `ImagePullBackOff`, `CrashLoopBackOff`. */
function waitingReason(status: Record<string, unknown>): string | undefined {
  const states = Array.isArray(status.containerStatuses) ? (status.containerStatuses as unknown[]) : [];
  for (const container of states) {
    const state = isJsonObject(container) ? container.state : undefined;
    const waiting = isJsonObject(state) ? state.waiting : undefined;
    const reason = isJsonObject(waiting) ? waiting.reason : undefined;
    if (typeof reason === "string" && /BackOff|Err|Invalid/.test(reason)) return reason;
  }
  return undefined;
}
