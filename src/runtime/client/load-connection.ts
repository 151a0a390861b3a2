import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { systemClock, type Clock } from "../../base/clock.ts";
import { UserError } from "../../base/errors.ts";
import type { Connection } from "./connection.ts";
import { inClusterConnection } from "./in-cluster.ts";

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
 * The Kubernetes client library is loaded only for kubeconfigs, never in a cluster.
 *
 * @throws UserError when there is no kubeconfig, or no such context in it
 */
export async function loadConnection(options: ConnectionOptions = {}): Promise<Connection> {
  const {
    env = process.env,
    clock = systemClock,
    kubeconfig = env.KUBECONFIG,
    kubeconfigText,
    context,
  } = options;
  const explicit = kubeconfigText !== undefined || kubeconfig !== undefined || context !== undefined;
  if (!explicit) {
    const connection = await inClusterConnection({ env, clock });
    if (connection) return connection;
  }
  const { kubeconfigConnection } = await import("./kubeconfig.ts");
  if (kubeconfigText !== undefined)
    return kubeconfigConnection({ texts: [kubeconfigText], source: "the given text", context, clock });
  const files = (kubeconfig || join(homedir(), ".kube", "config")).split(delimiter).filter(Boolean);
  const texts = await Promise.all(files.map(readIfThere));
  const found = texts.filter((text) => text !== undefined);
  if (found.length === 0) {
    throw new UserError(
      "KUBECONFIG_NOT_FOUND",
      `cannot connect to a cluster: no kubeconfig at ${files.map((file) => `"${file}"`).join(", ")}`,
      {
        hint: "Set KUBECONFIG, or start one with `kubewright run` or `kubewright sandbox`.",
      },
    );
  }
  return kubeconfigConnection({ texts: found, source: files.join(delimiter), context, clock });
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return undefined;
  }
}
