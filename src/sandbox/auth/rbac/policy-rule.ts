import { goQuoteList } from "../../admission/go-text.ts";
import type { Attributes } from "../attributes.ts";

/** rbac.authorization.k8s.io/v1 PolicyRule. */
export interface PolicyRule {
  readonly verbs?: readonly string[] | null;
  readonly apiGroups?: readonly string[] | null;
  readonly resources?: readonly string[] | null;
  readonly resourceNames?: readonly string[] | null;
  readonly nonResourceURLs?: readonly string[] | null;
}

/** Whether a rule allows what is asked. Follows k8s.io/kubernetes/pkg/apis/rbac/v1/evaluation_helpers.go. */
export function ruleAllows(rule: PolicyRule, attributes: Attributes): boolean {
  const { isResource, verb, group = "", name = "", path = "" } = attributes;
  if (!hasOrAll(rule.verbs, verb)) return false;
  if (!isResource) return (rule.nonResourceURLs ?? []).some((url) => matchesPath(url, path));
  return (
    hasOrAll(rule.apiGroups, group) &&
    matchesResource(rule.resources ?? [], attributes) &&
    (!rule.resourceNames?.length || rule.resourceNames.includes(name))
  );
}

/** Whether a path is that of a rule, which may end in `*`. */
export function matchesPath(url: string, path: string): boolean {
  return url === path || (url.endsWith("*") && path.startsWith(url.replace(/\*+$/, "")));
}

/** A rule as messages about missing rights show it. */
export function describeRule(rule: PolicyRule): string {
  const { apiGroups, resources, nonResourceURLs, resourceNames, verbs } = rule;
  const parts = Object.entries({
    APIGroups: apiGroups,
    Resources: resources,
    NonResourceURLs: nonResourceURLs,
    ResourceNames: resourceNames,
    Verbs: verbs,
  }).flatMap(([name, values]) => (values?.length ? [`${name}:${goQuoteList(values)}`] : []));
  return `{${parts.join(", ")}}`;
}

function hasOrAll(values: readonly string[] | null | undefined, wanted: string): boolean {
  return values != null && (values.includes("*") || values.includes(wanted));
}

/** `*` is everything, "any/scale" a subresource of everything; a resource alone is not its subresources. */
function matchesResource(resources: readonly string[], { resource = "", subresource }: Attributes): boolean {
  const combined = subresource ? `${resource}/${subresource}` : resource;
  return resources.some(
    (candidate) =>
      candidate === "*" ||
      candidate === combined ||
      (subresource !== undefined && candidate === `*/${subresource}`),
  );
}
