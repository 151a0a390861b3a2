import { readFile } from "node:fs/promises";
import type { Clock } from "../../base/clock.ts";
import type { Connection, Credentials } from "./connection.ts";

const folder = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Tokens are rotated on disk; client-go reads them again after this long. */
const maxAge = 60_000;

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
  let cached: { at: number; credentials: Promise<Credentials> } | undefined;
  const load = async (): Promise<Credentials> => {
    const [token, ca] = await Promise.all([read("token"), read("ca.crt")]);
    return { headers: { authorization: `Bearer ${token.trim()}` }, tls: { ca } };
  };
  return {
    url: `https://${host.includes(":") ? `[${host}]` : host}:${port}`,
    namespace: namespace.trim(),
    inCluster: true,
    credentials() {
      if (!cached || clock.now() - cached.at >= maxAge) cached = { at: clock.now(), credentials: load() };
      return cached.credentials;
    },
    refresh() {
      cached = undefined;
    },
  };
}
