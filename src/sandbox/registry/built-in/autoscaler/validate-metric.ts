import type { JsonObject } from "../../../../base/json.ts";
import {
  forbiddenField,
  invalidEach,
  invalidField,
  invalidTyped,
  requiredField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { dnsLabel, pathSegment } from "../../../admission/name-format.ts";
import { containerResourceNameProblems } from "../resource-name.ts";
import type { InvalidField } from "../../../status-error.ts";
import { objectAt } from "../defaulting.ts";
import { textAt } from "../read.ts";
import { validateReference, type GroupRule } from "./validate-reference.ts";

const types = ["ContainerResource", "External", "Object", "Pods", "Resource"];
/** In the order in which sources are looked at: the first that is there is the one that counts. */
const sources = ["object", "external", "pods", "resource", "containerResource"];

/** Follows validateMetricSpec of k8s.io/kubernetes/pkg/apis/autoscaling/validation. */
export function validateMetric(
  metric: JsonObject,
  options: { at: string; group: GroupRule },
): InvalidField[] {
  const { at, group } = options;
  const type = textAt(metric, "type");
  const known = types.includes(type);
  const unknown = known ? [] : [unsupportedField(`${at}.type`, type, types)];
  const expected = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  const present = sources.filter((source) => objectAt(metric, source));
  const [first] = present;
  const source = first === undefined ? undefined : objectAt(metric, first);
  const missing = known && !present.includes(expected);
  return [
    ...(type ? [] : [requiredField(`${at}.type`, "must specify a metric source type")]),
    ...unknown,
    ...(first && source ? validateSource(source, { kind: first, at: `${at}.${first}`, group }) : []),
    ...(missing
      ? [requiredField(`${at}.${expected}`, "must populate information for the given metric source")]
      : []),
    ...unknown,
    ...(present.length === 1
      ? []
      : present
          .filter((name) => name !== expected)
          .map((name) => forbiddenField(`${at}.${name}`, "must populate the given metric source only"))),
  ];
}

function validateSource(
  source: JsonObject,
  options: { kind: string; at: string; group: GroupRule },
): InvalidField[] {
  const { kind, at, group } = options;
  const target = objectAt(source, "target") ?? {};
  const described = objectAt(source, "describedObject") ?? {};
  const head = {
    object: () => [
      ...validateReference(described, { at: `${at}.describedObject`, group }),
      ...validateIdentifier(source, at),
    ],
    external: () => validateIdentifier(source, at),
    pods: () => validateIdentifier(source, at),
    resource: () => validateResource(source, at),
    containerResource: () => [...validateContainerResource(source, at)],
  }[kind];
  return [
    ...(head?.() ?? []),
    ...validateTarget(target, `${at}.target`),
    ...validateAmounts(target, { kind, at: `${at}.target` }),
  ];
}

function validateIdentifier(source: JsonObject, at: string): InvalidField[] {
  const name = textAt(objectAt(source, "metric"), "name");
  return name
    ? invalidEach(`${at}.metric.name`, name, pathSegment(name))
    : [requiredField(`${at}.metric.name`, "must specify a metric name")];
}

function validateResource(source: JsonObject, at: string): InvalidField[] {
  return textAt(source, "name") ? [] : [requiredField(`${at}.name`, "must specify a resource name")];
}

function validateContainerResource(source: JsonObject, at: string): InvalidField[] {
  const [name, container] = [textAt(source, "name"), textAt(source, "container")];
  return [
    ...(name
      ? containerResourceNameProblems(name).map((problem) => invalidField(`${at}.name`, name, problem))
      : validateResource(source, at)),
    ...(container
      ? invalidEach(`${at}.container`, container, dnsLabel(container))
      : [requiredField(`${at}.container`, "must specify a container")]),
  ];
}

function validateTarget(target: JsonObject, at: string): InvalidField[] {
  const { averageUtilization: utilization } = target;
  const type = textAt(target, "type");
  const amounts = ["value", "averageValue"].flatMap((key) => {
    const amount = target[key];
    const positive = typeof amount !== "string" || (amount !== "0" && !amount.startsWith("-"));
    return positive ? [] : [invalidField(`${at}.${key}`, amount, "must be positive")];
  });
  return [
    ...(type ? [] : [requiredField(`${at}.type`, "must specify a metric target type")]),
    ...(["Utilization", "Value", "AverageValue"].includes(type)
      ? []
      : [invalidTyped(`${at}.type`, type, "must be either Utilization, Value, or AverageValue")]),
    ...amounts,
    ...(typeof utilization === "number" && utilization < 1
      ? [invalidField(`${at}.averageUtilization`, utilization, "must be greater than 0")]
      : []),
  ];
}

/** Which amounts a source needs, and which do not go together. */
function validateAmounts(target: JsonObject, options: { kind: string; at: string }): InvalidField[] {
  const { kind, at } = options;
  const { value, averageValue, averageUtilization } = target;
  const none = (other: unknown) => other === undefined && averageValue === undefined;
  const both = (other: unknown) => other !== undefined && averageValue !== undefined;
  switch (kind) {
    case "object":
      return none(value)
        ? [requiredField(`${at}.averageValue`, "must set either a target value or averageValue")]
        : [];
    case "external":
      return [
        ...(none(value)
          ? [
              requiredField(
                `${at}.averageValue`,
                "must set either a target value for metric or a per-pod target",
              ),
            ]
          : []),
        ...(both(value)
          ? [forbiddenField(`${at}.value`, "may not set both a target value for metric and a per-pod target")]
          : []),
      ];
    case "pods":
      return averageValue === undefined
        ? [requiredField(`${at}.averageValue`, "must specify a positive target averageValue")]
        : [];
    default:
      return [
        ...(none(averageUtilization)
          ? [
              requiredField(
                `${at}.averageUtilization`,
                "must set either a target raw value or a target utilization",
              ),
            ]
          : []),
        ...(both(averageUtilization)
          ? [
              forbiddenField(
                `${at}.averageValue`,
                "may not set both a target raw value and a target utilization",
              ),
            ]
          : []),
      ];
  }
}
