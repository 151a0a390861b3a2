import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { systemClock, type Clock } from "../../base/clock.ts";
import { messageOf, UserError } from "../../base/errors.ts";
import { silentLogger, type Logger } from "../../base/logger.ts";
import { binariesOf, defaultVersion, missingPrograms, type ControlPlaneBinaries } from "./binaries.ts";
import { buildControlPlane, hasGo } from "./build.ts";
import { cacheFolder, versionFolder } from "./cache-folder.ts";
import { downloadControlPlane } from "./download.ts";
import { findControlPlane, type FindOptions } from "./find.ts";
import { withLock } from "./lock.ts";

/** How to come by a control plane. */
export interface EnsureOptions extends FindOptions {
  readonly logger?: Logger;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** Default: the index of kubernetes-sigs/controller-tools. */
  readonly indexUrl?: string;
  /** Default: Node's own. */
  readonly fetch?: typeof globalThis.fetch;
  /** The go command; default `go`. */
  readonly go?: string;
}

type Settled = EnsureOptions &
  Required<Pick<EnsureOptions, "version" | "controllerManager" | "logger" | "signal" | "clock">>;

/**
 * The programs of a control plane: from KUBEBUILDER_ASSETS, from the cache, else downloaded, else built by Go.
 * What is downloaded or built goes to the cache, whole or not at all; of several processes one does the work.
 *
 * @throws UserError CONTROL_PLANE_UNAVAILABLE when there is no way, saying what was tried.
 */
export async function ensureControlPlane(options: EnsureOptions = {}): Promise<ControlPlaneBinaries> {
  const settled: Settled = {
    ...options,
    version: (options.version ?? defaultVersion).replace(/^v/, ""),
    controllerManager: options.controllerManager ?? false,
    logger: options.logger ?? silentLogger,
    signal: options.signal ?? new AbortController().signal,
    clock: options.clock ?? systemClock,
  };
  const { version, logger } = settled;
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    throw new UserError(
      "CONTROL_PLANE_VERSION",
      `cannot get control plane "${version}": expected a version such as ${defaultVersion}`,
    );
  }
  const found = findControlPlane(settled);
  if (found) return found;
  const folder = cacheFolder(settled);
  const onWait = (pid: number) =>
    logger.info("another process prepares the control plane: waiting for it", { pid });
  return withLock(join(folder, `${versionFolder(version)}.lock`), { ...settled, onWait }, async () => {
    return findControlPlane(settled) ?? (await prepare(folder, settled));
  });
}

async function prepare(folder: string, options: Settled): Promise<ControlPlaneBinaries> {
  const prefix = `.${versionFolder(options.version)}-`;
  // what a process left that was killed on the way; we hold the lock, so nobody works there
  for (const name of readdirSync(folder)) {
    if (name.startsWith(prefix)) rmSync(join(folder, name), { recursive: true, force: true });
  }
  const work = mkdtempSync(join(folder, prefix));
  try {
    const { source, version } = await fill(work, options);
    const missing = missingPrograms(work);
    if (missing.length > 0)
      throw new Error(`the ${source} of control plane ${version} left no ${missing.join(", ")}`);
    const target = join(folder, versionFolder(version));
    rmSync(target, { recursive: true, force: true });
    renameSync(work, target);
    return binariesOf(target, source);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function fill(
  work: string,
  options: Settled,
): Promise<{ source: "download" | "build"; version: string }> {
  const { version, controllerManager, logger, signal, go = "go" } = options;
  const reasons: string[] = [];
  if (controllerManager) reasons.push("the envtest archives do not hold kube-controller-manager");
  else {
    try {
      return { source: "download", version: await downloadControlPlane(work, options) };
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== "CONTROL_PLANE_DOWNLOAD") throw error;
      logger.info(`no download: ${messageOf(error)}`);
      reasons.push(messageOf(error));
      rmSync(work, { recursive: true, force: true });
      mkdirSync(work);
    }
  }
  if (!(await hasGo(go, signal)))
    throw unavailable(version, [...reasons, "there is no go command to build it with"]);
  await buildControlPlane(work, { version, controllerManager, logger, signal, go });
  return { source: "build", version };
}

function unavailable(version: string, reasons: string[]): UserError {
  return new UserError(
    "CONTROL_PLANE_UNAVAILABLE",
    `cannot get control plane ${version}:\n${reasons.map((reason) => `  ${reason}`).join("\n")}`,
    {
      hint: "set KUBEBUILDER_ASSETS to a folder with kube-apiserver, etcd and kubectl, or install Go, or connect to the internet",
    },
  );
}
