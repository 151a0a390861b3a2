import type { JsonObject } from "../../../../base/json.ts";
import {
  forbiddenField,
  invalidField,
  nonNegative,
  requiredField,
} from "../../../admission/field-problem.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { InvalidField } from "../../../status-error.ts";
import { ensureObject, fill, objectAt, objectsAt } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { numberAt, textAt } from "../read.ts";
import { withoutOwn } from "./convert-autoscaler.ts";
import { validateBehavior } from "./validate-behavior.ts";
import { validateMetric } from "./validate-metric.ts";
import { groupProblem, validateReference } from "./validate-reference.ts";

/** HorizontalPodAutoscalers of autoscaling/v2. Follows k8s.io/kubernetes/pkg/apis/autoscaling and pkg/registry/autoscaling. */
export const autoscalerRules: KindRules = {
  updateOrder: "changes only",
  defaults: defaultAutoscaler,
  validate: (object) => validateAutoscaler(object, undefined),
  validateUpdate: validateAutoscaler,
  validateStatus(object) {
    const status = objectAt(object, "status") ?? {};
    return ["currentReplicas", "desiredReplicas"].flatMap((key) => nonNegative(`status.${key}`, status[key]));
  },
};

export function validateAutoscaler(object: ApiObject, old: ApiObject | undefined): InvalidField[] {
  const spec = objectAt(object, "spec") ?? {};
  const before = objectAt(old, "spec");
  return [
    ...validateReplicas(spec, before),
    ...validateTarget(spec, before),
    ...validateMetrics(spec, before),
    ...validateBehavior(objectAt(spec, "behavior"), "spec.behavior"),
  ];
}

/** Follows SetDefaults_HorizontalPodAutoscaler of k8s.io/kubernetes/pkg/apis/autoscaling/v2. */
function defaultAutoscaler(object: ApiObject, sent: JsonObject): void {
  const { annotations } = object.metadata;
  if (annotations) object.metadata.annotations = withoutOwn(annotations);
  const spec = ensureObject(object, "spec");
  fill(spec, { minReplicas: 1 });
  if (objectsAt(spec, "metrics").length === 0) {
    const target = { type: "Utilization", averageUtilization: 80 };
    spec.metrics = [{ type: "Resource", resource: { name: "cpu", target } }];
  }
  const behavior = objectAt(spec, "behavior");
  if (!behavior) return;
  keepEmpty(behavior, objectAt(objectAt(sent, "spec"), "behavior"));
  const percent = { type: "Percent", value: 100, periodSeconds: 15 };
  const pods = { type: "Pods", value: 4, periodSeconds: 15 };
  fill(ensureObject(behavior, "scaleUp"), {
    stabilizationWindowSeconds: 0,
    selectPolicy: "Max",
    policies: [pods, percent],
  });
  fill(ensureObject(behavior, "scaleDown"), { selectPolicy: "Max", policies: [percent] });
}

/** An empty list of policies is none at all, and gets no default. */
function keepEmpty(behavior: JsonObject, sent: JsonObject | undefined): void {
  for (const direction of ["scaleUp", "scaleDown"]) {
    const policies = objectAt(sent, direction)?.policies;
    if (Array.isArray(policies) && policies.length === 0) ensureObject(behavior, direction).policies = [];
  }
}

function validateReplicas(spec: JsonObject, before: JsonObject | undefined): InvalidField[] {
  const { minReplicas } = spec;
  const max = numberAt(spec, "maxReplicas");
  const low = before?.minReplicas === 0 ? 0 : 1;
  const at = "spec.maxReplicas";
  const few = typeof minReplicas === "number" && minReplicas < low;
  return [
    ...(few
      ? [invalidField("spec.minReplicas", minReplicas, `must be greater than or equal to ${low}`)]
      : []),
    ...(max === 0 ? [requiredField(at, "must be set and greater than 0")] : []),
    ...(max < 0 ? [invalidField(at, max, "must be greater than or equal to 1")] : []),
    ...(typeof minReplicas === "number" && max < minReplicas
      ? [invalidField(at, max, "must be greater than or equal to `minReplicas`")]
      : []),
  ];
}

/** What is scaled; an update that leaves it alone is not asked about its group. */
function validateTarget(spec: JsonObject, before: JsonObject | undefined): InvalidField[] {
  const target = objectAt(spec, "scaleTargetRef") ?? {};
  const old = before && (objectAt(before, "scaleTargetRef") ?? {});
  const same = (key: string) => textAt(target, key) === textAt(old, key);
  const settled = old !== undefined && same("apiVersion") && same("kind");
  const group = settled ? "any" : target.kind === "ReplicationController" ? "optional" : "required";
  return validateReference(target, { at: "spec.scaleTargetRef", group });
}

function validateMetrics(spec: JsonObject, before: JsonObject | undefined): InvalidField[] {
  const metrics = objectsAt(spec, "metrics");
  const old = objectsAt(before, "metrics").filter(({ type }) => type === "Object");
  const wrong = old.some((metric) => {
    const described = objectAt(objectAt(metric, "object"), "describedObject");
    return described !== undefined && groupProblem(described, "optional") !== undefined;
  });
  const group = wrong ? "any" : "optional";
  const toZero = spec.minReplicas === 0;
  const able = metrics.some(({ type }) => type === "Object" || type === "External");
  const detail = "must specify at least one Object or External metric to support scaling to zero replicas";
  return [
    ...metrics.flatMap((metric, index) => validateMetric(metric, { at: `spec.metrics[${index}]`, group })),
    ...(toZero && !able ? [forbiddenField("spec.metrics", detail)] : []),
  ];
}
