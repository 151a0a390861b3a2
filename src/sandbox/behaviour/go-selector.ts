import { isJsonObject } from "../../base/json.ts";

/** A label selector as Go prints it: LabelSelector.String() of k8s.io/apimachinery/pkg/apis/meta/v1. */
export function goSelector(selector: unknown): string {
  if (!isJsonObject(selector)) return "nil";
  const labels = isJsonObject(selector.matchLabels) ? selector.matchLabels : {};
  const keys = Object.keys(labels).sort();
  const expressions = Array.isArray(selector.matchExpressions) ? selector.matchExpressions : [];
  const pairs = keys.map((key) => `${key}: ${String(labels[key])},`).join("");
  return `&LabelSelector{MatchLabels:map[string]string{${pairs}},MatchExpressions:[]LabelSelectorRequirement{${expressions.filter(isJsonObject).map(goRequirement).join("")}},}`;
}

function goRequirement({ key, operator, values }: Record<string, unknown>): string {
  const texts = Array.isArray(values) ? values.join(" ") : "";
  return `LabelSelectorRequirement{Key:${String(key)},Operator:${String(operator)},Values:[${texts}],},`;
}
