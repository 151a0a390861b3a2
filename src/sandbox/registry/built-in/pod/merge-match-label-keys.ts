import type { JsonObject } from "../../../../base/json.ts";
import { objectAt, objectsAt } from "../defaulting.ts";

type Labels = Readonly<Record<string, string>>;

/**
 * Keys whose values a new Pod shares with others become part of the selectors beside them. Follows mutatePodAffinity and
 * mutateTopologySpreadConstraints of k8s.io/kubernetes/pkg/registry/core/pod/strategy.go.
 */
export function mergeMatchLabelKeys(spec: JsonObject, labels: Labels): void {
  const affinity = objectAt(spec, "affinity");
  for (const key of ["podAffinity", "podAntiAffinity"]) {
    const terms = objectAt(affinity, key);
    for (const weighted of objectsAt(terms, "preferredDuringSchedulingIgnoredDuringExecution"))
      merge(objectAt(weighted, "podAffinityTerm") ?? {}, labels);
    for (const term of objectsAt(terms, "requiredDuringSchedulingIgnoredDuringExecution"))
      merge(term, labels);
  }
  for (const constraint of objectsAt(spec, "topologySpreadConstraints")) merge(constraint, labels);
}

function merge(term: JsonObject, labels: Labels): void {
  const selector = objectAt(term, "labelSelector");
  if (!selector) return;
  const added = [
    ...expressions(term.matchLabelKeys, { operator: "In", labels }),
    ...expressions(term.mismatchLabelKeys, { operator: "NotIn", labels }),
  ];
  if (added.length) selector.matchExpressions = [...objectsAt(selector, "matchExpressions"), ...added];
}

function expressions(keys: unknown, options: { operator: string; labels: Labels }): JsonObject[] {
  const { operator, labels } = options;
  const known = Array.isArray(keys) ? keys.map(String).filter((key) => labels[key] !== undefined) : [];
  return known.map((key) => ({ key, operator, values: [labels[key]] }));
}
