import { existsSync } from "node:fs";
import { silentLogger, type Logger } from "../base/logger.ts";
import { SteppableClock } from "../base/steppable-clock.ts";
import { recordedCallsFile } from "../kube/recorded-calls.ts";
import type { Client } from "../runtime/client/client.ts";
import type { Connection } from "../runtime/client/connection.ts";
import { loadConnection } from "../runtime/client/load-connection.ts";
import { RestClient } from "../runtime/client/rest-client.ts";
import { Transport } from "../runtime/client/transport.ts";
import type { Operator } from "../runtime/operator.ts";
import { startSandbox } from "../sandbox/server.ts";
import { readBehaviours, type Behaviours } from "./behaviours.ts";
import { installCrds, installRoles } from "./install-manifests.ts";
import { timeTravel, type TimeTravel } from "./time-travel.ts";
import { actingAs, identityOf, type TestUser, type UserAccess } from "./user-access.ts";

/** What to test against. */
export interface EnvironmentOptions {
  /** Files or folders of CustomResourceDefinitions to install. */
  readonly crds?: string | readonly string[];
  /**
   * Files or folders of Roles, ClusterRoles, their bindings and ServiceAccounts to install, such as `config/rbac`; namespaces that they are in are made.
   * Other kinds are left alone.
   */
  readonly roles?: string | readonly string[];
  /** Text of a kubeconfig for a server that runs already; default: a sandbox of the environment's own. */
  readonly kubeconfig?: string;
  /**
   * How what stands beside the API server behaves in the environment's own sandbox: how long Pods take, and what happens to which (`plan`). False: nothing
   * acts there, so Deployments get no Pods and what is owned is not collected. Not to be given with a kubeconfig.
   *
   * @example
   * await startEnvironment({ behaviours: { plan: ({ metadata }) => (metadata.labels?.app === "bad" ? { exitCode: 3 } : undefined) } });
   */
  readonly behaviours?: Behaviours;
  /** Where the operators under test log; default nowhere. */
  readonly logger?: Logger;
  /**
   * File in which their API calls are noted for `kubewright rbac check`; false for none. Default `.kubewright/calls.jsonl` where the tests run in the root
   * of a project.
   */
  readonly calls?: string | false;
}

/** An API server with the project's kinds, a client for it, and the operators that run against it. */
export interface Environment extends TimeTravel {
  readonly client: Client;
  readonly connection: Connection;
  /** Text of a kubeconfig, for kubectl. */
  readonly kubeconfig: string;
  /**
   * Connects as another user, who may do what roles and bindings allow; 403 for the rest. On a server that runs already the user of its kubeconfig must be
   * allowed to impersonate.
   *
   * @throws UserError TEST_USER for what names no user.
   *
   * @example
   * const jane = await environment.as({ name: "jane", groups: ["developers"] });
   * await assert.rejects(jane.client.list(Secret, { namespace: "default" }), { code: 403 });
   */
  as(user: TestUser): Promise<UserAccess>;
  /**
   * Runs an operator until {@link stop}, with all rights or as somebody: `as: await environment.as({ serviceAccount: "system/controller-manager" })` shows
   * what its role lacks. A failure of it is thrown by `stop`. Health, metrics and leader election are off.
   */
  run(operator: Operator, options?: { readonly as?: UserAccess }): void;
  /** Stops the operators, then the server if it is the environment's own. */
  stop(): Promise<void>;
}

/**
 * Starts an API server in this process (or takes the one of a kubeconfig) and installs CRDs.
 *
 * @throws UserError TEST_BEHAVIOURS for behaviours that a sandbox cannot have, or given for a server that runs already.
 *
 * @example
 * const environment = await startEnvironment({ crds: "config/crd/bases" });
 * environment.run(operator({ name: "test", controllers: [memcached] }));
 */
export async function startEnvironment(options: EnvironmentOptions = {}): Promise<Environment> {
  const { crds = [], roles = [], logger = silentLogger } = options;
  const behaviours = readBehaviours(options);
  const { calls = existsSync("PROJECT") && recordedCallsFile } = options;
  const clock = new SteppableClock();
  const sandbox = options.kubeconfig === undefined ? await startSandbox({ behaviours, clock }) : undefined;
  const kubeconfig = options.kubeconfig ?? sandbox?.kubeconfig() ?? "";
  const connection = await loadConnection({ kubeconfigText: kubeconfig });
  const transports: Transport[] = [];
  const clientOf = (own: Connection): Client => {
    const transport = new Transport(own);
    transports.push(transport);
    return new RestClient(transport, { fieldManager: "test" });
  };
  const client = clientOf(connection);
  const stopping = new AbortController();
  const running: Promise<void>[] = [];
  for (const path of [crds].flat()) await installCrds(path, { client, connection });
  for (const path of [roles].flat()) await installRoles(path, client);
  return {
    ...timeTravel(sandbox, clock),
    client,
    connection,
    kubeconfig,
    async as(user) {
      const own = sandbox?.addUser(identityOf(user)).kubeconfig() ?? actingAs(kubeconfig, user);
      const acting = await loadConnection({ kubeconfigText: own });
      return { client: clientOf(acting), connection: acting, kubeconfig: own };
    },
    run(operator, { as } = {}) {
      const settings = { healthAddress: "0", metricsAddress: "0", leaderElection: false };
      const task = operator.start({
        signal: stopping.signal,
        connection: as?.connection ?? connection,
        logger,
        settings,
        ...(calls ? { calls } : {}),
      });
      // reported by stop(); until then it must not count as unhandled
      task.catch(() => {});
      running.push(task);
    },
    async stop() {
      stopping.abort();
      try {
        await Promise.all(running);
      } finally {
        for (const transport of transports) transport.close();
        await sandbox?.stop();
      }
    },
  };
}
