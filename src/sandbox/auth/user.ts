import type { JsonObject } from "../../base/json.ts";

/** Who asks, as an API server knows it: k8s.io/apiserver/pkg/authentication/user. */
export interface User {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export const privilegedGroup = "system:masters";
export const authenticatedGroup = "system:authenticated";
export const unauthenticatedGroup = "system:unauthenticated";
export const anonymousName = "system:anonymous";

const accountPrefix = "system:serviceaccount:";

/** Who holds the server's own token: an administrator. */
export const admin: User = { name: "kubernetes-admin", groups: [privilegedGroup, authenticatedGroup] };

/** Whether nothing is refused to a user, whatever the roles say. */
export function isPrivileged(user: User): boolean {
  return user.groups.includes(privilegedGroup);
}

/** The user with a group that it may have already. */
export function withGroup(user: User, group: string): User {
  return user.groups.includes(group) ? user : { ...user, groups: [...user.groups, group] };
}

/** `system:serviceaccount:<namespace>:<name>` */
export function serviceAccountUsername(account: { namespace: string; name: string }): string {
  return `${accountPrefix}${account.namespace}:${account.name}`;
}

/** The groups of every ServiceAccount of a namespace, without `system:authenticated`. */
export function serviceAccountGroups(namespace: string): string[] {
  return ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
}

/** The ServiceAccount that a username names; undefined for others. Follows SplitUsername of k8s.io/apiserver/pkg/authentication/serviceaccount. */
export function splitServiceAccountUsername(
  username: string,
): { namespace: string; name: string } | undefined {
  if (!username.startsWith(accountPrefix)) return undefined;
  const [namespace = "", name = "", ...more] = username.slice(accountPrefix.length).split(":");
  const isNamespace = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(namespace) && namespace.length <= 63;
  return more.length === 0 && isNamespace && isDnsSubdomain(name) ? { namespace, name } : undefined;
}

/** The node that a username names; undefined for others. */
export function splitNodeUsername(username: string): string | undefined {
  const prefix = "system:node:";
  const name = username.slice(prefix.length);
  return username.startsWith(prefix) && isDnsSubdomain(name) ? name : undefined;
}

/** authentication.k8s.io/v1 UserInfo. */
export function userInfo({ name, uid, groups, extra }: User): JsonObject {
  return {
    ...(name ? { username: name } : {}),
    ...(uid ? { uid } : {}),
    ...(groups.length ? { groups } : {}),
    ...(extra && Object.keys(extra).length ? { extra } : {}),
  };
}

function isDnsSubdomain(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name);
}
