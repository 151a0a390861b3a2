import type { JsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import { autoscalerFromV1 } from "../built-in/autoscaler/convert-autoscaler.ts";
import { age, at, firstOf, numberAt, objectsAt, text, textAt } from "./cell.ts";
import type { BuiltInColumn } from "./built-in-column.ts";

const unknown = "<unknown>";

/** Columns of HorizontalPodAutoscalers. Follows printHorizontalPodAutoscaler of k8s.io/kubernetes/pkg/printers/internalversion. */
export const autoscalerColumns: Readonly<Record<string, readonly BuiltInColumn[]>> = {
  "horizontalpodautoscalers.autoscaling": [
    {
      name: "Reference",
      value: (object) =>
        `${textAt(object, "spec.scaleTargetRef.kind")}/${textAt(object, "spec.scaleTargetRef.name")}`,
    },
    { name: "Targets", value: targets },
    text("MinPods", "spec.minReplicas", { none: "<unset>" }),
    { name: "MaxPods", value: (object) => numberAt(object, "spec.maxReplicas") },
    { name: "Replicas", value: (object) => numberAt(object, "status.currentReplicas") },
    age,
  ],
};

function targets(served: ApiObject): string {
  const object = served.apiVersion === "autoscaling/v1" ? autoscalerFromV1(served) : served;
  const statuses = objectsAt(object, "status.currentMetrics");
  const texts = objectsAt(object, "spec.metrics").map((metric, index) => target(metric, statuses[index]));
  return firstOf(texts, { most: 2, none: "<none>", separator: ", " });
}

function target(metric: JsonObject, status: JsonObject | undefined): string {
  switch (metric.type) {
    case "External":
      return valueTarget(at(metric, "external"), at(status, "external"));
    case "Object":
      return valueTarget(at(metric, "object"), at(status, "object"));
    case "Pods":
      return `${currentValue(at(status, "pods"), "averageValue")}/${textAt(metric, "pods.target.averageValue")}`;
    case "Resource":
      return resourceTarget(at(metric, "resource"), at(status, "resource"));
    case "ContainerResource":
      return resourceTarget(at(metric, "containerResource"), at(status, "containerResource"));
    default:
      return "<unknown type>";
  }
}

function valueTarget(metric: unknown, status: unknown): string {
  const average = textAt(metric, "target.averageValue");
  if (average) return `${textAt(status, "current.averageValue") || unknown}/${average} (avg)`;
  return `${currentValue(status, "value")}/${textAt(metric, "target.value")}`;
}

/** What is not set of a status that is there is a quantity of nothing. */
function currentValue(status: unknown, key: string): string {
  return status === undefined ? unknown : textAt(status, `current.${key}`) || "0";
}

function resourceTarget(metric: unknown, status: unknown): string {
  const name = textAt(metric, "name");
  const average = textAt(metric, "target.averageValue");
  if (average) return `${name}: ${currentValue(status, "averageValue")}/${average}`;
  const [current, wanted] = [
    at(status, "current.averageUtilization"),
    at(metric, "target.averageUtilization"),
  ];
  const percent = (value: unknown, none: string) => (typeof value === "number" ? `${value}%` : none);
  return `${name}: ${percent(current, unknown)}/${percent(wanted, "<auto>")}`;
}
