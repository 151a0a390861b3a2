import { AzureAuth } from "@kubernetes/client-node/dist/azure_auth.js";
import { GoogleCloudPlatformAuth } from "@kubernetes/client-node/dist/gcp_auth.js";
import type { Credentials } from "./connection.ts";
import type { KubeconfigContext } from "./kubeconfig-file.ts";

type User = Parameters<AzureAuth["applyAuthentication"]>[0];

/**
 * Headers as the Kubernetes client library gets them from cloud providers. Just these two modules of it: with the others, which are of no use to us, an
 * operator's bundle would be three times as large.
 */
export function libraryCredentials(context: KubeconfigContext): () => Promise<Pick<Credentials, "headers">> {
  const user = { name: context.name, authProvider: context.user["auth-provider"] } as User;
  const provider = [new AzureAuth(), new GoogleCloudPlatformAuth()].find((known) =>
    known.isAuthProvider(user),
  );
  return async () => {
    const options = { headers: {} };
    await provider?.applyAuthentication(user, options);
    return { headers: lowerCase(options.headers) };
  };
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([header, value]) => [header.toLowerCase(), String(value)]),
  );
}
