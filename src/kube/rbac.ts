/** rbac/v1 PolicyRule. */
export interface PolicyRule {
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
  verbs: string[];
}

/**
 * The fewest rules that say the same, in a fixed order: split per resource, verbs of equal keys joined, then resources with equal verbs,
 * then groups with equal resources. `*` swallows other verbs. As controller-tools' pkg/rbac/parser.go.
 */
export function normalizeRules(rules: readonly PolicyRule[]): PolicyRule[] {
  const byResource = joinBy(
    rules.flatMap(split),
    (rule) => [rule.apiGroups, rule.resources, rule.resourceNames, rule.nonResourceURLs],
    "verbs",
  );
  const verbs = byResource.map((rule) => ({ ...rule, verbs: rule.verbs.includes("*") ? ["*"] : rule.verbs }));
  const byVerbs = joinBy(
    verbs,
    (rule) => [rule.apiGroups, rule.resourceNames, rule.nonResourceURLs, rule.verbs],
    "resources",
  );
  const byGroup = joinBy(
    byVerbs,
    (rule) => [rule.resources, rule.resourceNames, rule.nonResourceURLs, rule.verbs],
    "apiGroups",
  );
  const byUrl = joinBy(
    byGroup,
    (rule) => [rule.apiGroups, rule.resources, rule.resourceNames, rule.verbs],
    "nonResourceURLs",
  );
  return byUrl.sort((a, b) => (sortText(a) < sortText(b) ? -1 : 1));
}

/** What a request asks for: something of a resource, or a path that is none (`/metrics`). */
export type AccessRequest =
  | {
      readonly verb: string;
      /** `""` for the core group. */
      readonly apiGroup: string;
      /** The plural. */
      readonly resource: string;
      readonly subresource?: string;
      /** Absent for a list, a watch, a create without a name. */
      readonly name?: string;
    }
  | { readonly verb: string; readonly path: string };

/** Whether one of the rules allows the request. As RuleAllows of plugin/pkg/auth/authorizer/rbac. */
export function covers(rules: readonly PolicyRule[], request: AccessRequest): boolean {
  return rules.some((rule) => {
    if (!includesOrAll(rule.verbs, request.verb)) return false;
    if ("path" in request) return (rule.nonResourceURLs ?? []).some((url) => matchesUrl(url, request.path));
    const { apiGroup, name = "" } = request;
    const named = !rule.resourceNames?.length || rule.resourceNames.includes(name);
    return named && includesOrAll(rule.apiGroups ?? [], apiGroup) && matchesResource(rule, request);
  });
}

function matchesResource(rule: PolicyRule, request: { resource: string; subresource?: string }): boolean {
  const { resource, subresource } = request;
  const asked = subresource ? [`${resource}/${subresource}`, `*/${subresource}`] : [resource];
  return (rule.resources ?? []).some((allowed) => allowed === "*" || asked.includes(allowed));
}

/** A `*` at the end stands for whatever follows. */
function matchesUrl(allowed: string, path: string): boolean {
  if (allowed === path) return true;
  return allowed.endsWith("*") && path.startsWith(allowed.replace(/\*+$/, ""));
}

function includesOrAll(allowed: readonly string[], value: string): boolean {
  return allowed.includes("*") || allowed.includes(value);
}

function split(rule: PolicyRule): PolicyRule[] {
  const { apiGroups = [], resources = [], nonResourceURLs = [], resourceNames, verbs } = rule;
  const urls = nonResourceURLs.map((url) => ({ nonResourceURLs: [url], verbs }));
  const perResource = resources.map((resource) => ({
    apiGroups: sorted(apiGroups.map((group) => (group === "core" ? "" : group))),
    resources: [resource],
    ...(resourceNames?.length ? { resourceNames: sorted(resourceNames) } : {}),
    verbs,
  }));
  return [...perResource, ...urls];
}

function joinBy(
  rules: readonly PolicyRule[],
  key: (rule: PolicyRule) => unknown,
  field: "verbs" | "resources" | "apiGroups" | "nonResourceURLs",
): PolicyRule[] {
  const joined = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const text = JSON.stringify(key(rule));
    const known = joined.get(text);
    const values = sorted([...(known?.[field] ?? []), ...(rule[field] ?? [])]);
    joined.set(text, { ...(known ?? rule), ...(values.length > 0 ? { [field]: values } : {}) });
  }
  return [...joined.values()];
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

/** URLs come first: they have no group. */
function sortText({ apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  return [apiGroups, resources, resourceNames, nonResourceURLs]
    .map((part = []) => part.join("&"))
    .join(" + ");
}
