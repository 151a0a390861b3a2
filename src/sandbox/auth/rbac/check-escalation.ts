import { copyJson, equalJson } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import { goQuote } from "../../../base/go-quote.ts";
import { goErrors, goQuoteList } from "../../admission/go-text.ts";
import type { ServedResource } from "../../registry/served-resource.ts";
import { forbidden, notFound } from "../../status-error.ts";
import type { Authorizer } from "../authorizer.ts";
import { isPrivileged, type User } from "../user.ts";
import { compactRules, missingRules } from "./covers.ts";
import { describeRule, type PolicyRule } from "./policy-rule.ts";
import { roleRefOf, rulesOf } from "./rule-resolver.ts";

const group = "rbac.authorization.k8s.io";
const everything: readonly PolicyRule[] = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
  { verbs: ["*"], nonResourceURLs: ["*"] },
];

/** A role or binding that somebody writes. */
export interface PolicyWrite {
  readonly user: User;
  readonly resource: ServedResource;
  /** Of the request: absent for cluster roles and their bindings. */
  readonly namespace: string | undefined;
  /** Of the request: absent at creation. */
  readonly name: string | undefined;
  readonly object: ApiObject;
  /** What is there now; absent at creation. */
  readonly old: ApiObject | undefined;
}

/** Whether a resource is one whose writes grant rights. */
export function grantsRights({ group: own, plural }: ServedResource): boolean {
  return own === group && /^(cluster)?role(binding)?s$/.test(plural);
}

/**
 * 403 for a role or a binding that would give more than its writer has, unless the writer may `escalate` the role, or `bind` it.
 * Follows k8s.io/kubernetes/pkg/registry/rbac/<resource>/policybased.
 */
export function checkEscalation(authorizer: Authorizer, write: PolicyWrite): void {
  if (isPrivileged(write.user) || onlyForGarbageCollection(write)) return;
  if (write.resource.plural.endsWith("bindings")) checkBinding(authorizer, write);
  else checkRole(authorizer, write);
}

function checkRole(authorizer: Authorizer, write: PolicyWrite): void {
  const { user, resource, namespace, name, object, old } = write;
  const about = { user, isResource: true, group, version: "*", resource: resource.plural } as const;
  const where = { ...(namespace ? { namespace } : {}), ...(name ? { name } : {}) };
  if (authorizer.allows({ ...about, ...where, verb: "escalate" })) return;
  confirm(authorizer, { write, rules: rulesOf(object) });
  if (!aggregates(object) && !(old && aggregates(old))) return;
  const { grants } = authorizer.rules.rulesFor(user, namespace);
  if (
    missingRules(
      grants.map(({ rule }) => rule),
      everything,
    ).length === 0
  )
    return;
  throw refuse(write, "must have cluster-admin privileges to use the aggregationRule");
}

function checkBinding(authorizer: Authorizer, write: PolicyWrite): void {
  const { user, namespace = "", object } = write;
  const { apiGroup = "", kind, name } = roleRefOf(object);
  const about = {
    user,
    isResource: true,
    group: apiGroup,
    version: "*",
    name,
    namespace,
    verb: "bind",
  } as const;
  const resource = kind === "ClusterRole" ? "clusterroles" : kind === "Role" ? "roles" : undefined;
  if (resource && authorizer.allows({ ...about, resource })) return;
  const rules = authorizer.rules.roleRules(roleRefOf(object), namespace);
  // the server looks for the role within a request about the binding, and says so
  if (!rules) throw notFound({ group, resource: write.resource.plural }, name);
  confirm(authorizer, { write, rules });
}

function confirm(authorizer: Authorizer, call: { write: PolicyWrite; rules: readonly PolicyRule[] }): void {
  const { write, rules } = call;
  const { user, namespace } = write;
  const { grants, errors } = authorizer.rules.rulesFor(user, namespace);
  const missing = missingRules(
    grants.map(({ rule }) => rule),
    rules,
  );
  if (missing.length === 0) return;
  const lines = [...new Set(compactRules(missing).map(describeRule))].sort();
  const who = `user ${goQuote(user.name)} (groups=${goQuoteList(user.groups)})`;
  const trouble = errors.length ? `; resolution errors: [${goErrors(errors)}]` : "";
  throw refuse(
    write,
    `${who} is attempting to grant RBAC permissions not currently held:\n${lines.join("\n")}${trouble}`,
  );
}

function refuse({ resource, object }: PolicyWrite, message: string) {
  return forbidden({ group, resource: resource.plural }, { name: object.metadata.name ?? "", message });
}

function aggregates(role: ApiObject): boolean {
  const { clusterRoleSelectors } = (role.aggregationRule ?? {}) as { clusterRoleSelectors?: unknown };
  return Array.isArray(clusterRoleSelectors) && clusterRoleSelectors.length > 0;
}

/** Whoever may update an object may let it go. */
function onlyForGarbageCollection({ object, old }: PolicyWrite): boolean {
  if (!old) return false;
  const without = (source: ApiObject) => {
    const {
      ownerReferences: _,
      finalizers: __,
      selfLink: ___,
      managedFields: ____,
      ...metadata
    } = copyJson(source.metadata);
    return { ...source, metadata };
  };
  const [next, before] = [without(object), without(old)];
  return equalJson(
    { ...next, metadata: { ...next.metadata, resourceVersion: before.metadata.resourceVersion } },
    before,
  );
}
