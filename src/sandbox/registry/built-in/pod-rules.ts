import { requiredField } from "../../admission/field-problem.ts";
import { isJsonObject, type JsonObject } from "../../../base/json.ts";
import { ensureObject, fill, objectAt } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";
import { defaultPodSpec, defaultRequests } from "./pod-defaults.ts";
import { validatePodSpec } from "./validate-pod-spec.ts";

/** Added by the DefaultTolerationSeconds admission plugin, which is always on. */
const tolerations = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].map((key) => ({
  key,
  operator: "Exists",
  effect: "NoExecute",
  tolerationSeconds: 300,
}));

export const podRules: KindRules = {
  generation: true,
  returnsDeleted: true,
  selectable: [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.nominatedNodeName",
  ],
  defaults(object) {
    const spec = ensureObject(object, "spec");
    defaultPodSpec(spec);
    defaultRequests(spec);
    fill(spec, { enableServiceLinks: true });
  },
  prepareForCreate(object) {
    const spec = ensureObject(object, "spec");
    const given = Array.isArray(spec.tolerations) ? (spec.tolerations as JsonObject[]) : [];
    const missing = tolerations.filter(
      ({ key }) =>
        !given.some(
          (toleration) => toleration.key === key || (!toleration.key && toleration.operator === "Exists"),
        ),
    );
    spec.tolerations = [...given, ...missing];
    fill(spec, { priority: 0, preemptionPolicy: "PreemptLowerPriority" });
    object.status = { phase: "Pending", qosClass: qosClass(spec) };
  },
  validate: (object) =>
    isJsonObject(object.spec) ? validatePodSpec(object.spec, "spec") : [requiredField("spec.containers")],
  gracePeriod(object, requested) {
    const spec = isJsonObject(object.spec) ? object.spec : {};
    const phase = objectAt(object, "status")?.phase;
    // nothing runs that could be asked to stop
    if (!spec.nodeName || phase === "Failed" || phase === "Succeeded") return 0;
    return Math.max(0, requested ?? Number(spec.terminationGracePeriodSeconds ?? 30));
  },
};

/** Guaranteed, Burstable or BestEffort. Follows k8s.io/kubernetes/pkg/apis/core/helper/qos. */
function qosClass(spec: JsonObject): string {
  const containers = [spec.containers, spec.initContainers].flatMap((list) =>
    Array.isArray(list) ? list.filter(isJsonObject) : [],
  );
  const amounts = (container: JsonObject, key: string) =>
    objectAt(objectAt(container, "resources"), key) ?? {};
  const counted = ["cpu", "memory"];
  const any = containers.some((container) =>
    counted.some((name) => amounts(container, "requests")[name] ?? amounts(container, "limits")[name]),
  );
  if (!any) return "BestEffort";
  const guaranteed = containers.every((container) =>
    counted.every((name) => {
      const limit = amounts(container, "limits")[name];
      return limit !== undefined && (amounts(container, "requests")[name] ?? limit) === limit;
    }),
  );
  return guaranteed ? "Guaranteed" : "Burstable";
}
