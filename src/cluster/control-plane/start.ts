import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock, type Clock } from "../../base/clock.ts";
import { UserError } from "../../base/errors.ts";
import { silentLogger, type Logger } from "../../base/logger.ts";
import type { ControlPlaneBinaries } from "./binaries.ts";
import { createCredentials } from "./credentials.ts";
import type { Layout } from "./flags.ts";
import { freePorts } from "./free-port.ts";
import { writeKubeconfig } from "./kubeconfig.ts";
import { ProgramSet } from "./program-set.ts";

/** What to start. */
export interface StartOptions {
  readonly binaries: ControlPlaneBinaries;
  /** Also garbage collection, Deployments, Jobs and namespaces; Pods stay pending, for there is no kubelet. */
  readonly controllerManager?: boolean;
  /** Port of the API server; default a free one. */
  readonly port?: number;
  /** More flags for kube-apiserver, for example `--feature-gates=…`; the last one of a name counts. */
  readonly apiServerFlags?: readonly string[];
  readonly clock?: Clock;
  /** Stops everything, also while it starts. */
  readonly signal?: AbortSignal;
  readonly logger?: Logger;
}

/** A running etcd and kube-apiserver, on loopback only. */
export interface ControlPlane {
  readonly url: string;
  readonly port: number;
  /** PEM of the authority that signed the server's certificate. */
  readonly ca: string;
  /** A bearer token that may do everything. */
  readonly adminToken: string;
  /** Logs and data; removed by `stop`. */
  readonly dir: string;
  /** A file, readable by the owner alone, with what {@link kubeconfig} returns. */
  readonly kubeconfigFile: string;
  /** YAML with the admin token. */
  kubeconfig(): string;
  /** Ends the API server and starts it again on the same port and data. */
  restartApiServer(): Promise<void>;
  /** Ends everything, API server before etcd, and removes the data. May be called twice. */
  stop(): Promise<void>;
}

const attempts = 3;

/**
 * Starts etcd and kube-apiserver with new secrets on free ports and resolves when `/readyz` says yes. No process
 * outlives this one, however it ends: see watchdog.ts.
 *
 * @throws UserError CONTROL_PLANE_START with the last lines of the program that did not come up.
 */
export async function startControlPlane(options: StartOptions): Promise<ControlPlane> {
  const { binaries, controllerManager = false } = options;
  if (controllerManager && !binaries.controllerManager) {
    throw new UserError(
      "CONTROL_PLANE_ASSETS",
      `cannot start a controller manager: "${binaries.dir}" has no kube-controller-manager`,
    );
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(options);
    } catch (error) {
      // a free port may be taken by the time it is used
      const taken = error instanceof UserError && /address already in use/.test(error.message);
      if (!taken || options.port !== undefined || attempt === attempts) throw error;
    }
  }
}

async function startOnce(options: StartOptions): Promise<ControlPlane> {
  const { clock = systemClock, signal = new AbortController().signal, logger = silentLogger } = options;
  signal.throwIfAborted();
  const layout = await createLayout(options, clock);
  const programs = new ProgramSet({ layout, clock, logger, signal, binaries: options.binaries });
  const onAbort = () => void programs.stop();
  signal.addEventListener("abort", onAbort, { once: true });
  const stop = () => {
    signal.removeEventListener("abort", onAbort);
    return programs.stop();
  };
  const began = clock.now();
  const flags = options.apiServerFlags ?? [];
  try {
    await programs.startEtcd();
    await programs.startApiServer(flags);
    if (options.controllerManager) await programs.startControllerManager();
  } catch (error) {
    await stop();
    signal.throwIfAborted();
    throw error;
  }
  logger.info("control plane is ready", { url: layout.url, ms: clock.now() - began });
  return describe(layout, { stop, restartApiServer: () => programs.restartApiServer(flags) });
}

async function createLayout(options: StartOptions, clock: Clock): Promise<Layout> {
  const [free = 0, etcdPort = 0, etcdPeerPort = 0] = await freePorts(3);
  const port = options.port ?? free;
  const dir = mkdtempSync(join(tmpdir(), "kubewright-control-plane-"));
  const credentials = createCredentials(dir, new Date(clock.now()));
  const kubeconfigFile = join(dir, "kubeconfig");
  const url = `https://127.0.0.1:${port}`;
  const kubeconfig = writeKubeconfig({ url, ca: credentials.ca, token: credentials.adminToken });
  writeFileSync(kubeconfigFile, kubeconfig, { mode: 0o600 });
  return { dir, credentials, url, port, etcdPort, etcdPeerPort, kubeconfigFile };
}

function describe(layout: Layout, methods: Pick<ControlPlane, "stop" | "restartApiServer">): ControlPlane {
  const { url, port, dir, kubeconfigFile, credentials } = layout;
  const { ca, adminToken } = credentials;
  const kubeconfig = () => writeKubeconfig({ url, ca, token: adminToken });
  return { url, port, ca, adminToken, dir, kubeconfigFile, kubeconfig, ...methods };
}
