import { readFile } from "node:fs/promises";
import type { Clock } from "../../base/clock.ts";
import type { Connection } from "./connection.ts";
import { environmentProxy } from "./environment-proxy.ts";
import { cacheCredentials } from "./credential-cache.ts";

const folder = "/var/run/secrets/kubernetes.io/serviceaccount";

/** The connection of a Pod's ServiceAccount; undefined outside a Pod. As client-go's rest.InClusterConfig. */
export async function inClusterConnection(options: {
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  folder?: string;
}): Promise<Connection | undefined> {
  const { env, clock } = options;
  const from = options.folder ?? folder;
  const host = env.KUBERNETES_SERVICE_HOST;
  const port = env.KUBERNETES_SERVICE_PORT;
  if (!host || !port) return undefined;
  const read = (name: string) => readFile(`${from}/${name}`, "utf8");
  const namespace = await read("namespace").catch(() => undefined);
  if (namespace === undefined) return undefined;
  const url = `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const proxy = environmentProxy(url, env);
  return {
    url,
    namespace: namespace.trim(),
    inCluster: true,
    ...cacheCredentials(async () => {
      const [token, ca] = await Promise.all([read("token"), read("ca.crt")]);
      // a file that is empty for a moment must not make an anonymous user of its reader
      if (token.trim() === "") throw new Error(`"${from}/token" holds no token`);
      const headers = { authorization: `Bearer ${token.trim()}` };
      return { headers, tls: { ca }, ...(proxy ? { proxy } : {}) };
    }, clock),
  };
}
