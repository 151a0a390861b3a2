import type { Clock } from "../../base/clock.ts";
import { messageOf, UserError } from "../../base/errors.ts";
import { isJsonObject } from "../../base/json.ts";
import type { Connection, Credentials } from "./connection.ts";
import { environmentProxy } from "./environment-proxy.ts";
import { cacheCredentials } from "./credential-cache.ts";
import { readContext, textField, type KubeconfigContext, type KubeconfigSource } from "./kubeconfig-file.ts";
import { readPlainCredentials } from "./plain-credentials.ts";

/**
 * A connection of a kubeconfig's context. The sources are read again when the server refuses the credentials: another program may have renewed
 * them, and an exec plugin must be asked anew. The Kubernetes client library is loaded only for auth providers of clouds. It takes longer to load than an operator to start, and more memory than an operator needs.
 */
export async function kubeconfigConnection(options: {
  read: () => Promise<readonly KubeconfigSource[]>;
  source: string;
  context: string | undefined;
  clock: Clock;
  env: Readonly<Record<string, string | undefined>>;
}): Promise<Connection> {
  const { read, source, clock } = options;
  const choose = async () => readContext(await read(), options);
  const first = await choose();
  const server = textField(first.cluster, "server", source);
  if (!server) {
    const message = `cannot use context "${first.name}" of ${source}: its cluster has no server`;
    throw new UserError("KUBECONFIG_INVALID", message);
  }
  let load = await credentialsOf(first, options);
  return {
    url: server.replace(/\/+$/, ""),
    namespace: first.namespace ?? "default",
    inCluster: false,
    ...cacheCredentials(async (refused) => {
      if (refused) load = await credentialsOf(await choose(), options);
      return load();
    }, clock),
  };
}

interface Surroundings {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How to get a context's credentials, now and later. */
async function credentialsOf(
  context: KubeconfigContext,
  surroundings: Surroundings,
): Promise<() => Promise<Credentials>> {
  const server = textField(context.cluster, "server", context.source) ?? "";
  const proxy = proxyOf(context, { server, env: surroundings.env });
  // as kubectl: who you are is nothing to tell in the clear
  const secure = server.startsWith("https:");
  const identity = secure ? await identityOf(context, surroundings) : undefined;
  return async () => {
    try {
      const plain = await readPlainCredentials(secure ? context : withoutIdentity(context));
      // a token or a certificate of the kubeconfig's own wins over a plugin
      const asked = plain.headers.authorization || plain.tls.cert ? undefined : await identity?.();
      return {
        headers: { ...plain.headers, ...asked?.headers },
        tls: { ...plain.tls, ...asked?.tls },
        ...(asked?.expiresAt === undefined ? {} : { expiresAt: asked.expiresAt }),
        ...(proxy ? { proxy } : {}),
      };
    } catch (error) {
      if (error instanceof UserError) throw error;
      const message = `cannot get credentials of context "${context.name}": ${messageOf(error)}`;
      throw new UserError("CREDENTIALS_UNAVAILABLE", message, { cause: error });
    }
  };
}

type Identity = () => Promise<Partial<Pick<Credentials, "headers" | "tls" | "expiresAt">>>;

/** Who is asked who the user is: a plugin, or an auth provider. */
async function identityOf(
  context: KubeconfigContext,
  { clock, env }: Surroundings,
): Promise<Identity | undefined> {
  const { exec, "auth-provider": provider } = context.user;
  if (isJsonObject(exec))
    return (await import("./exec-credential.ts")).execCredentials(context, { clock, env });
  if (!isJsonObject(provider)) return undefined;
  return provider.name === "oidc"
    ? (await import("./oidc-credential.ts")).oidcCredentials(context, clock)
    : (await import("./library-credentials.ts")).libraryCredentials(context);
}

function withoutIdentity(context: KubeconfigContext): KubeconfigContext {
  const impersonation = Object.entries(context.user).filter(([name]) => /^as(-|$)/.test(name));
  return { ...context, user: Object.fromEntries(impersonation) };
}

/** The proxy that the kubeconfig names, else that of the environment. */
function proxyOf(
  { cluster, name, source }: KubeconfigContext,
  { server, env }: { server: string; env: Surroundings["env"] },
): URL | undefined {
  const text = textField(cluster, "proxy-url", source);
  if (text === undefined) return environmentProxy(server, env);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^(https?|socks5?h?):$/.test(url.protocol)) return url;
  const message = `cannot use context "${name}" of ${source}: proxy-url is no address of an HTTP, HTTPS or SOCKS 5 proxy`;
  throw new UserError("KUBECONFIG_INVALID", message);
}
