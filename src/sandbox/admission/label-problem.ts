import { isJsonObject, type JsonObject } from "../../base/json.ts";
import type { InvalidField } from "../status-error.ts";
import { forbiddenField, invalidField, invalidTyped, requiredField } from "./field-problem.ts";
import { labelKeyProblems, labelValueProblems } from "./name-format.ts";

/* Follows k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go. */

/** Labels and `matchLabels`: problems of keys and of values are both reported at the map. */
export function validateLabels(labels: unknown, at: string): InvalidField[] {
  return Object.entries(isJsonObject(labels) ? labels : {}).flatMap(([key, value]) => [
    ...validateLabelKey(key, at),
    ...labelValueProblems(String(value)).map((problem) => invalidField(at, String(value), problem)),
  ]);
}

export function validateLabelKey(key: string, at: string): InvalidField[] {
  return labelKeyProblems(key).map((problem) => invalidField(at, key, problem));
}

/** A LabelSelector; an absent one has no problems. `looseValues`: values that an old object already has may be no labels. */
export function validateLabelSelector(
  selector: unknown,
  options: { at: string; looseValues?: boolean },
): InvalidField[] {
  const { at, looseValues = false } = options;
  if (!isJsonObject(selector)) return [];
  const expressions = Array.isArray(selector.matchExpressions) ? selector.matchExpressions : [];
  return [
    ...validateLabels(selector.matchLabels, `${at}.matchLabels`),
    ...expressions.filter(isJsonObject).flatMap((expression, index) => {
      return validateExpression(expression, { at: `${at}.matchExpressions[${index}]`, looseValues });
    }),
  ];
}

/** Whether a selector of an old object has values that are no labels, so that a new one may keep them. */
export function hasLooseValues(selector: unknown): boolean {
  if (!isJsonObject(selector) || !Array.isArray(selector.matchExpressions)) return false;
  return selector.matchExpressions
    .filter(isJsonObject)
    .some((expression) => textsOf(expression.values).some((value) => labelValueProblems(value).length > 0));
}

/** A LabelSelector in the order in which Go writes it, for messages. */
export function shownSelector(selector: unknown): JsonObject | undefined {
  if (!isJsonObject(selector)) return undefined;
  const { matchLabels, matchExpressions } = selector;
  return {
    ...(isJsonObject(matchLabels) ? { matchLabels: sortedByKey(matchLabels) } : {}),
    ...(Array.isArray(matchExpressions) && matchExpressions.length
      ? { matchExpressions: matchExpressions.filter(isJsonObject).map(shownExpression) }
      : {}),
  };
}

/** A map in the order in which Go writes it. */
export function sortedByKey<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(map).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  );
}

function validateExpression(
  expression: JsonObject,
  options: { at: string; looseValues: boolean },
): InvalidField[] {
  const { at, looseValues } = options;
  const key = typeof expression.key === "string" ? expression.key : "";
  const values = textsOf(expression.values);
  return [
    ...validateOperator(expression.operator, { at, count: values.length }),
    ...validateLabelKey(key, `${at}.key`),
    ...(looseValues ? [] : values.flatMap((value, index) => validateValue(value, `${at}.values[${index}]`))),
  ];
}

function validateOperator(operator: unknown, options: { at: string; count: number }): InvalidField[] {
  const { at, count } = options;
  switch (operator) {
    case "In":
    case "NotIn":
      return count
        ? []
        : [requiredField(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
    case "Exists":
    case "DoesNotExist":
      return count
        ? [
            forbiddenField(
              `${at}.values`,
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
            ),
          ]
        : [];
    default:
      return [invalidTyped(`${at}.operator`, operator ?? "", "not a valid selector operator")];
  }
}

function validateValue(value: string, at: string): InvalidField[] {
  return labelValueProblems(value).map((problem) => invalidField(at, value, problem));
}

function shownExpression({ key = "", operator = "", values }: JsonObject): JsonObject {
  return { key, operator, ...(textsOf(values).length ? { values } : {}) };
}

function textsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.map(String) : [];
}
