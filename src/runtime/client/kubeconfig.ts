import { KubeConfig } from "@kubernetes/client-node";
import type { RequestOptions } from "node:https";
import type { Clock } from "../../base/clock.ts";
import { messageOf, UserError } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";
import type { Connection, Credentials } from "./connection.ts";

/** How long credentials of a kubeconfig are used before they are asked for again: exec plugins and token files change. */
const maxAge = 60_000;

/** A connection of a kubeconfig's context. Several texts are merged, the first to say something wins. */
export function kubeconfigConnection(options: {
  texts: readonly string[];
  source: string;
  context: string | undefined;
  clock: Clock;
}): Connection {
  const { source, clock } = options;
  const config = parse(options.texts, source);
  const names = config.getContexts().map((context) => context.name);
  const name = options.context ?? config.getCurrentContext();
  if (!name || !names.includes(name)) throw unknownContext(name, { names, source });
  config.setCurrentContext(name);
  const cluster = config.getCurrentCluster();
  if (!cluster?.server)
    throw new UserError(
      "KUBECONFIG_INVALID",
      `cannot use context "${name}" of ${source}: its cluster has no server`,
    );
  let cached: { at: number; credentials: Promise<Credentials> } | undefined;
  return {
    url: cluster.server.replace(/\/+$/, ""),
    namespace: config.getContextObject(name)?.namespace ?? "default",
    inCluster: false,
    credentials() {
      if (!cached || clock.now() - cached.at >= maxAge)
        cached = { at: clock.now(), credentials: readCredentials(config) };
      return cached.credentials;
    },
    refresh() {
      cached = undefined;
    },
  };
}

function parse(texts: readonly string[], source: string): KubeConfig {
  const config = new KubeConfig();
  try {
    for (const [index, text] of texts.entries()) {
      if (index === 0) config.loadFromString(text);
      else {
        const next = new KubeConfig();
        next.loadFromString(text);
        config.mergeConfig(next, true);
      }
    }
  } catch (error) {
    throw new UserError("KUBECONFIG_INVALID", `cannot read kubeconfig ${source}: ${messageOf(error)}`, {
      cause: error,
    });
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

async function readCredentials(config: KubeConfig): Promise<Credentials> {
  const request: RequestOptions = {};
  await config.applyToHTTPSOptions(request);
  const { ca, cert, key, servername, rejectUnauthorized, auth } = request as RequestOptions & {
    ca?: Buffer;
    cert?: Buffer;
    key?: Buffer;
  };
  const headers = Object.fromEntries(
    Object.entries((request.headers ?? {}) as Record<string, string>).map(([name, value]) => [
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
  };
}
