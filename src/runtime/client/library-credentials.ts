import type { Agent } from "node:http";
import type { RequestOptions } from "node:https";
import { KubeConfig } from "@kubernetes/client-node";
import type { Credentials } from "./connection.ts";
import type { KubeconfigContext } from "./kubeconfig-file.ts";
import { readPlainCredentials } from "./plain-credentials.ts";

/** What Node's agents have, though their types do not say so. */
type PoolingAgent = Agent & { keepAlive: boolean; options: { keepAlive?: boolean } };

interface Answer extends RequestOptions {
  agent?: PoolingAgent;
  cert?: Buffer;
  key?: Buffer;
}

/** Credentials as the Kubernetes client library gets them: from exec plugins, OIDC and cloud providers, and through proxies. */
export function libraryCredentials(context: KubeconfigContext): () => Promise<Credentials> {
  const config = libraryConfig(context);
  return async () => {
    const [plain, answer] = await Promise.all([readPlainCredentials(context), ask(config)]);
    const { cert, key, agent } = answer;
    return {
      headers: { ...plain.headers, ...lowerCase(answer.headers as Record<string, string> | undefined) },
      tls: { ...plain.tls, ...(cert ? { cert } : {}), ...(key ? { key } : {}) },
      ...(context.cluster["proxy-url"] && agent ? { agent: keepAlive(agent) } : {}),
    };
  };
}

function libraryConfig({ name, cluster, user }: KubeconfigContext): KubeConfig {
  // kubectl serves plain HTTP as it serves HTTPS; the library wants to be told that there is no certificate to check
  const plainHttp = String(cluster.server).startsWith("http:");
  const config = new KubeConfig();
  config.loadFromString(
    JSON.stringify({
      "current-context": name,
      clusters: [{ name, cluster: plainHttp ? { ...cluster, "insecure-skip-tls-verify": true } : cluster }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      users: [{ name, user }],
    }),
  );
  return config;
}

async function ask(config: KubeConfig): Promise<Answer> {
  const answer: Answer = {};
  await config.applyToHTTPSOptions(answer);
  return answer;
}

function lowerCase(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([header, value]) => [header.toLowerCase(), String(value)]),
  );
}

/** The library's proxy agents open a tunnel for every request unless told otherwise. */
function keepAlive(agent: PoolingAgent): Agent {
  agent.keepAlive = true;
  agent.options.keepAlive = true;
  return agent;
}
