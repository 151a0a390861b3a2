import type { JsonObject } from "../../../base/json.ts";
import { invalidEach, invalidField, requiredField, unsupportedField } from "../../admission/field-problem.ts";
import { hasLooseValues, validateLabelSelector } from "../../admission/label-problem.ts";
import { dnsSubdomain, pathSegment } from "../../admission/name-format.ts";
import type { ApiObject } from "../../api-object.ts";
import type { InvalidField } from "../../status-error.ts";
import { ensureObject, fillEmpty, objectAt, objectsAt } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";
import { textAt, textsAt } from "./read.ts";

/* Follows k8s.io/kubernetes/pkg/apis/rbac and pkg/registry/rbac. Who may grant what is not looked at here. */

const group = "rbac.authorization.k8s.io";
const common: KindRules = { name: pathSegment, createOnUpdate: true };

export const roleRules: KindRules = {
  ...common,
  validate: (object) => validateRules(object, true),
};

export const clusterRoleRules: KindRules = {
  ...common,
  validate: (object, old) => [...validateRules(object, false), ...validateAggregation(object, old)],
};

export const roleBindingRules: KindRules = {
  ...common,
  defaults: defaultBinding,
  validate: (object) => validateBinding(object, ["Role", "ClusterRole"]),
  validateUpdate: validateReferenceUpdate,
};

export const clusterRoleBindingRules: KindRules = {
  ...common,
  defaults: defaultBinding,
  validate: (object) => validateBinding(object, ["ClusterRole"]),
  validateUpdate: validateReferenceUpdate,
};

function defaultBinding(object: ApiObject): void {
  fillEmpty(ensureObject(object, "roleRef"), { apiGroup: group });
  for (const subject of objectsAt(object, "subjects"))
    if (subject.kind === "User" || subject.kind === "Group") fillEmpty(subject, { apiGroup: group });
}

function validateRules(object: ApiObject, namespaced: boolean): InvalidField[] {
  return objectsAt(object, "rules").flatMap((rule, index) =>
    validateRule(rule, { at: `rules[${index}]`, namespaced }),
  );
}

function validateRule(rule: JsonObject, options: { at: string; namespaced: boolean }): InvalidField[] {
  const { at, namespaced } = options;
  const [urls, groups, resources] = ["nonResourceURLs", "apiGroups", "resources"].map((key) =>
    textsAt(rule, key),
  );
  const verbs = textsAt(rule, "verbs").length
    ? []
    : [requiredField(`${at}.verbs`, "verbs must contain at least one value")];
  if (urls?.length) {
    const place = `${at}.nonResourceURLs`;
    const both = groups?.length || resources?.length || textsAt(rule, "resourceNames").length;
    return [
      ...verbs,
      ...(namespaced
        ? [invalidField(place, urls, "namespaced rules cannot apply to non-resource URLs")]
        : []),
      ...(both
        ? [invalidField(place, urls, "rules cannot apply to both regular resources and non-resource URLs")]
        : []),
    ];
  }
  return [
    ...verbs,
    ...(groups?.length
      ? []
      : [requiredField(`${at}.apiGroups`, "resource rules must supply at least one api group")]),
    ...(resources?.length
      ? []
      : [requiredField(`${at}.resources`, "resource rules must supply at least one resource")]),
  ];
}

function validateAggregation(object: ApiObject, old: ApiObject | undefined): InvalidField[] {
  const aggregation = objectAt(object, "aggregationRule");
  if (!aggregation) return [];
  const at = "aggregationRule.clusterRoleSelectors";
  const selectors = objectsAt(aggregation, "clusterRoleSelectors");
  const before = objectsAt(objectAt(old, "aggregationRule"), "clusterRoleSelectors");
  const looseValues = before.some(hasLooseValues);
  const missing = "at least one clusterRoleSelector required if aggregationRule is non-nil";
  return [
    ...(selectors.length ? [] : [requiredField(at, missing)]),
    ...selectors.flatMap((selector, index) => {
      const place = `${at}[${index}]`;
      const problems = validateLabelSelector(selector, { at: place, looseValues });
      const unreadable = problems.length > 0;
      return unreadable ? [...problems, invalidField(place, null, "invalid label selector.")] : problems;
    }),
  ];
}

function validateBinding(object: ApiObject, kinds: readonly string[]): InvalidField[] {
  const reference = objectAt(object, "roleRef");
  const [apiGroup, kind, name] = ["apiGroup", "kind", "name"].map((key) => textAt(reference, key));
  return [
    ...(apiGroup === group ? [] : [unsupportedField("roleRef.apiGroup", apiGroup, [group])]),
    ...(kinds.includes(kind ?? "") ? [] : [unsupportedField("roleRef.kind", kind, kinds)]),
    ...(name ? invalidEach("roleRef.name", name, pathSegment(name)) : [requiredField("roleRef.name")]),
    ...objectsAt(object, "subjects").flatMap((subject, index) =>
      validateSubject(subject, { at: `subjects[${index}]`, namespaced: kinds.includes("Role") }),
    ),
  ];
}

function validateSubject(subject: JsonObject, options: { at: string; namespaced: boolean }): InvalidField[] {
  const { at, namespaced } = options;
  const [kind, name, apiGroup] = ["kind", "name", "apiGroup"].map((key) => textAt(subject, key));
  const missing = name ? [] : [requiredField(`${at}.name`)];
  switch (kind) {
    case "ServiceAccount":
      return [
        ...missing,
        ...(name ? invalidEach(`${at}.name`, name, dnsSubdomain(name)) : []),
        ...(apiGroup ? [unsupportedField(`${at}.apiGroup`, apiGroup, [""])] : []),
        ...(!namespaced && !textAt(subject, "namespace") ? [requiredField(`${at}.namespace`)] : []),
      ];
    case "User":
    case "Group":
      return [
        ...missing,
        ...(apiGroup === group ? [] : [unsupportedField(`${at}.apiGroup`, apiGroup, [group])]),
      ];
    default:
      return [...missing, unsupportedField(`${at}.kind`, kind, ["ServiceAccount", "User", "Group"])];
  }
}

function validateReferenceUpdate(object: ApiObject, old: ApiObject): InvalidField[] {
  const [now, then] = [objectAt(object, "roleRef"), objectAt(old, "roleRef")];
  const keys = ["apiGroup", "kind", "name"];
  if (keys.every((key) => textAt(now, key) === textAt(then, key))) return [];
  const [APIGroup, Kind, Name] = keys.map((key) => textAt(now, key));
  return [invalidField("roleRef", { APIGroup, Kind, Name }, "cannot change roleRef")];
}
