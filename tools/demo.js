// From nothing to a reconciled custom resource and back, by the commands a user would type; no cluster, no other tools.
// Each step says how long it took. Everything happens in a temporary folder, which goes with the demo.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { resource } from "../dist/index.js";
import { Deployment } from "../dist/k8s/apps/v1.js";
import { Pod } from "../dist/k8s/core/v1.js";
import { startEnvironment, until } from "../dist/testing/index.js";

const kubewright = fileURLToPath(new URL("../bin/kubewright.js", import.meta.url));
const Memcached = resource({ group: "cache.example.com", version: "v1alpha1", kind: "Memcached" });
const key = { namespace: "default", name: "memcached-sample" };

const folder = mkdtempSync(join(tmpdir(), "kubewright-demo-"));
const project = join(folder, "memcached-operator");
const began = Date.now();
let operator;
try {
  await step("kubewright init memcached-operator --domain example.com", () =>
    tool(["init", "memcached-operator", "--domain", "example.com", "--skip-install"], folder),
  );
  await step("npm install", () =>
    program("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], project),
  );
  await step("kubewright create api --group cache --version v1alpha1 --kind Memcached", () =>
    tool(["create", "api", "--group", "cache", "--version", "v1alpha1", "--kind", "Memcached"], project),
  );
  await step("kubewright manifests", () => tool(["manifests"], project));
  const { kubeconfig, stop } = await step("kubewright run (a sandbox, and the operator on it)", () =>
    startRun(project),
  );
  operator = stop;
  const environment = await startEnvironment({ kubeconfig: readFileSync(kubeconfig, "utf8") });
  const { client, connection } = environment;
  const sample = await readSample();
  await step("apply config/samples: ready when its pods are", async () => {
    await client.apply(Memcached, sample);
    return until(connection, Memcached, key, isReady);
  });
  await show(client);
  await step("set size to 3: ready again", async () => {
    const { metadata } = await client.patch(Memcached, key, { merge: { spec: { size: 3 } } });
    return until(
      connection,
      Memcached,
      key,
      (object) =>
        isReady(object) &&
        conditionOf(object).observedGeneration === metadata.generation &&
        object.status.readyReplicas === 3,
    );
  });
  await show(client);
  await step("delete it: the Deployment and its Pods are gone", async () => {
    const pods = (await client.list(Pod, { namespace: "default" })).items;
    await client.delete(Memcached, key);
    await until(connection, Deployment, key, (object) => object === undefined);
    for (const pod of pods)
      await until(
        connection,
        Pod,
        { namespace: "default", name: pod.metadata.name },
        (object) => object === undefined,
      );
  });
  await show(client);
  await environment.stop();
  await step("Ctrl-C", () => operator());
  operator = undefined;
  console.log(
    `\nDone in ${((Date.now() - began) / 1000).toFixed(1)} s. Begin your own: node ${kubewright} init my-operator --domain example.com`,
  );
} finally {
  await operator?.();
  rmSync(folder, { recursive: true, force: true });
}

async function step(name, body) {
  const start = Date.now();
  const result = await body();
  console.log(`${((Date.now() - start) / 1000).toFixed(1).padStart(6)} s  ${name}`);
  return result;
}

function tool(args, cwd) {
  return program(process.execPath, [kubewright, ...args], cwd);
}

function program(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0
        ? resolve(output)
        : reject(new Error(`"${command} ${args.join(" ")}" ended with ${code}:\n${output}`)),
    );
  });
}

/** Starts `kubewright run`; resolves when it has printed the kubeconfig and the operator has started. */
function startRun(cwd) {
  const child = spawn(process.execPath, [kubewright, "run"], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGINT");
    await exited;
  };
  return new Promise((resolve, reject) => {
    const lines = [];
    let kubeconfig;
    const onLine = (line) => {
      lines.push(line);
      kubeconfig ??= /^export KUBECONFIG=(.+)$/.exec(line)?.[1]?.replace(/^'|'$/g, "");
      if (kubeconfig && /"msg":"starting"|starting/.test(line)) resolve({ kubeconfig, stop });
    };
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", onLine);
    exited.then((code) => reject(new Error(`kubewright run ended with ${code}:\n${lines.join("\n")}`)));
  });
}

async function readSample() {
  const { default: yaml } = await import("yaml");
  const sample = yaml.parse(
    readFileSync(join(project, "config/samples/cache_v1alpha1_memcached.yaml"), "utf8"),
  );
  return { ...sample, metadata: { ...sample.metadata, ...key } };
}

function conditionOf(object) {
  return object?.status?.conditions?.find((condition) => condition.type === "Ready");
}

function isReady(object) {
  return conditionOf(object)?.status === "True";
}

/** What there is now: the custom resource with its condition, and its children. */
async function show(client) {
  const lines = [];
  for (const { metadata, spec, status } of (await client.list(Memcached, { namespace: "default" })).items) {
    const ready = conditionOf({ status });
    lines.push(
      `memcached/${metadata.name}  size ${spec.size}  Ready=${ready?.status} (${ready?.reason}: ${ready?.message})`,
    );
  }
  for (const { metadata, status } of (await client.list(Deployment, { namespace: "default" })).items) {
    lines.push(
      `└─ deployment/${metadata.name}  ${status?.readyReplicas ?? 0} of ${status?.replicas ?? 0} ready`,
    );
  }
  for (const { metadata, status } of (await client.list(Pod, { namespace: "default" })).items)
    lines.push(`   ├─ pod/${metadata.name}  ${status?.phase}`);
  console.log(
    (lines.length > 0 ? lines : ["nothing is left"]).map((line) => `            ${line}`).join("\n"),
  );
}
