import { equalJson, isJsonObject } from "../../../base/json.ts";
import { labelRequirements, matchesLabels } from "../../../kube/selector.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import type { PolicyRule } from "./policy-rule.ts";

/**
 * The rules that a ClusterRole has from those that its `aggregationRule` selects, each once. They can be aggregated themselves: what they have now counts.
 * Follows k8s.io/kubernetes/pkg/controller/clusterroleaggregation.
 */
export function aggregatedRules(role: ApiObject, roles: readonly ApiObject[]): PolicyRule[] {
  const selectors = valueAt(role, ["aggregationRule", "clusterRoleSelectors"]);
  const rules: PolicyRule[] = [];
  for (const selector of (Array.isArray(selectors) ? selectors : []).filter(isJsonObject)) {
    const requirements = labelRequirements(selector);
    const selected = roles.filter(
      ({ metadata }) =>
        metadata.name !== role.metadata.name && matchesLabels(requirements, metadata.labels ?? {}),
    );
    selected.sort((a, b) => ((a.metadata.name ?? "") < (b.metadata.name ?? "") ? -1 : 1));
    for (const other of selected)
      for (const rule of rulesIn(other, roles))
        if (!rules.some((known) => equalJson(known, rule))) rules.push(rule);
  }
  return rules;
}

/** Of a role whose rules are still to be aggregated, those that it will have. */
function rulesIn(role: ApiObject, roles: readonly ApiObject[]): PolicyRule[] {
  if (role.rules === undefined && role.aggregationRule) return aggregatedRules(role, roles);
  return Array.isArray(role.rules) ? (role.rules as PolicyRule[]) : [];
}
