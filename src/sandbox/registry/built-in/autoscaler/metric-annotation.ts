import type { JsonObject } from "../../../../base/json.ts";
import { quantityNano } from "../../../admission/quantity-value.ts";
import { objectAt } from "../defaulting.ts";
import { textAt } from "../read.ts";
import type { AnnotationReader } from "./read-annotation.ts";
import { reference, selectorOf, withoutNothing } from "./annotation-parts.ts";

/*
 * Metrics as autoscaling/v1 has them: in an annotation, under other names. Follows k8s.io/kubernetes/pkg/apis/autoscaling/v1/conversion.go.
 */

/** A metric of autoscaling/v2 as the annotation has it, in the order of the Go struct. */
export function metricToV1(metric: JsonObject): JsonObject {
  const part = (kind: string, convert: (source: JsonObject, target: JsonObject) => JsonObject) => {
    const source = objectAt(metric, kind);
    return { [kind]: source && withoutNothing(convert(source, objectAt(source, "target") ?? {})) };
  };
  return withoutNothing({
    type: textAt(metric, "type"),
    ...part("object", (source, target) => ({
      target: reference(objectAt(source, "describedObject")),
      metricName: nameOf(source),
      targetValue: target.value ?? "0",
      selector: selectorOf(source),
      averageValue: target.averageValue,
    })),
    ...part("pods", (source, target) => ({
      metricName: nameOf(source),
      targetAverageValue: target.averageValue ?? "0",
      selector: selectorOf(source),
    })),
    ...part("resource", resourceToV1),
    ...part("containerResource", (source, target) => ({
      ...resourceToV1(source, target),
      container: textAt(source, "container"),
    })),
    ...part("external", (source, target) => ({
      metricName: nameOf(source),
      metricSelector: selectorOf(source),
      targetValue: target.value,
      targetAverageValue: target.averageValue,
    })),
  });
}

function resourceToV1(source: JsonObject, target: JsonObject): JsonObject {
  return {
    name: textAt(source, "name"),
    targetAverageUtilization: target.averageUtilization,
    targetAverageValue: target.averageValue,
  };
}

function nameOf(source: JsonObject): string {
  return textAt(objectAt(source, "metric"), "name");
}

/** The other way. */
export function metricFromV1(metric: AnnotationReader): JsonObject {
  const part = (kind: string, convert: (source: AnnotationReader) => JsonObject) => {
    const source = metric.object(kind);
    return { [kind]: source && convert(source) };
  };
  return withoutNothing({
    type: metric.text("type") ?? "",
    ...part("object", objectFromV1),
    ...part("pods", (source) => ({
      metric: identifier(source, "selector"),
      target: { type: "AverageValue", averageValue: source.quantity("targetAverageValue") ?? "0" },
    })),
    ...part("resource", resourceFromV1),
    ...part("containerResource", (source) => ({
      ...resourceFromV1(source),
      container: source.text("container") ?? "",
    })),
    ...part("external", (source) => {
      const [value, averageValue] = [source.quantity("targetValue"), source.quantity("targetAverageValue")];
      return {
        metric: identifier(source, "metricSelector"),
        target: withoutNothing({ type: value === undefined ? "AverageValue" : "Value", value, averageValue }),
      };
    }),
  });
}

/** A value of nothing beside an average is only there because that version cannot leave it out. */
function objectFromV1(source: AnnotationReader): JsonObject {
  const averageValue = source.quantity("averageValue");
  const value = source.quantity("targetValue") ?? "0";
  const target =
    averageValue === undefined
      ? { type: "Value", value }
      : { type: "AverageValue", ...(quantityNano(value) === 0n ? {} : { value }), averageValue };
  return { describedObject: described(source), metric: identifier(source, "selector"), target };
}

function resourceFromV1(source: AnnotationReader): JsonObject {
  const averageUtilization = source.integer("targetAverageUtilization");
  const averageValue = source.quantity("targetAverageValue");
  const type = averageUtilization === undefined ? "AverageValue" : "Utilization";
  return {
    name: source.text("name") ?? "",
    target: withoutNothing({ type, averageValue, averageUtilization }),
  };
}

export function described(source: AnnotationReader): JsonObject {
  const target = source.object("target");
  return withoutNothing({
    kind: target?.text("kind") ?? "",
    name: target?.text("name") ?? "",
    apiVersion: target?.text("apiVersion") || undefined,
  });
}

export function identifier(source: AnnotationReader, selector: string): JsonObject {
  return withoutNothing({ name: source.text("metricName") ?? "", selector: source.selector(selector) });
}
