import { isJsonObject, type JsonObject } from "../../../../base/json.ts";
import { labelKeyProblems, labelValueProblems } from "../../../admission/name-format.ts";
import { objectAt, objectsAt } from "../defaulting.ts";

type Labels = Readonly<Record<string, unknown>>;

/** Whether a selector can be asked at all. Follows LabelSelectorAsSelector of k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go. */
export function isUsableSelector(selector: unknown): boolean {
  if (!isJsonObject(selector)) return true;
  const pairs = Object.entries(objectAt(selector, "matchLabels") ?? {});
  return (
    pairs.every(([key, value]) => isPair(key, [value])) &&
    objectsAt(selector, "matchExpressions").every((expression) => {
      const values = valuesOf(expression);
      return isPair(String(expression.key ?? ""), values) && fits(expression.operator, values.length);
    })
  );
}

function isPair(key: string, values: readonly unknown[]): boolean {
  return (
    labelKeyProblems(key).length === 0 &&
    values.every((value) => labelValueProblems(String(value)).length === 0)
  );
}

function fits(operator: unknown, count: number): boolean {
  if (operator === "In" || operator === "NotIn") return count > 0;
  return (operator === "Exists" || operator === "DoesNotExist") && count === 0;
}

/** Whether it selects these labels; an absent one selects nothing. */
export function selectorMatches(selector: unknown, labels: Labels | undefined): boolean {
  if (!isJsonObject(selector)) return false;
  return (
    Object.entries(objectAt(selector, "matchLabels") ?? {}).every(
      ([key, value]) => labels?.[key] === value,
    ) && objectsAt(selector, "matchExpressions").every((expression) => matches(expression, labels))
  );
}

function matches(expression: JsonObject, labels: Labels | undefined): boolean {
  const value = labels?.[String(expression.key)];
  const values = valuesOf(expression);
  switch (expression.operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    default:
      return value === undefined;
  }
}

function valuesOf({ values }: JsonObject): unknown[] {
  return Array.isArray(values) ? values : [];
}
