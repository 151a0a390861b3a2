import type { JsonObject } from "../../../../base/json.ts";
import { goJson } from "../../../admission/go-text.ts";
import type { ApiObject } from "../../../api-object.ts";
import { objectAt, objectsAt } from "../defaulting.ts";
import { textAt } from "../read.ts";
import { withoutNothing } from "./annotation-parts.ts";
import { behaviorFromV1, behaviorToV1 } from "./behavior-annotation.ts";
import { metricFromV1, metricToV1 } from "./metric-annotation.ts";
import { metricStatusFromV1, metricStatusToV1 } from "./metric-status-annotation.ts";
import { AnnotationReader, readersOf } from "./read-annotation.ts";

const prefix = "autoscaling.alpha.kubernetes.io/";
/** Annotations in which autoscaling/v1 has what it has no fields for. */
const specKeys = [`${prefix}metrics`, `${prefix}behavior`] as const;
const statusKeys = [`${prefix}current-metrics`, `${prefix}conditions`] as const;
const otherKeys = [`${prefix}scale-down-tolerance`, `${prefix}scale-up-tolerance`];
const [metricsKey, behaviorKey] = specKeys;
const [statusesKey, conditionsKey] = statusKeys;

/** Annotations of {@link autoscalerToV1} by what they speak of. */
export const autoscalerAnnotations = { spec: specKeys, status: statusKeys } as const;

/**
 * A HorizontalPodAutoscaler of autoscaling/v2 in version v1: the target of the processor in a field, everything else in annotations.
 * Follows k8s.io/kubernetes/pkg/apis/autoscaling/v1/conversion.go.
 */
export function autoscalerToV1(object: ApiObject): ApiObject {
  const { metadata, spec: _spec, status: _status, ...rest } = object;
  const [spec, status] = [objectAt(object, "spec"), objectAt(object, "status")];
  const annotations = withoutNothing({
    ...withoutOwn(metadata.annotations ?? {}),
    ...annotationsOf(spec, status),
  });
  const none = metadata.annotations === undefined && Object.keys(annotations).length === 0;
  return {
    ...rest,
    apiVersion: "autoscaling/v1",
    metadata: none ? metadata : { ...metadata, annotations: annotations as Record<string, string> },
    ...(spec ? { spec: specToV1(spec) } : {}),
    ...(status ? { status: statusToV1(status) } : {}),
  };
}

function annotationsOf(spec: JsonObject | undefined, status: JsonObject | undefined): JsonObject {
  const text = (list: readonly JsonObject[]) => (list.length ? goJson(list) : undefined);
  const behavior = objectAt(spec, "behavior");
  return {
    [metricsKey]: text(
      objectsAt(spec, "metrics")
        .filter((metric) => cpuTarget(metric) === undefined)
        .map(metricToV1),
    ),
    [statusesKey]: text(objectsAt(status, "currentMetrics").map(metricStatusToV1)),
    [behaviorKey]: behavior && goJson(behaviorToV1(behavior)),
    [conditionsKey]: text(objectsAt(status, "conditions").map(conditionToV1)),
  };
}

function conditionToV1(condition: JsonObject): JsonObject {
  const text = (key: string) => textAt(condition, key) || undefined;
  return withoutNothing({
    type: text("type") ?? "",
    status: text("status") ?? "",
    lastTransitionTime: condition.lastTransitionTime ?? null,
    reason: text("reason"),
    message: text("message"),
  });
}

/** What part of the processor a metric wants used, if that is what it is about. */
function cpuTarget(metric: JsonObject): unknown {
  const resource = metric.type === "Resource" ? objectAt(metric, "resource") : undefined;
  return resource?.name === "cpu" ? objectAt(resource, "target")?.averageUtilization : undefined;
}

function specToV1({ scaleTargetRef, minReplicas, maxReplicas, metrics }: JsonObject): JsonObject {
  const targets = objectsAt({ metrics }, "metrics").map(cpuTarget);
  const targetCPUUtilizationPercentage = targets.find((target) => target !== undefined);
  return withoutNothing({ scaleTargetRef, minReplicas, maxReplicas, targetCPUUtilizationPercentage });
}

function statusToV1(status: JsonObject): JsonObject {
  const { observedGeneration, lastScaleTime, currentReplicas, desiredReplicas } = status;
  const currents = objectsAt(status, "currentMetrics").map((metric) => {
    const resource = metric.type === "Resource" ? objectAt(metric, "resource") : undefined;
    return resource?.name === "cpu" ? objectAt(resource, "current")?.averageUtilization : undefined;
  });
  return withoutNothing({
    observedGeneration,
    lastScaleTime,
    currentReplicas,
    desiredReplicas,
    currentCPUUtilizationPercentage: currents.findLast((current) => current !== undefined),
  });
}

/** The other way; annotations that make no sense count for nothing. Without any metric there is the one of the processor. */
export function autoscalerFromV1(object: ApiObject): ApiObject {
  const { metadata, spec: _spec, status: _status, ...rest } = object;
  const { annotations } = metadata;
  const [spec, status] = [objectAt(object, "spec") ?? {}, objectAt(object, "status")];
  return {
    ...rest,
    apiVersion: "autoscaling/v2",
    metadata: annotations ? { ...metadata, annotations: withoutOwn(annotations) } : metadata,
    spec: specFromV1(spec, annotations ?? {}),
    ...(status ? { status: statusFromV1(status, annotations ?? {}) } : {}),
  };
}

type Annotations = Readonly<Record<string, string>>;

/** Without what only v1 has there: other versions never show it. */
export function withoutOwn(annotations: Annotations): Record<string, string> {
  const own: readonly string[] = [...specKeys, ...statusKeys, ...otherKeys];
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => !own.includes(key)));
}

function specFromV1(spec: JsonObject, annotations: Annotations): JsonObject {
  const { scaleTargetRef, minReplicas, maxReplicas, targetCPUUtilizationPercentage: percentage } = spec;
  const cpu = (averageUtilization: unknown) => ({
    type: "Resource",
    resource: { name: "cpu", target: { type: "Utilization", averageUtilization } },
  });
  const others = read(annotations[metricsKey], (value) => readersOf(value).map(metricFromV1)) ?? [];
  const metrics = [...others, ...(percentage === undefined ? [] : [cpu(percentage)])];
  return withoutNothing({
    scaleTargetRef,
    minReplicas,
    maxReplicas,
    metrics: metrics.length ? metrics : [cpu(80)],
    behavior: read(annotations[behaviorKey], (value) =>
      value === null ? undefined : behaviorFromV1(new AnnotationReader(value)),
    ),
  });
}

function statusFromV1(status: JsonObject, annotations: Annotations): JsonObject {
  const { currentCPUUtilizationPercentage: percentage, ...rest } = status;
  const current = { averageUtilization: percentage };
  const cpu =
    percentage === undefined ? undefined : [{ type: "Resource", resource: { name: "cpu", current } }];
  const known = read(annotations[statusesKey], (value) => readersOf(value).map(metricStatusFromV1));
  const conditions = read(annotations[conditionsKey], (value) => readersOf(value).map(conditionFromV1));
  return withoutNothing({ ...rest, currentMetrics: known ?? cpu, conditions });
}

function conditionFromV1(condition: AnnotationReader): JsonObject {
  const time = condition.text("lastTransitionTime");
  return withoutNothing({
    type: condition.text("type") ?? "",
    status: condition.text("status") ?? "",
    lastTransitionTime: time ?? null,
    reason: condition.text("reason"),
    message: condition.text("message"),
  });
}

function read<T>(text: string | undefined, convert: (value: unknown) => T): T | undefined {
  if (text === undefined) return undefined;
  try {
    return convert(JSON.parse(text));
  } catch {
    return undefined;
  }
}
