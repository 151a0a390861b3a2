// The images of a scaffolded project, from a clean git clone: built by its Dockerfile, by `kubewright build` with Dockerfile.host, and by `kubewright build --oci`
// with no engine; and run as the manifests have them run (no root,
// no capabilities, a read-only root) against a sandbox, where each reconciles the sample.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { resource } from "../../dist/index.js";
import { Deployment } from "../../dist/k8s/apps/v1.js";
import { startEnvironment, until } from "../../dist/testing/index.js";
import { importBases } from "./image/base.js";
import { startEngine } from "./image/engine.js";

const folder = process.argv[2];
if (!folder) throw new Error("usage: node test/e2e/image.js FOLDER");
const kubewright = fileURLToPath(new URL("../../bin/kubewright.js", import.meta.url));
const Memcached = resource({ group: "cache.example.com", version: "v1alpha1", kind: "Memcached" });
const key = { namespace: "default", name: "memcached-sample" };

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const clone = cloneOfNewProject();
const engine = await startEngine(join(folder, "engine"));
try {
  const bases = await importBases(engine.docker, join(folder, "bases"));
  await build("memcached:sources", [
    ...["--build-arg", `BUILD_IMAGE=${bases.build}`, "--build-arg", `BASE_IMAGE=${bases.run}`, "."],
  ]);
  await reconcile("memcached:sources");
  run("npm", ["ci", "--no-audit", "--no-fund"], clone);
  buildOnHost("memcached:host", bases.run);
  await checkSize("memcached:host");
  await reconcile("memcached:host");
  await engine.docker("load", "--input", buildWithoutEngine("memcached:oci", bases.root));
  await checkSize("memcached:oci");
  await reconcile("memcached:oci");
  const left = execFileSync("git", ["status", "--porcelain"], { cwd: clone, encoding: "utf8" });
  if (left) throw new Error(`the clone is not clean after its builds:\n${left}`);
} finally {
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** What a colleague gets who clones the repository of a new project. */
function cloneOfNewProject() {
  run(kubewright, ["init", "memcached-operator", "--domain", "example.com"], folder);
  const project = join(folder, "memcached-operator");
  const api = ["create", "api", "--group", "cache", "--version", "v1alpha1", "--kind", "Memcached"];
  run(kubewright, api, project);
  run(kubewright, ["manifests"], project);
  run("git", ["init", "--quiet"], project);
  run("git", ["add", "--all"], project);
  const author = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  run("git", [...author, "commit", "--quiet", "--message", "Scaffold"], project);
  run("git", ["clone", "--quiet", project, "clone"], folder);
  return join(folder, "clone");
}

async function build(tag, args) {
  const start = Date.now();
  console.log(`$ docker build --network=host --tag ${tag} ${args.join(" ")}`);
  const child = spawn("docker", ["build", "--network=host", "--tag", tag, ...args], {
    ...engine.dockerOptions,
    cwd: clone,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`docker build ended with ${code}`);
  console.log(`${tag}: built in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  await checkSize(tag);
}

/** As `make docker-build` and `npm run docker-build` do. */
function buildOnHost(tag, base) {
  const args = ["--engine", "docker", "--base", base];
  console.log(`$ IMG=${tag} npm run docker-build -- ${args.join(" ")}`);
  const env = { ...engine.dockerOptions.env, IMG: tag };
  execFileSync("npm", ["run", "--silent", "docker-build", "--", ...args], {
    cwd: clone,
    env,
    stdio: "inherit",
  });
}

/** Twice, which gives one digest; returns the archive. */
function buildWithoutEngine(tag, base) {
  const archives = ["first.tar", "second.tar"].map((name) => join(folder, name));
  for (const archive of archives)
    run("node_modules/.bin/kubewright", ["build", "--oci", archive, "--base", base, "--image", tag], clone);
  const [first, second] = archives.map((archive) => readFileSync(archive));
  if (!first.equals(second)) throw new Error("the same sources on the same base gave other bytes");
  console.log(`${tag}: ${megabytes(first.length)} compressed`);
  if (first.length > 60_000_000) throw new Error(`${tag} is larger than 60 MB compressed`);
  return archives[0];
}

async function checkSize(tag) {
  const layers = await engine.docker("history", "--human=false", "--format", "{{.Size}}", tag);
  const sizes = layers.split("\n").map(Number);
  const base = sizes.at(-1);
  const own = sizes.reduce((sum, size) => sum + size, 0) - base;
  console.log(`${tag}: ${megabytes(own)} on a base of ${megabytes(base)}`);
  if (own > 12_000_000) throw new Error(`${tag} holds more than a bundle: ${megabytes(own)}`);
}

function megabytes(bytes) {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Runs the image, with what the manifests demand of it, until it has brought the sample to Ready and seen it go. */
async function reconcile(tag) {
  const environment = await startEnvironment({ crds: join(clone, "config/crd/bases") });
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, environment.kubeconfig, { mode: 0o644 });
  const restrictions = ["--read-only", "--user", "65532:65532", "--cap-drop", "ALL"];
  const limits = ["--security-opt", "no-new-privileges", "--memory", "256m", "--cpus", "0.5"];
  const mount = ["--volume", `${kubeconfig}:/kubeconfig:ro`, "--env", "KUBECONFIG=/kubeconfig"];
  const flags = ["--leader-elect", "--leader-election-namespace=default"];
  const arguments_ = ["--detach", "--network", "host", ...restrictions, ...limits, ...mount, tag, ...flags];
  const container = await engine.docker("run", ...arguments_);
  try {
    const start = Date.now();
    const { client, connection } = environment;
    await client.apply(Memcached, readSample());
    await until(connection, Memcached, key, isReady);
    const ready = Date.now() - start;
    await client.delete(Memcached, key);
    await until(connection, Deployment, key, (object) => object === undefined);
    const memory = await engine.docker("stats", "--no-stream", "--format", "{{.MemUsage}}", container);
    await engine.docker("stop", container);
    const exit = await engine.docker("inspect", "--format", "{{.State.ExitCode}}", container);
    if (exit !== "0") throw new Error(`the operator did not stop in peace: exit code ${exit}`);
    console.log(
      `${tag}: the sample was Ready ${ready} ms after it was applied; memory ${memory}; stopped with 0`,
    );
  } catch (error) {
    console.log(await engine.docker("logs", container));
    throw error;
  } finally {
    await engine.docker("rm", "--force", container);
    await environment.stop();
  }
}

function isReady(object) {
  return (
    object?.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false
  );
}

function readSample() {
  const [image] = /(?<=image: ).*/.exec(
    readFileSync(join(clone, "config/samples/cache_v1alpha1_memcached.yaml"), "utf8"),
  ) ?? [""];
  return { metadata: key, spec: { image, size: 1 } };
}

function run(command, args, cwd) {
  console.log(`$ ${[command, ...args].join(" ")}`);
  execFileSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
}
