import { matchesPath, type PolicyRule } from "./policy-rule.ts";

/** What of the wanted rules none of the owned ones allows, in the smallest rules. Follows k8s.io/component-helpers/auth/rbac/validation. */
export function missingRules(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  return wanted.flatMap(breakDown).filter((rule) => !owned.some((owner) => covers(owner, rule)));
}

/** Joins rules that differ in their verbs alone. Follows CompactRules of k8s.io/kubernetes/pkg/registry/rbac/validation. */
export function compactRules(rules: readonly PolicyRule[]): PolicyRule[] {
  const joined = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const { verbs, ...rest } = rule;
    const key = JSON.stringify(rule.nonResourceURLs ? rule : rest);
    const known = joined.get(key);
    joined.set(key, known ? { ...known, verbs: [...(known.verbs ?? []), ...(verbs ?? [])] } : rule);
  }
  return [...joined.values()];
}

/** Rules with one group, one resource, one verb and at most one name each. */
function breakDown(rule: PolicyRule): PolicyRule[] {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  const names = resourceNames?.length ? resourceNames.map((name) => ({ resourceNames: [name] })) : [{}];
  const ofResources = (apiGroups ?? []).flatMap((group) =>
    (resources ?? []).flatMap((resource) =>
      (verbs ?? []).flatMap((verb) =>
        names.map((name) => ({ apiGroups: [group], resources: [resource], verbs: [verb], ...name })),
      ),
    ),
  );
  const ofPaths = (nonResourceURLs ?? []).flatMap((url) =>
    (verbs ?? []).map((verb) => ({ nonResourceURLs: [url], verbs: [verb] })),
  );
  return [...ofResources, ...ofPaths];
}

function covers(owner: PolicyRule, rule: PolicyRule): boolean {
  return (
    coversAll(owner.verbs, rule.verbs) &&
    coversAll(owner.apiGroups, rule.apiGroups) &&
    coversResources(owner.resources ?? [], rule.resources ?? []) &&
    (!owner.resourceNames?.length ||
      (Boolean(rule.resourceNames?.length) && hasAll(owner.resourceNames, rule.resourceNames))) &&
    (rule.nonResourceURLs ?? []).every((path) =>
      (owner.nonResourceURLs ?? []).some((url) => matchesPath(url, path)),
    )
  );
}

function coversAll(
  owned: readonly string[] | null | undefined,
  wanted: readonly string[] | null | undefined,
): boolean {
  return Boolean(owned?.includes("*")) || hasAll(owned, wanted);
}

function hasAll(
  owned: readonly string[] | null | undefined,
  wanted: readonly string[] | null | undefined,
): boolean {
  return (wanted ?? []).every((item) => owned?.includes(item));
}

function coversResources(owned: readonly string[], wanted: readonly string[]): boolean {
  if (owned.includes("*")) return true;
  return wanted.every((resource) => {
    const slash = resource.indexOf("/");
    return owned.includes(resource) || (slash >= 0 && owned.includes(`*${resource.slice(slash)}`));
  });
}
