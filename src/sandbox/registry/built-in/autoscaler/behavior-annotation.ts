import type { JsonObject } from "../../../../base/json.ts";
import { objectAt, objectsAt } from "../defaulting.ts";
import { numberAt, textAt } from "../read.ts";
import { withoutNothing } from "./annotation-parts.ts";
import type { AnnotationReader } from "./read-annotation.ts";

/** A behavior as the annotation of autoscaling/v1 has it: the server's own struct, all of its fields. */
export function behaviorToV1(behavior: JsonObject): JsonObject {
  return {
    ScaleUp: rulesToV1(objectAt(behavior, "scaleUp")),
    ScaleDown: rulesToV1(objectAt(behavior, "scaleDown")),
  };
}

function rulesToV1(rules: JsonObject | undefined): JsonObject | null {
  if (!rules) return null;
  return {
    StabilizationWindowSeconds: rules.stabilizationWindowSeconds ?? null,
    SelectPolicy: rules.selectPolicy ?? null,
    Policies: Array.isArray(rules.policies)
      ? objectsAt(rules, "policies").map((policy) => ({
          Type: textAt(policy, "type"),
          Value: numberAt(policy, "value"),
          PeriodSeconds: numberAt(policy, "periodSeconds"),
        }))
      : null,
    Tolerance: rules.tolerance ?? null,
  };
}

/** The other way; one that says nothing is none. */
export function behaviorFromV1(behavior: AnnotationReader): JsonObject | undefined {
  const [scaleUp, scaleDown] = [behavior.object("ScaleUp"), behavior.object("ScaleDown")].map(
    (rules) => rules && rulesFromV1(rules),
  );
  return scaleUp || scaleDown ? withoutNothing({ scaleUp, scaleDown }) : undefined;
}

function rulesFromV1(rules: AnnotationReader): JsonObject {
  return withoutNothing({
    stabilizationWindowSeconds: rules.integer("StabilizationWindowSeconds"),
    selectPolicy: rules.text("SelectPolicy"),
    policies: rules.list("Policies")?.map((policy) => ({
      type: policy.text("Type") ?? "",
      value: policy.integer("Value") ?? 0,
      periodSeconds: policy.integer("PeriodSeconds") ?? 0,
    })),
    tolerance: rules.quantity("Tolerance"),
  });
}
