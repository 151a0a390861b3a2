import type { AdmissionAttributes } from "../registry/admission.ts";
import type { ResourceTable } from "../registry/resource-table.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import { notFound, StatusError } from "../status-error.ts";
import type { Store } from "../store/store.ts";
import { matchesRule, type ResourceRule } from "./match-rule.ts";
import type { LabelMatcher } from "./read-selector.ts";

/** Which requests a webhook or a policy is about. */
export interface Criteria {
  readonly rules: readonly ResourceRule[];
  /** What they are not about although a rule says so; absent: nothing. */
  readonly excluded?: readonly ResourceRule[];
  /** Whether no rule at all means everything, as in bindings of policies. */
  readonly open?: boolean;
  readonly matchPolicy: string;
  /** Absent: everything is selected. */
  readonly namespaceSelector: LabelMatcher | undefined;
  readonly objectSelector: LabelMatcher | undefined;
}

/** What matching may look up. */
export interface World {
  readonly store: Store;
  readonly table: ResourceTable;
}

/**
 * The resource as which a request matches: its own, or with `matchPolicy: Equivalent` another version of it; undefined when it does
 * not. Follows ShouldCallHook of k8s.io/apiserver/pkg/admission/plugin/webhook/generic/webhook.go, and Matches of
 * plugin/policy/matching/matching.go.
 *
 * @throws StatusError 404 when the request's namespace is not there, but has to be looked at.
 */
export function matchRequest(
  criteria: Criteria,
  attributes: AdmissionAttributes,
  world: World,
): ServedResource | undefined {
  const inNamespace = matchesNamespace(criteria, attributes, world.store);
  if (inNamespace === false || !matchesObject(criteria, attributes)) return undefined;
  const { rules, excluded = [], open, matchPolicy } = criteria;
  if (excluded.length > 0 && matchRules({ rules: excluded, matchPolicy }, attributes, world.table))
    return undefined;
  const matched =
    open && rules.length === 0
      ? attributes.resource
      : matchRules({ rules, matchPolicy }, attributes, world.table);
  if (matched && inNamespace instanceof StatusError) throw inNamespace;
  return matched;
}

function matchesNamespace(
  { namespaceSelector }: Criteria,
  attributes: AdmissionAttributes,
  store: Store,
): boolean | StatusError {
  const { namespace, resource, subresource, operation, object } = attributes;
  if (!namespaceSelector || (namespace === "" && resource.plural !== "namespaces")) return true;
  const own =
    resource.plural === "namespaces" &&
    subresource === "" &&
    (operation === "CREATE" || operation === "UPDATE");
  if (own) return namespaceSelector(object?.metadata.labels);
  const found = store.get("namespaces", namespace);
  if (!found) return notFound({ group: "", resource: "namespaces" }, namespace);
  return namespaceSelector(found.metadata.labels);
}

function matchesObject({ objectSelector }: Criteria, { object, oldObject }: AdmissionAttributes): boolean {
  if (!objectSelector) return true;
  return [object, oldObject].some((seen) => seen !== undefined && objectSelector(seen.metadata.labels));
}

function matchRules(
  { rules, matchPolicy }: Pick<Criteria, "rules" | "matchPolicy">,
  attributes: AdmissionAttributes,
  table: ResourceTable,
): ServedResource | undefined {
  const { resource } = attributes;
  if (rules.some((rule) => matchesRule(rule, resource, attributes))) return resource;
  if (matchPolicy !== "Equivalent") return undefined;
  const others = table
    .all()
    .filter((other) => other.collection === resource.collection && other !== resource);
  for (const rule of rules) {
    const equivalent = others.find((other) => matchesRule(rule, other, attributes));
    if (equivalent) return equivalent;
  }
  return undefined;
}
