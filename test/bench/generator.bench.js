// The generator against controller-gen on the same kinds: whole processes in alternating pairs, the ratio of the medians, and beside each figure the
// floor: bare Node, and Node that has loaded the compiler. `--full` takes all sizes, Node 24 too, and memory; without it the run is a light one.
// A first run means: our results deleted; page cache, Go's build cache and V8's compiled code warm.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compareDefinitions } from "./compare-definitions.js";
import { writeGo, writeTypeScript } from "./generator-sources.js";
import { median } from "./pairs.js";
import { measure } from "./process-cost.js";
import { findControllerGen, findNode } from "./tools.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = join(root, "bin", "kubewright.js");
const full = process.argv.includes("--full");
/** What is to be reached, by major version of Node; a light run on a shared machine may miss it by half. */
const goals = {
  first: { 20: { 1: 1.3, 10: 1.3, 100: 1 }, 24: { 1: 1, 10: 1, 100: 1 } },
  again: 0.4,
  watch: 0.2,
  memory: 1.5,
};
const allowance = full ? 1 : 1.5;
const scratch = mkdtempSync(join(tmpdir(), "kubewright-bench-"));
const env = {
  ...process.env,
  XDG_CACHE_HOME: join(scratch, "cache"),
  NODE_COMPILE_CACHE: join(scratch, "v8"),
};

try {
  await main();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function main() {
  const controllerGen = findControllerGen();
  if (!controllerGen)
    return console.log("skipped: Go is not installed, so there is no controller-gen to compare with");
  const nodes = [process.execPath, ...(full ? [findNode("24.21.0")] : [])].filter(Boolean);
  for (const kinds of full ? [1, 10, 100] : [1, 10]) {
    const folders = { ts: join(scratch, `${kinds}-ts`), go: join(scratch, `${kinds}-go`) };
    writeTypeScript(folders.ts, kinds);
    writeGo(folders.go, kinds);
    const peer = {
      name: "controller-gen",
      command: [
        controllerGen,
        "crd",
        "rbac:roleName=manager-role",
        "paths=./...",
        "output:crd:dir=config/crd/bases",
      ],
      cwd: folders.go,
    };
    for (const node of nodes) await compare({ node, kinds, peer, ts: folders.ts });
    compareDefinitions(join(folders.go, "config/crd/bases"), join(folders.ts, "out"), kinds);
  }
  if (full) for (const node of nodes) await growth(node);
}

async function compare({ node, kinds, peer, ts }) {
  const version = majorOf(node);
  const manifests = { command: [node, program, "manifests"], cwd: ts };
  const crds = { command: [node, program, "generate", "crd", "src", "--out", "out"], cwd: ts };
  const contestants = {
    peer,
    "manifests, first": { ...manifests, before: () => forget(ts) },
    "manifests, again": manifests,
    "generate crd, first": { ...crds, before: () => forget(ts) },
    "generate crd, again": crds,
    "floor: Node": { command: [node, "-e", ""], cwd: ts },
    "floor: Node and the compiler": {
      command: [
        node,
        "--input-type=module",
        "-e",
        `(await import(${JSON.stringify(`file://${join(root, "dist/generate/read/compiler.js")}`)})).loadCompiler()`,
      ],
      cwd: ts,
    },
  };
  const costs = await alternate(contestants);
  const watch = await watchTimes(node, ts);
  const base = costs.peer;
  console.log(
    `\n${kinds} ${kinds === 1 ? "kind" : "kinds"}, Node ${version} (medians of ${base.ms.length}; least to most)`,
  );
  line("controller-gen", base, base);
  line("floor: Node", costs["floor: Node"], base);
  line("floor: Node and the compiler", costs["floor: Node and the compiler"], base);
  for (const name of ["manifests, first", "generate crd, first"])
    line(name, costs[name], base, goals.first[version]?.[kinds]);
  for (const name of ["manifests, again", "generate crd, again"]) line(name, costs[name], base, goals.again);
  line("manifests --watch, change to last write", { ms: watch }, base, goals.watch);
  const memory = median(costs["manifests, first"].mb) / median(base.mb);
  if (kinds === 100 && Number.isFinite(memory)) goal("peak memory of a first run", memory, goals.memory);
}

/** Times of a first run must grow as the kinds do, and not faster. */
async function growth(node) {
  const sizes = [10, 100, 1000];
  const contestants = {};
  for (const kinds of sizes) {
    const ts = join(scratch, `growth-${kinds}`);
    writeTypeScript(ts, kinds);
    contestants[kinds] = { command: [node, program, "manifests"], cwd: ts, before: () => forget(ts) };
  }
  const costs = await alternate(contestants, 3);
  const [ten, hundred, thousand] = sizes.map((kinds) => median(costs[kinds].ms));
  const each = [(hundred - ten) / 90, (thousand - hundred) / 900];
  console.log(
    `\ngrowth on Node ${majorOf(node)}: ${ten.toFixed(0)}, ${hundred.toFixed(0)}, ${thousand.toFixed(0)} ms for ${sizes.join(", ")} kinds; ${each.map((ms) => ms.toFixed(2)).join(", then ")} ms a kind`,
  );
  // compiled code gets better with time, so that the later kinds cost less
  goal("cost of a kind beyond 100, to that of one before", each[1] / each[0], 1.2);
}

/** Runs each in turn, after one round that warms the caches. */
async function alternate(contestants, runs = full ? 15 : 7) {
  const costs = Object.fromEntries(Object.keys(contestants).map((name) => [name, { ms: [], mb: [] }]));
  for (let round = 0; round <= runs; round++) {
    for (const [name, { command, cwd, before }] of Object.entries(contestants)) {
      before?.();
      const { ms, mb } = await measure(command, { cwd, env });
      if (round === 0) continue;
      costs[name].ms.push(ms);
      costs[name].mb.push(mb);
    }
  }
  return costs;
}

/** From the change of a source to the line that says that the definition was written. */
async function watchTimes(node, ts) {
  const folder = `${ts}-watched`;
  rmSync(folder, { recursive: true, force: true });
  cpSync(ts, folder, { recursive: true });
  const source = join(folder, "src/api/v1/bench000.ts");
  const text = readFileSync(source, "utf8");
  const child = spawn(node, [program, "manifests", "--watch"], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "inherit"],
    timeout: 120_000,
  });
  const lines = child.stdout[Symbol.asyncIterator]();
  const until = async (wanted) => {
    for (let seen = ""; !wanted.test(seen);) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`the watch ended after: ${seen}`);
      seen += value;
    }
  };
  const times = [];
  try {
    await until(/\n$/);
    for (let run = 0; run < (full ? 15 : 7) + 1; run++) {
      const start = process.hrtime.bigint();
      writeFileSync(source, text.replace("Image that", `Image ${run} that`));
      await until(/(?:create|update) config\/crd\/bases\/bench\.example\.com_bench000s\.yaml\n/);
      if (run > 0) times.push(Number(process.hrtime.bigint() - start) / 1e6);
    }
  } finally {
    child.kill("SIGINT");
    await new Promise((resolve) => child.once("exit", resolve));
  }
  return times;
}

/** What makes the next run a first one. */
function forget(ts) {
  for (const path of [
    join(env.XDG_CACHE_HOME, "kubewright", "generate"),
    join(ts, "config"),
    join(ts, "out"),
  ])
    rmSync(path, { recursive: true, force: true });
}

function line(name, { ms, mb = [] }, base, limit) {
  const spread = `${Math.min(...ms).toFixed(0)}–${Math.max(...ms).toFixed(0)}`;
  const memory = mb.some(Number.isFinite) ? `${median(mb).toFixed(0)} MB` : "";
  const ratio = median(ms) / median(base.ms);
  console.log(
    `  ${name.padEnd(40)} ${median(ms).toFixed(0).padStart(6)} ms  ${spread.padStart(11)}  ${memory.padStart(7)}  ${ratio.toFixed(2).padStart(5)}${verdict(ratio, limit)}`,
  );
}

function goal(name, ratio, limit) {
  console.log(`  ${name}: ${ratio.toFixed(2)}${verdict(ratio, limit)}`);
}

function verdict(ratio, limit) {
  if (limit === undefined) return "";
  if (ratio <= limit) return ` (goal ${limit})`;
  if (ratio > limit * allowance) process.exitCode = 1;
  return ` (goal ${limit}: MISSED)`;
}

function majorOf(node) {
  return node === process.execPath ? Number(process.versions.node.split(".")[0]) : 24;
}
