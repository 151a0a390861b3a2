import type { Diagnostic } from "../base/diagnostic.ts";
import { covers, normalizeRules, type PolicyRule } from "../kube/rbac.ts";
import { readRules } from "./rbac/read-rules.ts";
import type { ScopedRule } from "./rbac/rbac-tag.ts";
import { openSession, type Session, type SessionOptions } from "./session.ts";

/** rbac/v1 ClusterRole, or the Role of one namespace. */
export interface Role {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "ClusterRole" | "Role";
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules: readonly PolicyRule[];
}

/** What to infer a role from. */
export interface RoleOptions extends SessionOptions {
  /** Absolute paths of TypeScript files. */
  readonly files: readonly string[];
  readonly name: string;
  /** The namespace that what is in namespaces is allowed in, by a Role; default: everywhere, by a ClusterRole. */
  readonly namespace?: string;
}

/**
 * The least role for what the files do: their controllers' kinds, what these own and watch, each call of a client on a handle, and `@rbac` tags. `roles`
 * are all that the tags ask for: that one, and those that a tag gives a namespace or a name of their own, in the order of both.
 */
export function generateRole(options: RoleOptions): {
  role: Role;
  roles: Role[];
  diagnostics: Diagnostic[];
} {
  const session = openSession(options);
  const roles = writeRoles(session, options);
  const main = roles.find(({ kind, metadata }) => kind === "ClusterRole" && metadata.name === options.name);
  return {
    role: main ?? writeRole({ name: options.name, rules: [] }),
    roles,
    diagnostics: session.problems.diagnostics,
  };
}

/** As {@link generateRole}, in a session that others share; problems are left there. The role of the name is always there. */
export function writeRoles(
  session: Session,
  { files, name, namespace: own }: Pick<RoleOptions, "files" | "name" | "namespace">,
): Role[] {
  const scoped = session.kept.get("rules", { make: () => readRules(files, session), from: files });
  const byRole = new Map<string, { namespace?: string; name: string; rules: PolicyRule[] }>();
  byRole.set(JSON.stringify([own ?? "", name]), {
    ...(own === undefined ? {} : { namespace: own }),
    name,
    rules: [],
  });
  for (const one of withoutCovered(scoped)) {
    const { rule, roleName = name } = one;
    const namespace = one.namespace ?? (own !== undefined && isNamespaced(one, session) ? own : undefined);
    const key = JSON.stringify([namespace ?? "", roleName]);
    const role = byRole.get(key) ?? { ...(namespace ? { namespace } : {}), name: roleName, rules: [] };
    role.rules.push(rule);
    byRole.set(key, role);
  }
  return [...byRole.values()]
    .sort((a, b) => compare(a.namespace ?? "", b.namespace ?? "") || compare(a.name, b.name))
    .map(writeRole);
}

/** Whether a rule is about what is in namespaces: what is not known is. A tag names its resource by the plural. */
function isNamespaced({ rule, scope }: ScopedRule, { builtIns }: Session): boolean {
  if (rule.nonResourceURLs?.length) return false;
  if (scope) return scope === "Namespaced";
  const plurals = (rule.resources ?? []).map((resource) => resource.split("/")[0]);
  const known = builtIns().resources.filter(
    ({ group, plural }) => rule.apiGroups?.includes(group) && plurals.includes(plural),
  );
  return !known.some((resource) => resource.scope === "Cluster");
}

/** Without what is told of objects by name where another rule of the role allows it of all. */
function withoutCovered(rules: readonly ScopedRule[]): ScopedRule[] {
  const ofRole = ({ namespace, roleName }: ScopedRule) => JSON.stringify([namespace, roleName]);
  const wide = rules.filter(({ rule }) => !rule.resourceNames?.length);
  return rules.filter(({ rule, isNamed, ...scope }) => {
    if (!isNamed) return true;
    const [resource = "", subresource] = rule.resources?.[0]?.split("/") ?? [];
    const [verb = ""] = rule.verbs;
    const request = { verb, apiGroup: rule.apiGroups?.[0] ?? "", resource };
    const others = wide.filter((other) => ofRole(other) === ofRole({ rule, ...scope }));
    return !covers(
      others.map((other) => other.rule),
      subresource === undefined ? request : { ...request, subresource },
    );
  });
}

function writeRole(role: { namespace?: string; name: string; rules: PolicyRule[] }): Role {
  const { namespace, name, rules } = role;
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: namespace === undefined ? "ClusterRole" : "Role",
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    rules: normalizeRules(rules),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
