import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import { exec, type ExecResult } from "../exec.ts";
import { controllerManagerProgram } from "./binaries.ts";
import { goMod, goVersionOf, kubernetesGoMod } from "./go-module.ts";

/** What every build needs to know. */
export interface ToolOptions {
  /** Of Kubernetes. */
  readonly version: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** The go command. */
  readonly go: string;
}

/** In Kubernetes' own go.mod the versions of etcd's server fight with those of the API server, so it is built apart. */
const etcd = { module: "go.etcd.io/etcd/server/v3", version: "v3.6.5" };

/** Whether there is a go command. */
export async function hasGo(go: string, signal: AbortSignal): Promise<boolean> {
  return exec(go, ["version"], { signal }).then(
    () => true,
    (error: unknown) => {
      signal.throwIfAborted();
      if (error instanceof UserError) return false;
      throw error;
    },
  );
}

/**
 * Builds the programs of a Kubernetes control plane from their Go modules into an existing folder. Some minutes the first
 * time, seconds when Go's build cache is warm.
 *
 * @throws UserError COMMAND_FAILED with the go command's last lines.
 */
export async function buildControlPlane(
  folder: string,
  options: ToolOptions & { readonly controllerManager: boolean },
): Promise<void> {
  const { controllerManager, logger } = options;
  const work = join(folder, "modules");
  logger.info("building etcd from its Go module", { version: etcd.version });
  const etcdModule = await createModule(join(work, "etcd"), etcd, options);
  await build(etcdModule, { package: etcd.module, out: join(folder, executable("etcd")) }, options);
  const programs = ["kube-apiserver", "kubectl", ...(controllerManager ? [controllerManagerProgram] : [])];
  await buildKubernetes(folder, { ...options, programs });
  await rm(work, { recursive: true });
}

/**
 * Builds programs of a Kubernetes release, such as `kubelet`, from its Go module into an existing folder.
 *
 * @throws UserError COMMAND_FAILED
 */
export async function buildKubernetes(
  folder: string,
  options: ToolOptions & { readonly programs: readonly string[] },
): Promise<void> {
  const { version, programs, logger } = options;
  const kubernetes = { module: "k8s.io/kubernetes", version: `v${version}` };
  const work = join(folder, "modules", "kubernetes");
  const module = await createModule(work, kubernetes, options);
  for (const program of programs) {
    logger.info(`building ${program} from its Go module; minutes when it is the first time`, { version });
    const out = join(folder, executable(program));
    const ldflags = versionFlags(version);
    await build(module, { package: `${kubernetes.module}/cmd/${program}`, out, ldflags }, options);
  }
  await rm(work, { recursive: true });
}

/**
 * Builds a program whose main package is one Go source that stands on one module, or on none.
 *
 * @throws UserError COMMAND_FAILED
 */
export async function buildGoSource(
  out: string,
  options: ToolOptions & {
    readonly source: string;
    readonly requires?: { readonly module: string; readonly version: string };
  },
): Promise<void> {
  const { source, requires } = options;
  const work = join(dirname(out), "modules", basename(out));
  if (requires) await createModule(work, requires, options);
  else {
    await mkdir(work, { recursive: true });
    await writeFile(join(work, "go.mod"), "module program\n\ngo 1.21\n");
  }
  await writeFile(join(work, "main.go"), source);
  await build(work, { package: ".", out }, options);
  await rm(work, { recursive: true });
}

/** Makes a folder with a go.mod that requires one module, and returns it. */
async function createModule(
  folder: string,
  { module, version }: { module: string; version: string },
  options: ToolOptions,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const { stdout } = await go(folder, ["mod", "download", "-json", `${module}@${version}`], options);
  const { GoMod } = JSON.parse(stdout) as { GoMod: string };
  const upstream = await readFile(GoMod, "utf8");
  const text = upstream.includes("./staging/")
    ? kubernetesGoMod(options.version, upstream)
    : goMod(module, { version, go: goVersionOf(upstream) });
  await writeFile(join(folder, "go.mod"), text);
  return folder;
}

async function build(
  folder: string,
  what: { package: string; out: string; ldflags?: string },
  options: ToolOptions,
): Promise<void> {
  const flags = ["-mod=mod", "-trimpath", "-ldflags", `-s -w ${what.ldflags ?? ""}`.trim(), "-o", what.out];
  await go(folder, ["build", ...flags, what.package], options);
}

function go(folder: string, args: string[], options: ToolOptions): Promise<ExecResult> {
  return exec(options.go, args, {
    cwd: folder,
    signal: options.signal,
    env: { CGO_ENABLED: "0", GO111MODULE: "on" },
    onLine: (line) => options.logger.debug(line),
  });
}

function versionFlags(version: string): string {
  const [major, minor] = version.split(".");
  const variables = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor };
  return Object.entries(variables)
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(" ");
}

function executable(program: string): string {
  return process.platform === "win32" ? `${program}.exe` : program;
}
