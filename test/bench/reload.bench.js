// Hot reload as a developer meets it: the time from a saved file to the first reconcile by the new code, in a scaffolded project under `kubewright run` on the
// sandbox. Beside it the floor: what a Node process takes that only loads the library. `--edits N` saves N times; `--trace` prints each time.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { median } from "./pairs.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = join(root, "bin", "kubewright.js");
const edits = Number(argument("--edits") ?? 30);
/** What is promised, in milliseconds. */
const goals = { median: 400, p95: 800 };
/** How long a developer looks at the outcome before the next change. */
const pauseMs = 500;

const scratch = mkdtempSync(join(tmpdir(), "kubewright-bench-"));
try {
  await main(scaffold());
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function main(project) {
  const controller = join(project, "src", "controllers", "memcached.ts");
  const source = readFileSync(controller, "utf8");
  const save = (version) => writeFileSync(controller, withVersion(source, version));
  save(0);
  const operator = startRun(project);
  try {
    await operator.line("kubeconfig");
    await create(operator.kubeconfig);
    await operator.line("reconciled by 0");
    const times = [];
    for (let version = 1; version <= edits; version++) {
      await wait(pauseMs);
      const saved = performance.now();
      save(version);
      await operator.line(`reconciled by ${version}`);
      times.push(performance.now() - saved);
      if (process.argv.includes("--trace")) console.log(`${version}: ${times.at(-1).toFixed(0)} ms`);
    }
    report(times);
  } finally {
    await operator.stop();
  }
}

function report(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const found = { median: median(times), p95: sorted[Math.ceil(sorted.length * 0.95) - 1] };
  const library = JSON.stringify(new URL("../../dist/index.js", import.meta.url).href);
  const began = performance.now();
  spawnSync(process.execPath, ["--input-type=module", "--eval", `await import(${library})`]);
  const floor = performance.now() - began;
  console.log(
    `saved file to first reconcile: median ${found.median.toFixed(0)} ms, p95 ${found.p95.toFixed(0)} ms of ${times.length} ` +
      `(goals ${goals.median} and ${goals.p95}); ${(found.median / floor).toFixed(2)} × a process that loads the library (${floor.toFixed(0)} ms)`,
  );
  if (found.median >= goals.median || found.p95 >= goals.p95) process.exitCode = 1;
}

/** A project as `init` and `create api` make it, with the library of this checkout. */
function scaffold() {
  const project = join(scratch, "memcached-operator");
  tool(["init", "memcached-operator", "--domain", "example.com", "--skip-install"], scratch);
  tool(["create", "api", "--group", "cache", "--version", "v1alpha1", "--kind", "Memcached"], project);
  mkdirSync(join(project, "node_modules"));
  symlinkSync(root, join(project, "node_modules", "kubewright"), "junction");
  return project;
}

function withVersion(source, version) {
  const changed = source.replace(
    /(\.reconcile\(async .*=> \{\n)/,
    `$1    log.info("reconciled by ${version}");\n`,
  );
  if (changed === source) throw new Error("the scaffold's controller is not as this bench knows it");
  return changed;
}

function tool(args, cwd) {
  const { status, stderr } = spawnSync(process.execPath, [program, ...args], { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`kubewright ${args.join(" ")} ended with ${status}:\n${stderr}`);
}

/** Starts `kubewright run`; `line` resolves once a line has the text as a word of its own. */
function startRun(cwd) {
  const child = spawn(process.execPath, [program, "run"], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const kubeconfig = join(cwd, ".kubewright", "kubeconfig");
  const lines = [];
  const waiting = new Set();
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line.replace(/^export KUBECONFIG=.*/, "kubeconfig"));
      for (const check of waiting) check();
    });
  return {
    kubeconfig,
    line: (text) =>
      new Promise((resolve, reject) => {
        const pattern = new RegExp(`\\b${text}\\b`);
        const check = () => {
          if (!lines.some((line) => pattern.test(line))) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
        void exited.then((code) =>
          reject(new Error(`kubewright run ended with ${code}:\n${lines.join("\n")}`)),
        );
      }),
    async stop() {
      child.kill("SIGINT");
      await exited;
    },
  };
}

/** The object that is reconciled; its kind may not be served yet. */
async function create(kubeconfig) {
  const text = readFileSync(kubeconfig, "utf8");
  const field = (name) => new RegExp(`${name}: *(\\S+)`).exec(text)?.[1];
  const body = JSON.stringify({
    apiVersion: "cache.example.com/v1alpha1",
    kind: "Memcached",
    metadata: { name: "sample" },
    spec: { image: "docker.io/library/memcached:1.6", size: 1 },
  });
  const url = `${field("server")}/apis/cache.example.com/v1alpha1/namespaces/default/memcacheds`;
  const options = {
    method: "POST",
    ca: Buffer.from(field("certificate-authority-data"), "base64"),
    headers: { authorization: `Bearer ${field("token")}`, "content-type": "application/json" },
  };
  for (;;) {
    const status = await new Promise((resolve, reject) => {
      const asked = request(url, options, (response) => resolve(response.resume().statusCode));
      asked.on("error", reject).end(body);
    });
    if (status === 201) return;
    if (status !== 404) throw new Error(`creating the object was answered with ${status}`);
    await wait(50);
  }
}

function argument(name) {
  const index = process.argv.indexOf(name);
  return index < 0 ? undefined : process.argv[index + 1];
}
