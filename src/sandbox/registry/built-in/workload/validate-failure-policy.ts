import type { JsonObject } from "../../../../base/json.ts";
import {
  duplicateField,
  eachItem,
  invalidEach,
  invalidField,
  invalidTyped,
  requiredField,
  supported,
  tooManyField,
} from "../../../admission/field-problem.ts";
import { shownAt } from "../../../admission/emptied.ts";
import { goQuoteList } from "../../../admission/go-text.ts";
import { labelKeyProblems } from "../../../admission/name-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import { objectAt, objectsAt } from "../defaulting.ts";
import { templateOf } from "./template.ts";

const actions = ["Count", "FailIndex", "FailJob", "Ignore"];
const operators = ["In", "NotIn"];
const statuses = ["False", "True", "Unknown"];

/** Follows validatePodFailurePolicy of k8s.io/kubernetes/pkg/apis/batch/validation/validation.go. */
export function validateFailurePolicy(spec: JsonObject, at: string): InvalidField[] {
  const rules = objectsAt(objectAt(spec, "podFailurePolicy"), "rules");
  const pods = objectAt(templateOf(spec), "spec");
  const names = ["containers", "initContainers"].flatMap((key) =>
    objectsAt(pods, key).map(({ name }) => name),
  );
  const perIndex = spec.backoffLimitPerIndex !== undefined;
  return [
    ...tooMany(rules.length, { limit: 20, at: `${at}.rules` }),
    ...eachItem(rules, `${at}.rules`, (rule, path) => validateRule(rule, { at: path, names, perIndex })),
  ];
}

function tooMany(found: number, { limit, at }: { limit: number; at: string }): InvalidField[] {
  return found > limit ? [tooManyField(at, { found, limit })] : [];
}

function validateRule(
  rule: JsonObject,
  { at, names, perIndex }: { at: string; names: readonly unknown[]; perIndex: boolean },
): InvalidField[] {
  const codes = objectAt(rule, "onExitCodes");
  const conditions = objectsAt(rule, "onPodConditions");
  return [
    ...validateAction(rule.action, { at: `${at}.action`, perIndex }),
    ...(codes ? validateExitCodes(codes, { at: `${at}.onExitCodes`, names }) : []),
    ...validateConditions(conditions, `${at}.onPodConditions`),
    ...(codes && conditions.length
      ? [bare(at, "specifying both OnExitCodes and OnPodConditions is not supported")]
      : []),
    ...(!codes && !conditions.length
      ? [bare(at, "specifying one of OnExitCodes and OnPodConditions is required")]
      : []),
  ];
}

/** A problem that shows no value. */
export function bare(field: string, detail: string): InvalidField {
  return { type: "FieldValueInvalid", field, message: `Invalid value: ${detail}` };
}

function validateAction(
  action: unknown,
  { at, perIndex }: { at: string; perIndex: boolean },
): InvalidField[] {
  if (!action) return [requiredField(at, `valid values: ${goQuoteList(actions)}`)];
  if (action !== "FailIndex") return supported(at, action, actions);
  return perIndex ? [] : [invalidTyped(at, action, "requires the backoffLimitPerIndex to be set")];
}

function validateConditions(conditions: readonly JsonObject[], at: string): InvalidField[] {
  return [
    ...tooMany(conditions.length, { limit: 20, at }),
    ...eachItem(conditions, at, ({ type, status }, path) => {
      const name = String(type ?? "");
      return [
        ...invalidEach(`${path}.type`, name, labelKeyProblems(name)),
        ...(status
          ? supported(`${path}.status`, status, statuses)
          : [requiredField(`${path}.status`, `valid values: ${goQuoteList(statuses)}`)]),
      ];
    }),
  ];
}

function validateExitCodes(
  codes: JsonObject,
  { at, names }: { at: string; names: readonly unknown[] },
): InvalidField[] {
  const { operator, containerName } = codes;
  const values = Array.isArray(codes.values) ? codes.values.map(Number) : [];
  const unknown = "must be one of the container or initContainer names in the pod template";
  const valuesAt = `${at}.values`;
  return [
    ...(operator
      ? supported(`${at}.operator`, operator, operators)
      : [requiredField(`${at}.operator`, `valid values: ${goQuoteList(operators)}`)]),
    ...(containerName === undefined || names.includes(containerName)
      ? []
      : [invalidField(`${at}.containerName`, containerName, unknown)]),
    ...(values.length
      ? tooMany(values.length, { limit: 255, at: valuesAt })
      : [invalidField(valuesAt, shownAt(codes, "values"), "at least one value is required")]),
    ...validateCodes(values, { at: valuesAt, operator }),
  ];
}

function validateCodes(
  values: readonly number[],
  { at, operator }: { at: string; operator: unknown },
): InvalidField[] {
  const ordered = values.every((value, index) => index === 0 || (values[index - 1] ?? 0) <= value);
  return [
    ...eachItem(values, at, (value, path, index) => [
      ...(operator === "In" && value === 0
        ? [invalidField(path, value, "must not be 0 for the In operator")]
        : []),
      ...(values.indexOf(value) < index ? [duplicateField(path, value)] : []),
    ]),
    ...(ordered ? [] : [invalidField(at, values, "must be ordered")]),
  ];
}
