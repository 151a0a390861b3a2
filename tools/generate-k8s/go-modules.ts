import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exec } from "../../src/cluster/exec.ts";
import type { ReadGoFiles } from "./go-types.ts";

/** The modules that the types of an API server's components are in. */
const modules = [
  "k8s.io/api",
  "k8s.io/apiextensions-apiserver",
  "k8s.io/apimachinery",
  "k8s.io/kube-aggregator",
];

/** Downloads the Go modules of a Kubernetes release (`v1.36.3`), which are published as `v0.36.3`; needs the go command. */
export async function downloadGoModules(kubernetesVersion: string): Promise<ReadGoFiles> {
  const version = kubernetesVersion.replace(/^v1\./, "v0.");
  const folders = new Map<string, string>();
  for (const module of modules) {
    const { stdout } = await exec("go", ["mod", "download", "-json", `${module}@${version}`], {
      cwd: tmpdir(),
    });
    folders.set(module, (JSON.parse(stdout) as { Dir: string }).Dir);
  }
  return (importPath) => {
    const module = modules.find((candidate) => importPath.startsWith(`${candidate}/`));
    if (module === undefined) return undefined;
    const folder = join(folders.get(module) ?? "", importPath.slice(module.length));
    return existsSync(folder) ? readPackage(folder) : undefined;
  };
}

function readPackage(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".go") && !name.endsWith("_test.go") && !name.includes("generated"))
    .map((name) => readFileSync(join(folder, name), "utf8"));
}
