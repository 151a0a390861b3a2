import type { Credentials } from "./connection.ts";

/** What of credentials leads connections through a proxy. The Kubernetes client library is loaded for SOCKS alone. */
export async function throughProxy(
  proxy: URL,
  { server, tls }: { server: string; tls: Credentials["tls"] },
): Promise<Pick<Credentials, "proxy" | "agent">> {
  if (/^https?:$/.test(proxy.protocol)) return { proxy };
  const { libraryAgent } = await import("./library-credentials.ts");
  const agent = await libraryAgent({ server, proxy, tls });
  return agent ? { agent } : {};
}
