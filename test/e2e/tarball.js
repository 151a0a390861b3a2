// What a user does who has only the packed tarball: install it in an empty folder, scaffold a project, and run everything
// the project came with, untouched. Then the same again in a clean git clone of that project.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = process.argv[2];
if (!folder) throw new Error("usage: node test/e2e/tarball.js FOLDER");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], root);
const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
const tool = join(folder, "tool");
mkdirSync(tool);
writeFileSync(join(tool, "package.json"), JSON.stringify({ name: "empty", private: true }));
run("npm", ["install", join("..", tarball)], tool);
const kubewright = join(tool, "node_modules", ".bin", "kubewright");

run(kubewright, ["init", "memcached-operator", "--domain", "example.com"], folder);
const project = join(folder, "memcached-operator");
run(
  kubewright,
  ["create", "api", "--group", "cache", "--version", "v1alpha1", "--kind", "Memcached"],
  project,
);
check(project);

run("git", ["init", "--quiet"], project);
run("git", ["add", "--all"], project);
run(
  "git",
  ["-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message", "Scaffold"],
  project,
);
run("git", ["clone", "--quiet", project, join(folder, "clone")], folder);
const clone = join(folder, "clone");
run("npm", ["ci"], clone);
check(clone);
const left = execFileSync("git", ["status", "--porcelain"], { cwd: clone, encoding: "utf8" });
if (left) throw new Error(`a clean clone is not clean after its own checks:\n${left}`);

function check(cwd) {
  for (const script of ["manifests", "types", "lint", "format:check", "test", "build"])
    run("npm", ["run", script], cwd);
  run("make", ["help"], cwd);
}

function run(command, args, cwd) {
  console.log(`$ ${[command, ...args].join(" ")}`);
  execFileSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
}
