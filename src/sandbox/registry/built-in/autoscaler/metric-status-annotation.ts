import type { JsonObject } from "../../../../base/json.ts";
import { objectAt } from "../defaulting.ts";
import { textAt } from "../read.ts";
import { reference, selectorOf, withoutNothing } from "./annotation-parts.ts";
import { described, identifier } from "./metric-annotation.ts";
import type { AnnotationReader } from "./read-annotation.ts";

/** What a metric was found to be, as the annotation of autoscaling/v1 has it, in the order of the Go struct. */
export function metricStatusToV1(metric: JsonObject): JsonObject {
  const part = (kind: string, convert: (source: JsonObject, current: JsonObject) => JsonObject) => {
    const source = objectAt(metric, kind);
    return { [kind]: source && withoutNothing(convert(source, objectAt(source, "current") ?? {})) };
  };
  const nameOf = (source: JsonObject) => textAt(objectAt(source, "metric"), "name");
  return withoutNothing({
    type: textAt(metric, "type"),
    ...part("object", (source, current) => ({
      target: reference(objectAt(source, "describedObject")),
      metricName: nameOf(source),
      currentValue: current.value ?? "0",
      selector: selectorOf(source),
      averageValue: current.averageValue,
    })),
    ...part("pods", (source, current) => ({
      metricName: nameOf(source),
      currentAverageValue: current.averageValue ?? "0",
      selector: selectorOf(source),
    })),
    ...part("resource", resourceToV1),
    ...part("containerResource", (source, current) => ({
      ...resourceToV1(source, current),
      container: textAt(source, "container"),
    })),
    ...part("external", (source, current) => ({
      metricName: nameOf(source),
      metricSelector: selectorOf(source),
      currentValue: current.value ?? "0",
      currentAverageValue: current.averageValue,
    })),
  });
}

function resourceToV1(source: JsonObject, current: JsonObject): JsonObject {
  return {
    name: textAt(source, "name"),
    currentAverageUtilization: current.averageUtilization,
    currentAverageValue: current.averageValue ?? "0",
  };
}

/** The other way. */
export function metricStatusFromV1(metric: AnnotationReader): JsonObject {
  const part = (kind: string, convert: (source: AnnotationReader) => JsonObject) => {
    const source = metric.object(kind);
    return { [kind]: source && convert(source) };
  };
  return withoutNothing({
    type: metric.text("type") ?? "",
    ...part("object", (source) => ({
      metric: identifier(source, "selector"),
      current: valueOf(source, "averageValue"),
      describedObject: described(source),
    })),
    ...part("pods", (source) => ({
      metric: identifier(source, "selector"),
      current: { averageValue: source.quantity("currentAverageValue") ?? "0" },
    })),
    ...part("resource", resourceFromV1),
    ...part("containerResource", (source) => ({
      ...resourceFromV1(source),
      container: source.text("container") ?? "",
    })),
    ...part("external", (source) => ({
      metric: identifier(source, "metricSelector"),
      current: valueOf(source, "currentAverageValue"),
    })),
  });
}

function valueOf(source: AnnotationReader, average: string): JsonObject {
  return withoutNothing({
    value: source.quantity("currentValue") ?? "0",
    averageValue: source.quantity(average),
  });
}

function resourceFromV1(source: AnnotationReader): JsonObject {
  return {
    name: source.text("name") ?? "",
    current: withoutNothing({
      averageValue: source.quantity("currentAverageValue") ?? "0",
      averageUtilization: source.integer("currentAverageUtilization"),
    }),
  };
}
