import type { Clock } from "../../base/clock.ts";
import { messageOf, UserError } from "../../base/errors.ts";
import type { Connection, Credentials } from "./connection.ts";
import { cacheCredentials } from "./credential-cache.ts";
import { readContext, textField, type KubeconfigContext, type KubeconfigSource } from "./kubeconfig-file.ts";
import { readPlainCredentials } from "./plain-credentials.ts";

/**
 * A connection of a kubeconfig's context. The sources are read again when the server refuses the credentials: another program may have renewed
 * them, and an exec plugin must be asked anew. The Kubernetes client library is loaded only for what is not plain: plugins, cloud
 * providers, OIDC and proxies. It takes longer to load than an operator to start, and more memory than an operator needs.
 */
export async function kubeconfigConnection(options: {
  read: () => Promise<readonly KubeconfigSource[]>;
  source: string;
  context: string | undefined;
  clock: Clock;
}): Promise<Connection> {
  const { read, source, clock } = options;
  const choose = async () => readContext(await read(), options);
  const first = await choose();
  const server = textField(first.cluster, "server", source);
  if (!server) {
    const message = `cannot use context "${first.name}" of ${source}: its cluster has no server`;
    throw new UserError("KUBECONFIG_INVALID", message);
  }
  refuseUnsupported(first);
  let load = await credentialsOf(first);
  return {
    url: server.replace(/\/+$/, ""),
    namespace: first.namespace ?? "default",
    inCluster: false,
    ...cacheCredentials(async (refused) => {
      if (refused) load = await credentialsOf(await choose());
      return load();
    }, clock),
  };
}

/** How to get a context's credentials, now and later. */
async function credentialsOf(context: KubeconfigContext): Promise<() => Promise<Credentials>> {
  const { user, cluster } = context;
  const plain = !user.exec && !user["auth-provider"] && !cluster["proxy-url"];
  const load = plain
    ? () => readPlainCredentials(context)
    : (await import("./library-credentials.ts")).libraryCredentials(context);
  return async () => {
    try {
      return await load();
    } catch (error) {
      if (error instanceof UserError) throw error;
      const message = `cannot get credentials of context "${context.name}": ${messageOf(error)}`;
      throw new UserError("CREDENTIALS_UNAVAILABLE", message, { cause: error });
    }
  };
}

/** A user alone is impersonated, not its groups: the caller would act with other rights than were asked for. */
function refuseUnsupported({ name, user, source }: KubeconfigContext): void {
  const key = ["as-groups", "as-uid", "as-user-extra"].find((candidate) => candidate in user);
  if (key)
    throw new UserError(
      "KUBECONFIG_UNSUPPORTED",
      `cannot use the user of context "${name}" of ${source}: "${key}" is not supported`,
      { hint: "Use a user with these rights of its own, or impersonate by `as` alone." },
    );
}
