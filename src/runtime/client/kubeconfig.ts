import type { Agent } from "node:http";
import type { RequestOptions } from "node:https";
import { dirname } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import type { Clock } from "../../base/clock.ts";
import { messageOf, UserError } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";
import { parseYaml } from "../../kube/yaml.ts";
import type { Connection, Credentials } from "./connection.ts";
import { cacheCredentials } from "./credential-cache.ts";

/** Text of a kubeconfig, and the file that relative paths in it start from. */
export interface KubeconfigSource {
  readonly text: string;
  readonly file?: string;
}

/**
 * A connection of a kubeconfig's context. Several sources are merged, the first to say something wins. They are read again when the
 * server refuses the credentials: another program may have renewed them, and an exec plugin must be asked anew.
 */
export async function kubeconfigConnection(options: {
  read: () => Promise<readonly KubeconfigSource[]>;
  source: string;
  context: string | undefined;
  clock: Clock;
}): Promise<Connection> {
  const { read, source, clock } = options;
  const choose = async () => chooseContext(merge(await read(), source), options);
  let config = await choose();
  const cluster = config.getCurrentCluster();
  if (!cluster?.server) {
    const message = `cannot use context "${config.currentContext}" of ${source}: its cluster has no server`;
    throw new UserError("KUBECONFIG_INVALID", message);
  }
  return {
    url: cluster.server.replace(/\/+$/, ""),
    namespace: config.getContextObject(config.currentContext)?.namespace ?? "default",
    inCluster: false,
    ...cacheCredentials(async (refused) => {
      if (refused) config = await choose();
      return readCredentials(config);
    }, clock),
  };
}

function merge(sources: readonly KubeconfigSource[], source: string): KubeConfig {
  try {
    const configs = sources.map(parse);
    const merged = new KubeConfig();
    merged.loadFromOptions({
      clusters: firstOfName(configs.flatMap((config) => config.clusters ?? [])),
      contexts: firstOfName(configs.flatMap((config) => config.contexts ?? [])),
      users: firstOfName(configs.flatMap((config) => config.users ?? [])),
      currentContext: configs.map((config) => config.currentContext).find(Boolean),
    });
    return merged;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError("KUBECONFIG_INVALID", `cannot read kubeconfig ${source}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** As kubectl merges; the library takes a second entry of a name for an error. */
function firstOfName<T extends { readonly name: string }>(entries: readonly T[]): T[] {
  return entries.filter(({ name }, index) => entries.findIndex((entry) => entry.name === name) === index);
}

function parse({ text, file }: KubeconfigSource): KubeConfig {
  refuseUnsupported(text, file);
  const config = new KubeConfig();
  if (text.trim() === "") return config;
  config.loadFromString(text);
  // kubectl serves plain HTTP as it serves HTTPS; the library wants to be told that there is no certificate to check
  config.clusters = config.clusters.map((cluster) =>
    cluster.server.startsWith("http:") ? { ...cluster, skipTLSVerify: true } : cluster,
  );
  if (file !== undefined) config.makePathsAbsolute(dirname(file));
  return config;
}

/** The library impersonates a user, but drops the groups: the caller would act with other rights than were asked for. */
function refuseUnsupported(text: string, file = "the given text"): void {
  const [document] = parseYaml(text, file) as { users?: { name?: string; user?: object }[] }[];
  const users = Array.isArray(document?.users) ? document.users : [];
  for (const { name, user } of users) {
    const key = ["as-groups", "as-uid", "as-user-extra"].find((candidate) => user && candidate in user);
    if (key)
      throw new UserError(
        "KUBECONFIG_UNSUPPORTED",
        `cannot use user "${name}" of ${file}: "${key}" is not supported`,
        { hint: "Use a user with these rights of its own, or impersonate by `as` alone." },
      );
  }
}

function chooseContext(
  config: KubeConfig,
  options: { context: string | undefined; source: string },
): KubeConfig {
  const { source } = options;
  const names = config.getContexts().map((context) => context.name);
  const name = options.context ?? config.getCurrentContext();
  const context = names.includes(name) ? config.getContextObject(name) : null;
  if (!context) throw unknownContext(name, { names, source });
  config.setCurrentContext(name);
  if (!config.getCurrentUser()) {
    // without a user the library also leaves out the cluster's CA
    const user = { name: `${name}/anonymous` };
    config.addUser(user);
    config.contexts = config.contexts.map((known) =>
      known === context ? { ...known, user: user.name } : known,
    );
  }
  return config;
}

function unknownContext(
  name: string | undefined,
  options: { names: readonly string[]; source: string },
): UserError {
  const { names, source } = options;
  const guess = name && nearest(name, names);
  const hint = guess
    ? `Did you mean "${guess}"?`
    : `Contexts there: ${names.map((known) => `"${known}"`).join(", ") || "none"}.`;
  const message = name
    ? `cannot find context "${name}" in ${source}`
    : `cannot choose a context: ${source} has no current-context`;
  return new UserError("CONTEXT_NOT_FOUND", message, { hint });
}

/** What Node's agents have, though their types do not say so. */
type PoolingAgent = Agent & { keepAlive: boolean; options: { keepAlive?: boolean } };

interface Answer extends RequestOptions {
  agent?: PoolingAgent;
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
}

async function readCredentials(config: KubeConfig): Promise<Credentials> {
  const answer: Answer = {};
  try {
    await config.applyToHTTPSOptions(answer);
  } catch (error) {
    throw new UserError(
      "CREDENTIALS_UNAVAILABLE",
      `cannot get credentials of context "${config.currentContext}": ${messageOf(error)}`,
      { cause: error },
    );
  }
  const { ca, cert, key, servername, rejectUnauthorized, auth, agent } = answer;
  const headers = Object.fromEntries(
    Object.entries((answer.headers ?? {}) as Record<string, string>).map(([name, value]) => [
      name.toLowerCase(),
      String(value),
    ]),
  );
  if (auth) headers.authorization ??= `Basic ${Buffer.from(auth).toString("base64")}`;
  return {
    headers,
    tls: {
      ...(ca ? { ca } : {}),
      ...(cert ? { cert } : {}),
      ...(key ? { key } : {}),
      ...(servername ? { servername } : {}),
      ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
    },
    ...(config.getCurrentCluster()?.proxyUrl && agent ? { agent: keepAlive(agent) } : {}),
  };
}

/** The library's proxy agents open a tunnel for every request unless told otherwise. */
function keepAlive(agent: PoolingAgent): Agent {
  agent.keepAlive = true;
  agent.options.keepAlive = true;
  return agent;
}
