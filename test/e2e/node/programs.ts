import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../../src/base/clock.ts";
import type { Logger } from "../../../src/base/logger.ts";
import { userCacheFolder } from "../../../src/base/user-cache.ts";
import { defaultVersion } from "../../../src/cluster/control-plane/binaries.ts";
import { buildGoSource, buildKubernetes } from "../../../src/cluster/control-plane/build.ts";
import { versionFolder } from "../../../src/cluster/control-plane/cache-folder.ts";
import { ensureControlPlane } from "../../../src/cluster/control-plane/ensure.ts";
import { withLock } from "../../../src/cluster/control-plane/lock.ts";

/** Paths of the programs of a node. */
export interface NodePrograms {
  readonly etcd: string;
  readonly apiServer: string;
  readonly controllerManager: string;
  readonly kubectl: string;
  readonly scheduler: string;
  readonly kubelet: string;
  readonly proxy: string;
  readonly pause: string;
  readonly coredns: string;
}

const kubernetesPrograms = ["kubelet", "kube-proxy", "kube-scheduler"];

/** Go sources beside this file, each a program in an image. */
const ownPrograms = [
  { name: "pause" },
  { name: "coredns", requires: { module: "github.com/coredns/coredns", version: "v1.15.0" } },
];

/** The programs of a node, from the user's cache or built by Go into it: minutes the first time. */
export async function ensureNodePrograms(options: {
  logger: Logger;
  signal: AbortSignal;
}): Promise<NodePrograms> {
  const { logger, signal } = options;
  const controlPlane = await ensureControlPlane({ ...options, controllerManager: true });
  const cache = join(userCacheFolder(), "node");
  mkdirSync(cache, { recursive: true });
  const target = join(cache, versionFolder(defaultVersion));
  await withLock(`${target}.lock`, { clock: systemClock, signal }, async () => {
    const work = mkdtempSync(join(cache, ".build-"));
    try {
      await build(work, { target, logger, signal });
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
  return {
    etcd: controlPlane.etcd,
    apiServer: controlPlane.kubeApiserver,
    controllerManager: controlPlane.controllerManager ?? "kube-controller-manager",
    kubectl: controlPlane.kubectl,
    scheduler: join(target, "kube-scheduler"),
    kubelet: join(target, "kubelet"),
    proxy: join(target, "kube-proxy"),
    pause: join(target, "pause"),
    coredns: join(target, "coredns"),
  };
}

/** Builds what is not there; each program comes to its place whole. */
async function build(
  work: string,
  options: { target: string; logger: Logger; signal: AbortSignal },
): Promise<void> {
  const { target } = options;
  const tool = { ...options, version: defaultVersion, go: "go" };
  mkdirSync(target, { recursive: true });
  const isMissing = (name: string) => !existsSync(join(target, name));
  const programs = kubernetesPrograms.filter(isMissing);
  if (programs.length > 0) await buildKubernetes(work, { ...tool, programs });
  for (const { name, ...rest } of ownPrograms.filter((program) => isMissing(program.name))) {
    options.logger.info(`building ${name} with Go`);
    const source = readFileSync(new URL(`go/${name}.go`, import.meta.url), "utf8");
    await buildGoSource(join(work, name), { ...tool, source, ...rest });
  }
  rmSync(join(work, "modules"), { recursive: true, force: true });
  for (const name of readdirSync(work)) renameSync(join(work, name), join(target, name));
}
