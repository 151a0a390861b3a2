// The two operators: ours bundled as the image has it, the peer built by Go.
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { benchCache } from "../tools.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const here = fileURLToPath(new URL(".", import.meta.url));
const cli = join(root, "bin", "kubewright.js");

/** A scaffolded project with one API, and ours in it: the path and the size in bytes of each bundle. */
export function bundleOperators(scratch) {
  const options = { cwd: scratch, stdio: ["ignore", "ignore", "inherit"] };
  execFileSync(
    process.execPath,
    [cli, "init", "scaffold", "--domain", "example.com", "--skip-install"],
    options,
  );
  const project = join(scratch, "scaffold");
  const api = ["create", "api", "--group", "cache", "--version", "v1alpha1", "--kind", "Memcached"];
  execFileSync(process.execPath, [cli, ...api], { ...options, cwd: project });
  mkdirSync(join(project, "node_modules"));
  symlinkSync(root, join(project, "node_modules", "kubewright"));
  const build = (name) => {
    execFileSync(process.execPath, [cli, "build", "--bundle-only"], { ...options, cwd: project });
    // beside its source map, under a name that says that it is a module: as the image has it
    const file = join(scratch, name);
    copyFileSync(join(project, "dist", "main.js"), file);
    copyFileSync(join(project, "dist", "main.js.map"), join(scratch, "main.js.map"));
    return { file, bytes: statSync(file).size };
  };
  const scaffolded = build("scaffolded.mjs");
  copyFileSync(join(here, "operator", "main.js"), join(project, "src", "main.ts"));
  return { scaffolded, ours: build("ours.mjs") };
}

/** Command of our operator, as the scaffold's image runs it. */
export function ourCommand(node, file) {
  return [node, "--enable-source-maps", file];
}

/** Command of the peer, built once for each state of its sources; undefined where there is no Go. */
export function peerCommand() {
  if (spawnSync("go", ["version"]).status !== 0) return undefined;
  const folder = join(here, "peer");
  const hash = createHash("sha256");
  for (const name of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, name)));
  const file = join(benchCache, `runtime-peer-${hash.digest("hex").slice(0, 16)}`);
  if (!existsSync(file)) {
    console.log("building the peer with Go, which takes some minutes the first time");
    const args = ["build", "-trimpath", "-ldflags=-s -w", "-o", file, "."];
    execFileSync("go", args, { cwd: folder, stdio: "inherit", env: { ...process.env, CGO_ENABLED: "0" } });
  }
  return [file];
}

/** Version of controller-runtime that the peer is built with. */
export function peerVersion() {
  return /controller-runtime (v[\d.]+)/.exec(readFileSync(join(here, "peer", "go.mod"), "utf8"))?.[1];
}
