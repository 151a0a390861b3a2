import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.ts";
import { findControlPlane } from "../../../src/cluster/control-plane/find.ts";
import { goPrograms } from "./go-programs.js";

/** Real clients take a minute and more: `KUBEWRIGHT_CLIENTS=all` asks for them, as CI does. */
export const wanted = process.env.KUBEWRIGHT_CLIENTS === "all";

/** A program that prepare.js has built; undefined where it has not, or nobody asks for clients. */
export function findProgram(name: string): string | undefined {
  const file = goPrograms().find((program) => program.name === name)?.file;
  return wanted && file && existsSync(file) ? file : undefined;
}

/** Why a suite is left out, for its title. */
export function reason(name: string): string {
  if (!wanted) return "KUBEWRIGHT_CLIENTS=all asks for it";
  return `no ${name}: run node test/integration/clients/prepare.js`;
}

export interface Kubectl {
  readonly version: string;
  readonly file: string;
}

/** The kubectl on the PATH, those of other versions beside it, and the one of the control plane; one of each version. */
export function findKubectls(): Kubectl[] {
  if (!wanted) return [];
  const { stdout } = spawnSync("which", ["kubectl"], { encoding: "utf8" });
  const onPath = stdout.trim();
  const beside = onPath ? versionsBeside(realpathSync(onPath)) : [];
  const binaries = findControlPlane();
  const ours = binaries ? [binaries.kubectl] : [];
  const found = new Map<string, string>();
  for (const file of [...(onPath ? [onPath] : []), ...beside, ...ours]) {
    const asked = spawnSync(file, ["version", "--client", "-o", "json"], { encoding: "utf8" });
    const version = /"gitVersion": "v(\d+\.\d+)/.exec(asked.stdout)?.[1];
    if (version && !found.has(version)) found.set(version, file);
  }
  return [...found].map(([version, file]) => ({ version, file }));
}

function versionsBeside(file: string): string[] {
  const folder = dirname(file);
  return readdirSync(folder)
    .filter((name) => /^kubectl\.\d+\.\d+$/.test(name))
    .map((name) => join(folder, name));
}

/** What a program said, and how it ended. */
export interface Said {
  readonly code: number;
  /** Standard output, then standard error. */
  readonly text: string;
}

/** A sandbox and a folder of its own for the tests of a file, and how programs are run in it. */
export function useClients() {
  const folder = mkdtempSync(join(tmpdir(), "kubewright-clients-"));
  let sandbox: Sandbox | undefined;
  beforeAll(async () => {
    sandbox = await startSandbox();
    writeFileSync(join(folder, "kubeconfig"), sandbox.kubeconfig(), { mode: 0o600 });
  });
  afterAll(async () => {
    await sandbox?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder,
    get sandbox(): Sandbox {
      if (!sandbox) throw new Error("the sandbox is there only inside tests and hooks");
      return sandbox;
    },
    write: (name: string, text: string) => writeFileSync(join(folder, name), text),
    run: (
      file: string,
      args: readonly string[],
      options: { env?: Record<string, string>; kubeconfig?: string } = {},
    ) => run(file, args, { folder, ...options }),
  };
}

/** Runs a program to its end. Its home is the folder; caches of earlier runs are not there. */
export function run(
  file: string,
  args: readonly string[],
  options: { folder: string; kubeconfig?: string; env?: Record<string, string> },
): Promise<Said> {
  const { folder, kubeconfig = join(folder, "kubeconfig"), env = {} } = options;
  const settings = {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, KUBECONFIG: kubeconfig, ...env },
    timeout: 120_000,
    maxBuffer: 64 << 20,
  };
  return new Promise((resolve) => {
    execFile(file, args, settings, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === "number" ? error.code : -1) : 0;
      resolve({ code, text: stdout + stderr });
    });
  });
}

/** A line as words, as a shell has it: blanks within single quotes are kept. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ""));
}
