import { goQuote } from "../../base/go-quote.ts";
import { accessDenied, type Attributes } from "./attributes.ts";
import type { Authorizer } from "./authorizer.ts";
import {
  anonymousName,
  authenticatedGroup,
  privilegedGroup,
  serviceAccountGroups,
  splitNodeUsername,
  splitServiceAccountUsername,
  unauthenticatedGroup,
  withGroup,
  type User,
} from "./user.ts";

/** A way to be allowed to act as somebody. */
export interface Mode {
  readonly name: "associated-node" | "arbitrary-node" | "serviceaccount" | "user-info" | "legacy";
  /** Whether it holds for single requests (`impersonate:<name>` and `impersonate-on:<name>:<verb>`), rather than for all (`impersonate`). */
  readonly constrained: boolean;
}

/** From this number on one look whether everything is allowed comes before one for each. */
const many = 4;
const authentication = "authentication.k8s.io";

/** The modes in which the requester might become the wanted user, in the order in which they are tried. */
export function allowedModes(wanted: User, requester: User): Mode[] {
  const nameOnly = !wanted.uid && wanted.groups.length === 0 && !wanted.extra;
  const node = splitNodeUsername(wanted.name);
  const account = splitServiceAccountUsername(wanted.name);
  const names: Mode["name"][] = [];
  if (nameOnly && node !== undefined && nodeOf(requester) === node) names.push("associated-node");
  if (nameOnly && node !== undefined) names.push("arbitrary-node");
  if (nameOnly && account) names.push("serviceaccount");
  if (node === undefined && !account) names.push("user-info");
  return [...names.map((name) => ({ name, constrained: true })), { name: "legacy", constrained: false }];
}

/** The wanted user as the server completes it, once each part of it is allowed. Throws 403 for the first that is not. */
export function asWanted(authorizer: Authorizer, call: { wanted: User; requester: User; mode: Mode }): User {
  const { wanted } = call;
  const groups = authorizeName(authorizer, call);
  if (wanted.uid)
    authorizer.require(asked(call, { group: authentication, resource: "uids", name: wanted.uid }));
  authorizeGroups(authorizer, call);
  authorizeExtra(authorizer, call);
  const user = { ...wanted, groups };
  if (user.name === anonymousName) return withGroup(user, unauthenticatedGroup);
  return groups.includes(unauthenticatedGroup) ? user : withGroup(user, authenticatedGroup);
}

type Call = Parameters<typeof asWanted>[1];

/** Checks the name; the groups that the user then has. */
function authorizeName(authorizer: Authorizer, call: Call): readonly string[] {
  const { wanted, mode } = call;
  const group = mode.constrained ? authentication : "";
  const node = mode.constrained ? splitNodeUsername(wanted.name) : undefined;
  const account = splitServiceAccountUsername(wanted.name);
  if (account) {
    authorizer.require(asked(call, { group, resource: "serviceaccounts", ...account }));
    return wanted.groups.length ? wanted.groups : serviceAccountGroups(account.namespace);
  }
  if (node === undefined) {
    authorizer.require(asked(call, { group, resource: "users", name: wanted.name }));
    return wanted.groups;
  }
  const name = mode.name === "associated-node" ? "*" : node;
  authorizer.require(asked(call, { group, resource: "nodes", name }));
  return ["system:nodes"];
}

function authorizeGroups(authorizer: Authorizer, call: Call): void {
  const { wanted, mode } = call;
  const { groups } = wanted;
  const ask = (name: string) =>
    asked(call, { group: mode.constrained ? authentication : "", resource: "groups", name });
  if (mode.constrained && groups.includes(""))
    throw accessDenied(ask(""), "impersonating the empty string group is not allowed");
  if (mode.constrained && groups.includes(privilegedGroup))
    throw accessDenied(ask(privilegedGroup), "impersonating the system:masters group is not allowed");
  if (mode.constrained && groups.length >= many && authorizer.allows(ask("*"))) return;
  for (const name of groups) authorizer.require(ask(name));
}

function authorizeExtra(authorizer: Authorizer, call: Call): void {
  const { wanted, mode } = call;
  const extra = Object.entries(wanted.extra ?? {});
  const ask = (subresource: string, name: string) =>
    asked(call, {
      group: authentication,
      resource: "userextras",
      ...(subresource ? { subresource } : {}),
      name,
    });
  if (mode.constrained) {
    const problem = extra.flatMap(([key, values]) => extraProblem(key, values) ?? [])[0];
    if (problem) throw accessDenied(ask("", ""), problem);
    const count = extra.reduce((sum, [, values]) => sum + values.length, 0);
    if (Math.max(extra.length, count) >= many && authorizer.allows(ask("*", "*"))) return;
  }
  for (const [key, values] of extra) for (const value of values) authorizer.require(ask(key, value));
}

function extraProblem(key: string, values: readonly string[]): string | undefined {
  if (!key) return "impersonating the empty string key in extra is not allowed";
  if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/./.test(key)) {
    const detail = `extra.key: Invalid value: ${goQuote(key)}: must be a domain-prefixed path (such as "acme.io/foo")`;
    return `impersonating an invalid key in extra is not allowed: ${detail}`;
  }
  if (key !== key.toLowerCase())
    return `impersonating a non-lowercase key in extra is not allowed: ${goQuote(key)}`;
  return values.includes("") ? "impersonating the empty string value in extra is not allowed" : undefined;
}

function asked(
  { requester, mode }: Call,
  what: { group: string; resource: string; namespace?: string; name: string; subresource?: string },
): Attributes {
  const verb = mode.constrained ? `impersonate:${mode.name}` : "impersonate";
  return { user: requester, isResource: true, verb, version: "v1", ...what };
}

/** The node that a ServiceAccount's token says its Pod runs on. */
function nodeOf(requester: User): string | undefined {
  if (!splitServiceAccountUsername(requester.name)) return undefined;
  const names = requester.extra?.["authentication.kubernetes.io/node-name"] ?? [];
  return names.length === 1 ? names[0] : undefined;
}
