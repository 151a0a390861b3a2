import { UserError } from "../base/errors.ts";
import { isJsonObject, type JsonObject } from "../base/json.ts";
import { parseYaml, writeYaml } from "../kube/yaml.ts";
import type { Client } from "../runtime/client/client.ts";
import type { Connection } from "../runtime/client/connection.ts";

/** A user to act as: by name and groups, or a ServiceAccount as `namespace/name`. */
export type TestUser =
  | {
      readonly name: string;
      readonly groups?: readonly string[];
      readonly uid?: string;
      readonly extra?: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly serviceAccount: string };

/** How a user connects, with the rights that the roles of their name and groups give. */
export interface UserAccess {
  readonly client: Client;
  readonly connection: Connection;
  /** Text of a kubeconfig, for kubectl. */
  readonly kubeconfig: string;
}

/** The username and groups by which an API server knows a user. */
export function identityOf(user: TestUser): {
  name: string;
  groups: readonly string[];
  uid?: string;
  extra?: Readonly<Record<string, readonly string[]>>;
} {
  if (!("serviceAccount" in user)) {
    if (!user.name) throw wrong(user);
    return { ...user, groups: user.groups ?? [] };
  }
  const [namespace, name, ...more] = user.serviceAccount.split("/");
  if (!namespace || !name || more.length) throw wrong(user);
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`],
  };
}

/** The kubeconfig, acting as another user: what it connects with must be allowed to impersonate. */
export function actingAs(kubeconfig: string, user: TestUser): string {
  const { name, groups, uid, extra } = identityOf(user);
  const as = {
    as: name,
    ...(groups.length ? { "as-groups": groups } : {}),
    ...(uid ? { "as-uid": uid } : {}),
    ...(extra ? { "as-user-extra": extra } : {}),
  };
  const [config] = parseYaml(kubeconfig, "kubeconfig");
  const { users = [], ...rest } = config as JsonObject & { users?: JsonObject[] };
  const acting = users.map((entry) => ({
    ...entry,
    user: { ...(isJsonObject(entry.user) ? entry.user : {}), ...as },
  }));
  return writeYaml({ ...rest, users: acting });
}

function wrong(user: TestUser): UserError {
  const message = `cannot act as ${JSON.stringify(user)}: expected a name, or a ServiceAccount as namespace/name`;
  return new UserError("TEST_USER", message, {
    hint: 'such as { name: "jane", groups: ["developers"] } or { serviceAccount: "system/controller-manager" }',
  });
}
