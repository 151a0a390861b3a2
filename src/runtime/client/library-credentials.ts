import type { Agent } from "node:http";
import type { RequestOptions } from "node:https";
import { KubeConfig } from "@kubernetes/client-node";
import type { Credentials } from "./connection.ts";
import type { KubeconfigContext } from "./kubeconfig-file.ts";

/** What Node's agents have, though their types do not say so. */
type PoolingAgent = Agent & { keepAlive: boolean; options: { keepAlive?: boolean } };

interface Answer extends RequestOptions {
  agent?: PoolingAgent;
}

/** Headers as the Kubernetes client library gets them from cloud providers. */
export function libraryCredentials(context: KubeconfigContext): () => Promise<Pick<Credentials, "headers">> {
  const config = libraryConfig(context);
  return async () => ({
    headers: lowerCase((await ask(config)).headers as Record<string, string> | undefined),
  });
}

/** The library's agent for a proxy of another kind than HTTP: SOCKS. */
export async function libraryAgent({
  server,
  proxy,
  tls,
}: {
  server: string;
  proxy: URL;
  tls: Credentials["tls"];
}): Promise<Agent | undefined> {
  const cluster = { server, "proxy-url": proxy.href };
  const answer = await ask(
    libraryConfig({ name: "proxy", namespace: undefined, cluster, user: {}, source: "" }),
    tls,
  );
  return answer.agent && keepAlive(answer.agent);
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

async function ask(config: KubeConfig, tls: Credentials["tls"] = {}): Promise<Answer> {
  const answer: Answer = { ...tls };
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
