import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { systemClock, type Clock } from "../../base/clock.ts";
import { hasCode, messageOf, UserError } from "../../base/errors.ts";
import type { Connection } from "./connection.ts";
import { inClusterConnection } from "./in-cluster.ts";
import type { KubeconfigSource } from "./kubeconfig-file.ts";

/** Where to look for a connection. */
export interface ConnectionOptions {
  /** Path of a kubeconfig; default `KUBECONFIG`, else the Pod's ServiceAccount, else `~/.kube/config`. */
  readonly kubeconfig?: string;
  /** Text of a kubeconfig, instead of a file. */
  readonly kubeconfigText?: string;
  /** Name of a context in it; default its current one. */
  readonly context?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
}

/**
 * The connection that kubectl would use here: an explicit kubeconfig, `KUBECONFIG`, the Pod's ServiceAccount, or `~/.kube/config`.
 * The Kubernetes client library is loaded only for kubeconfigs with auth providers of clouds.
 *
 * @throws UserError when there is no kubeconfig, or no such context in it
 */
export async function loadConnection(options: ConnectionOptions = {}): Promise<Connection> {
  const { env = process.env, clock = systemClock, kubeconfigText, context } = options;
  const kubeconfig = options.kubeconfig ?? (env.KUBECONFIG || undefined);
  const explicit = kubeconfigText !== undefined || kubeconfig !== undefined || context !== undefined;
  if (!explicit) {
    const connection = await inClusterConnection({ env, clock });
    if (connection) return connection;
  }
  const { kubeconfigConnection } = await import("./kubeconfig.ts");
  if (kubeconfigText !== undefined) {
    const read = () => Promise.resolve([{ text: kubeconfigText }]);
    return kubeconfigConnection({ read, source: "the given text", context, clock, env });
  }
  const files = (kubeconfig ?? join(env.HOME || homedir(), ".kube", "config"))
    .split(delimiter)
    .filter(Boolean);
  const read = () => readSources(files, env);
  return kubeconfigConnection({ read, source: files.join(delimiter), context, clock, env });
}

/** Files of a list that are not there are skipped, as kubectl does; one must be. */
async function readSources(
  files: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<KubeconfigSource[]> {
  const sources = (await Promise.all(files.map(readIfThere))).filter((source) => source !== undefined);
  if (sources.length > 0) return sources;
  const message = `cannot connect to a cluster: no kubeconfig at ${files.map((file) => `"${file}"`).join(", ")}`;
  const hint = env.KUBERNETES_SERVICE_HOST
    ? "In a Pod, mount the ServiceAccount's token (automountServiceAccountToken)."
    : "Set KUBECONFIG, or start a server with `kubewright run` or `kubewright sandbox`.";
  throw new UserError("KUBECONFIG_NOT_FOUND", message, { hint });
}

async function readIfThere(file: string): Promise<KubeconfigSource | undefined> {
  try {
    return { text: await readFile(file, "utf8"), file };
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw new UserError("KUBECONFIG_INVALID", `cannot read kubeconfig "${file}": ${messageOf(error)}`, {
      cause: error,
    });
  }
}
