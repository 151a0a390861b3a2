import type { TopologySpreadConstraint } from "../../../../k8s/core/v1.ts";
import {
  duplicateField,
  eachItem,
  invalidField,
  positive,
  requiredField,
  supported,
} from "../../../admission/field-problem.ts";
import { validateLabelSelector } from "../../../admission/label-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import { validateMatchLabelKeys, validateSpreadKeys } from "./match-label-keys.ts";
import type { PodValidation } from "./pod-validation.ts";

/** Follows validateTopologySpreadConstraints of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validateSpread(
  constraints: readonly TopologySpreadConstraint[] | undefined,
  { at, validation }: { at: string; validation: PodValidation },
): InvalidField[] {
  return eachItem(constraints, at, (constraint, path, index) => [
    ...validatePlacement(constraint, path),
    ...validateRepetition(constraint, { at: path, others: constraints?.slice(index + 1) ?? [] }),
    ...validateMinDomains(constraint, `${path}.minDomains`),
    ...validatePolicy(constraint.nodeAffinityPolicy, `${path}.nodeAffinityPolicy`),
    ...validatePolicy(constraint.nodeTaintsPolicy, `${path}.nodeTaintsPolicy`),
    ...validateKeys(constraint, { at: path, loose: validation.looseSpreadKeys }),
    ...(validation.looseSpreadSelectors
      ? []
      : validateLabelSelector(constraint.labelSelector, { at: `${path}.labelSelector` })),
  ]);
}

function validatePlacement(constraint: TopologySpreadConstraint, at: string): InvalidField[] {
  const { maxSkew, topologyKey, whenUnsatisfiable } = constraint;
  return [
    ...positive(`${at}.maxSkew`, maxSkew),
    ...(topologyKey ? [] : [requiredField(`${at}.topologyKey`, "can not be empty")]),
    ...supported(`${at}.whenUnsatisfiable`, whenUnsatisfiable, ["DoNotSchedule", "ScheduleAnyway"]),
  ];
}

function validateRepetition(
  { topologyKey, whenUnsatisfiable }: TopologySpreadConstraint,
  { at, others }: { at: string; others: readonly TopologySpreadConstraint[] },
): InvalidField[] {
  const repeated = others.some(
    (other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable,
  );
  const field = `${at}.{topologyKey, whenUnsatisfiable}`;
  return repeated ? [duplicateField(field, `{${topologyKey}, ${whenUnsatisfiable}}`)] : [];
}

function validateMinDomains(constraint: TopologySpreadConstraint, at: string): InvalidField[] {
  const { minDomains, whenUnsatisfiable } = constraint;
  if (minDomains === undefined) return [];
  const problem = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
  return [
    ...positive(at, minDomains),
    ...(whenUnsatisfiable === "DoNotSchedule" ? [] : [invalidField(at, minDomains, problem)]),
  ];
}

function validatePolicy(policy: string | undefined, at: string): InvalidField[] {
  return policy === undefined ? [] : supported(at, policy, ["Honor", "Ignore"]);
}

function validateKeys(
  { matchLabelKeys = [], labelSelector }: TopologySpreadConstraint,
  { at, loose }: { at: string; loose: boolean },
): InvalidField[] {
  if (loose) return validateSpreadKeys(matchLabelKeys, { at: `${at}.matchLabelKeys`, labelSelector });
  return validateMatchLabelKeys({ matchLabelKeys, mismatchLabelKeys: [], labelSelector }, at);
}
