import type { JsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import { conditionAt, objectAt, objectsAt, textAt } from "../read.ts";

/** What a rule of a podFailurePolicy makes of a failed Pod. */
export interface Verdict {
  readonly action: "FailJob" | "FailIndex" | "Ignore" | "Count";
  /** For `FailJob`: the message of the Job's condition. */
  readonly message: string;
}

/** The first rule that matches a failed Pod. Follows k8s.io/kubernetes/pkg/controller/job/pod_failure_policy.go. */
export function judgeFailure(job: ApiObject, pod: ApiObject): Verdict | undefined {
  const where = `${pod.metadata.namespace ?? ""}/${pod.metadata.name ?? ""}`;
  for (const [index, rule] of objectsAt(job, "spec.podFailurePolicy.rules").entries()) {
    const action = textAt(rule, "action") as Verdict["action"];
    const matching = `matching ${action} rule at index ${index}`;
    const container = rule.onExitCodes ? matchExitCodes(pod, objectAt(rule, "onExitCodes")) : undefined;
    if (container)
      return {
        action,
        message: `Container ${container.name} for pod ${where} failed with exit code ${container.code} ${matching}`,
      };
    const condition = objectsAt(rule, "onPodConditions").find((pattern) => {
      const found = conditionAt(pod, textAt(pattern, "type"));
      return found !== undefined && found.status === (pattern.status ?? "True");
    });
    if (condition)
      return { action, message: `Pod ${where} has condition ${textAt(condition, "type")} ${matching}` };
  }
  return undefined;
}

function matchExitCodes(pod: ApiObject, rule: JsonObject): { name: string; code: number } | undefined {
  const values = Array.isArray(rule.values) ? rule.values.map(Number) : [];
  const statuses = ["containerStatuses", "initContainerStatuses"].flatMap((key) =>
    objectsAt(pod, `status.${key}`),
  );
  for (const status of statuses) {
    const code = Number(objectAt(status, "state.terminated").exitCode ?? 0);
    if (code === 0 || (rule.containerName && rule.containerName !== status.name)) continue;
    if (rule.operator === "In" ? values.includes(code) : !values.includes(code))
      return { name: String(status.name), code };
  }
  return undefined;
}
