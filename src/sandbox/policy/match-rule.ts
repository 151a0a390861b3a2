import type { AdmissionAttributes } from "../registry/admission.ts";
import type { ServedResource } from "../registry/served-resource.ts";

/** admissionregistration.k8s.io/v1 RuleWithOperations; `resourceNames` where it is of a policy. */
export interface ResourceRule {
  readonly operations?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly resources?: readonly string[];
  readonly scope?: string;
  readonly resourceNames?: readonly string[];
}

/** What of a request a rule looks at. */
export type RuleRequest = Pick<AdmissionAttributes, "operation" | "subresource" | "namespace" | "name">;

/** Whether a rule is about a request, taken as one for `resource`. Follows k8s.io/apiserver/pkg/admission/plugin/webhook/predicates/rules. */
export function matchesRule(rule: ResourceRule, resource: ServedResource, request: RuleRequest): boolean {
  return (
    inScope(rule, resource, request) &&
    includes(rule.operations, request.operation) &&
    includes(rule.apiGroups, resource.group) &&
    includes(rule.apiVersions, resource.version) &&
    (rule.resources ?? []).some((pattern) => matchesResource(pattern, resource, request)) &&
    (!rule.resourceNames?.length || rule.resourceNames.includes(request.name))
  );
}

/** A namespace counts as cluster-scoped, though its requests have a namespace: itself. */
function inScope({ scope = "*" }: ResourceRule, resource: ServedResource, request: RuleRequest): boolean {
  if (scope === "*") return true;
  const inNamespace = resource.collection !== "namespaces" && request.namespace !== "";
  return scope === "Namespaced" ? inNamespace : scope === "Cluster" && !inNamespace;
}

function includes(items: readonly string[] = [], wanted: string): boolean {
  return items.includes("*") || items.includes(wanted);
}

function matchesResource(pattern: string, resource: ServedResource, request: RuleRequest): boolean {
  const slash = pattern.indexOf("/");
  const [plural, subresource] =
    slash < 0 ? [pattern, ""] : [pattern.slice(0, slash), pattern.slice(slash + 1)];
  return (
    (plural === "*" || plural === resource.plural) &&
    (subresource === "*" || subresource === request.subresource)
  );
}
