import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { silentLogger, type Logger } from "../base/logger.ts";
import { CustomResourceDefinition } from "../k8s/apiextensions.k8s.io/v1.ts";
import { parseYaml } from "../kube/yaml.ts";
import type { Client } from "../runtime/client/client.ts";
import type { Connection } from "../runtime/client/connection.ts";
import { loadConnection } from "../runtime/client/load-connection.ts";
import { RestClient } from "../runtime/client/rest-client.ts";
import { Transport } from "../runtime/client/transport.ts";
import type { Operator } from "../runtime/operator.ts";
import { startSandbox } from "../sandbox/server.ts";
import { until } from "./until.ts";

/** What to test against. */
export interface EnvironmentOptions {
  /** Files or folders of CustomResourceDefinitions to install. */
  readonly crds?: string | readonly string[];
  /** Text of a kubeconfig for a server that runs already; default: a sandbox of the environment's own. */
  readonly kubeconfig?: string;
  /** Where the operators under test log; default nowhere. */
  readonly logger?: Logger;
}

/** An API server with the project's kinds, a client for it, and the operators that run against it. */
export interface Environment {
  readonly client: Client;
  readonly connection: Connection;
  /** Text of a kubeconfig, for kubectl. */
  readonly kubeconfig: string;
  /** Runs an operator until {@link stop}. A failure of it is thrown there. Health, metrics and leader election are off. */
  run(operator: Operator): void;
  /** Stops the operators, then the server if it is the environment's own. */
  stop(): Promise<void>;
}

/**
 * Starts an API server in this process (or takes the one of a kubeconfig) and installs CRDs.
 *
 * @example
 * const environment = await startEnvironment({ crds: "config/crd/bases" });
 * environment.run(operator({ name: "test", controllers: [memcached] }));
 */
export async function startEnvironment(options: EnvironmentOptions = {}): Promise<Environment> {
  const { crds = [], logger = silentLogger } = options;
  const sandbox = options.kubeconfig === undefined ? await startSandbox() : undefined;
  const kubeconfig = options.kubeconfig ?? sandbox?.kubeconfig() ?? "";
  const connection = await loadConnection({ kubeconfigText: kubeconfig });
  const transport = new Transport(connection);
  const client = new RestClient(transport, { fieldManager: "test" });
  const stopping = new AbortController();
  const running: Promise<void>[] = [];
  for (const path of [crds].flat()) await installCrds(path, { client, connection });
  return {
    client,
    connection,
    kubeconfig,
    run(operator) {
      const settings = { healthAddress: "0", metricsAddress: "0", leaderElection: false };
      const task = operator.start({ signal: stopping.signal, connection, logger, settings });
      // reported by stop(); until then it must not count as unhandled
      task.catch(() => {});
      running.push(task);
    },
    async stop() {
      stopping.abort();
      try {
        await Promise.all(running);
      } finally {
        transport.close();
        await sandbox?.stop();
      }
    },
  };
}

async function installCrds(
  path: string,
  { client, connection }: { client: Client; connection: Connection },
): Promise<void> {
  for (const file of await yamlFiles(path)) {
    for (const document of parseYaml(await readFile(file, "utf8"), file)) {
      const crd = document as CustomResourceDefinition;
      if (crd.kind !== "CustomResourceDefinition") continue;
      const name = crd.metadata?.name ?? "";
      await client.apply(CustomResourceDefinition, { ...crd, metadata: { ...crd.metadata, name } });
      await until(connection, CustomResourceDefinition, { name }, (found) =>
        Boolean(
          found?.status?.conditions?.some(
            (condition) => condition.type === "Established" && condition.status === "True",
          ),
        ),
      );
    }
  }
}

async function yamlFiles(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = await readdir(path);
  return names
    .filter((name) => /\.ya?ml$/.test(name) && !/^kustomization\.ya?ml$/i.test(name))
    .sort()
    .map((name) => join(path, name));
}
