import type {
  Affinity,
  NodeAffinity,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinity,
  PodAffinityTerm,
} from "../../../../k8s/core/v1.ts";
import {
  eachItem,
  forbiddenField,
  invalidEach,
  invalidField,
  invalidTyped,
  requiredField,
} from "../../../admission/field-problem.ts";
import { validateLabelKey, validateLabelSelector } from "../../../admission/label-problem.ts";
import { dnsLabel, dnsSubdomain, labelValueProblems } from "../../../admission/name-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import { validateMatchLabelKeys } from "./match-label-keys.ts";
import type { PodValidation } from "./pod-validation.ts";

const requiredKey = "requiredDuringSchedulingIgnoredDuringExecution";
const preferredKey = "preferredDuringSchedulingIgnoredDuringExecution";

/** Follows validateAffinity of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validateAffinity(
  affinity: Affinity | undefined,
  options: { at: string; validation: PodValidation },
): InvalidField[] {
  const { at, validation } = options;
  const { nodeAffinity = {}, podAffinity = {}, podAntiAffinity = {} } = affinity ?? {};
  const loose = validation.looseAffinitySelectors;
  return [
    ...validateNodeAffinity(nodeAffinity, { at: `${at}.nodeAffinity`, validation }),
    ...validatePodAffinity(podAffinity, { at: `${at}.podAffinity`, loose }),
    ...validatePodAffinity(podAntiAffinity, { at: `${at}.podAntiAffinity`, loose }),
  ];
}

function validateNodeAffinity(
  affinity: NodeAffinity,
  { at, validation }: { at: string; validation: PodValidation },
): InvalidField[] {
  const terms = affinity[requiredKey]?.nodeSelectorTerms;
  const termsAt = `${at}.${requiredKey}.nodeSelectorTerms`;
  const loose = validation.looseNodeAffinity;
  return [
    ...(affinity[requiredKey] && !terms?.length
      ? [requiredField(termsAt, "must have at least one node selector term")]
      : []),
    ...eachItem(terms, termsAt, (term, path) => validateTerm(term, { at: path, loose })),
    ...eachItem(affinity[preferredKey], `${at}.${preferredKey}`, ({ weight, preference }, path) => [
      ...validateWeight(weight, `${path}.weight`),
      ...validateTerm(preference, { at: `${path}.preference`, loose: true }),
    ]),
  ];
}

function validateWeight(weight: number, at: string): InvalidField[] {
  return weight > 0 && weight <= 100 ? [] : [invalidField(at, weight, "must be in the range 1-100")];
}

/** `loose`: values need not be labels. Follows ValidateNodeSelectorTerm. */
export function validateTerm(
  term: NodeSelectorTerm,
  { at, loose }: { at: string; loose: boolean },
): InvalidField[] {
  return [
    ...eachItem(term.matchExpressions, `${at}.matchExpressions`, (requirement, path) =>
      validateRequirement(requirement, { at: path, loose }),
    ),
    ...eachItem(term.matchFields, `${at}.matchFields`, validateFieldRequirement),
  ];
}

function validateRequirement(
  { key, operator, values = [] }: NodeSelectorRequirement,
  { at, loose }: { at: string; loose: boolean },
): InvalidField[] {
  return [
    ...validateOperator(operator, { at, count: values.length }),
    ...validateLabelKey(key, `${at}.key`),
    ...(loose
      ? []
      : eachItem(values, `${at}.values`, (value, path) =>
          invalidEach(path, value, labelValueProblems(value)),
        )),
  ];
}

function validateOperator(operator: string, { at, count }: { at: string; count: number }): InvalidField[] {
  const field = `${at}.values`;
  switch (operator) {
    case "In":
    case "NotIn":
      return count ? [] : [requiredField(field, "must be specified when `operator` is 'In' or 'NotIn'")];
    case "Exists":
    case "DoesNotExist":
      return count
        ? [forbiddenField(field, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
        : [];
    case "Gt":
    case "Lt":
      return count === 1
        ? []
        : [requiredField(field, "must be specified single value when `operator` is 'Lt' or 'Gt'")];
    default:
      return [invalidTyped(`${at}.operator`, operator, "not a valid selector operator")];
  }
}

function validateFieldRequirement(
  { key, operator, values = [] }: NodeSelectorRequirement,
  at: string,
): InvalidField[] {
  const one = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
  const errors: InvalidField[] = [];
  if (operator !== "In" && operator !== "NotIn")
    errors.push(invalidTyped(`${at}.operator`, operator, "not a valid selector operator"));
  else if (values.length !== 1) errors.push(requiredField(`${at}.values`, one));
  if (key !== "metadata.name")
    return [...errors, invalidField(`${at}.key`, key, "not a valid field selector key")];
  return [
    ...errors,
    ...eachItem(values, `${at}.values`, (value, path) => invalidEach(path, value, dnsSubdomain(value))),
  ];
}

function validatePodAffinity(
  affinity: PodAffinity,
  { at, loose }: { at: string; loose: boolean },
): InvalidField[] {
  return [
    ...eachItem(affinity[requiredKey], `${at}.${requiredKey}`, (term, path) =>
      validatePodTerm(term, { at: path, loose }),
    ),
    ...eachItem(affinity[preferredKey], `${at}.${preferredKey}`, ({ weight, podAffinityTerm }, path) => [
      ...validateWeight(weight, `${path}.weight`),
      ...validatePodTerm(podAffinityTerm, { at: `${path}.podAffinityTerm`, loose }),
    ]),
  ];
}

function validatePodTerm(
  term: PodAffinityTerm,
  { at, loose }: { at: string; loose: boolean },
): InvalidField[] {
  const { labelSelector, namespaces = [], matchLabelKeys = [], mismatchLabelKeys = [], topologyKey } = term;
  return [
    ...validatePodTermSelectors(term, { at, loose }),
    ...namespaces.flatMap((name) => invalidEach(`${at}.namespace`, name, dnsLabel(name))),
    ...validateMatchLabelKeys({ matchLabelKeys, mismatchLabelKeys, labelSelector }, at),
    ...(topologyKey ? [] : [requiredField(`${at}.topologyKey`, "can not be empty")]),
    ...validateLabelKey(topologyKey, `${at}.topologyKey`),
  ];
}

/** Follows ValidatePodAffinityTermSelector. */
export function validatePodTermSelectors(
  { labelSelector, namespaceSelector }: PodAffinityTerm,
  { at, loose }: { at: string; loose: boolean },
): InvalidField[] {
  return [
    ...validateLabelSelector(labelSelector, { at: `${at}.labelSelector`, looseValues: loose }),
    ...validateLabelSelector(namespaceSelector, { at: `${at}.namespaceSelector`, looseValues: loose }),
  ];
}
