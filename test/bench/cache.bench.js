/*
 * The cache alone, against the least that any client on Node does with the same events (TLS, newline split, JSON.parse, a Map): node test/bench/cache.bench.js [--full]
 *
 * Without --full 10,000 objects and one run each; with it 50,000 objects of 4 KB, for which the goals are, and the medians of five runs. A server that does nothing else
 * sends them, once as initial events and once as a list without pages; the cache keeps them parsed, and as bytes (lazy). Printed are CPU time to the floor's, the longest
 * block of the event loop until the cache is whole (perf_hooks), and the resident memory for each object. A missed goal is printed, and never fails the bench.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { placement, start, stopAll } from "./runtime/process.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const full = process.argv.includes("--full");
const [count, runs] = full ? [50_000, 5] : [10_000, 1];
const ways = [
  ["stream", "parsed"],
  ["stream", "lazy"],
  ["list", "parsed"],
  ["list", "lazy"],
];

const scratch = mkdtempSync(join(tmpdir(), "kubewright-bench-"));
console.log(`${placement}; ${count} objects, ${runs} run${runs === 1 ? "" : "s"} each`);
try {
  const server = start(
    [process.execPath, join(here, "runtime/events-server.js"), String(count), scratch, "3"],
    { on: "server" },
  );
  const { kubeconfig } = await server.line("ready");
  const env = { KUBECONFIG: kubeconfig };
  const measured = new Map();
  for (let run = 0; run < runs; run++) {
    const floor = await once([process.execPath, join(here, "runtime/decoding-floor.js")], env);
    for (const [way, form] of ways) {
      const ours = await once([process.execPath, join(here, "cache/cache-process.js"), way, form], env);
      if (ours.objects !== count) throw new Error(`${ours.objects} objects came, not ${count}`);
      const known = measured.get(`${way}, ${form}`) ?? [];
      measured.set(`${way}, ${form}`, [...known, { ...ours, floor: floor.cpu / ours.cpu }]);
    }
  }
  for (const [name, all] of measured) print(name, all, name.endsWith("lazy") ? 50 : 150);
  await server.stop();
} finally {
  stopAll();
  rmSync(scratch, { recursive: true, force: true });
}

async function once(command, env) {
  const running = start(command, { env });
  try {
    return await running.line("synced");
  } finally {
    await running.stop();
  }
}

function print(name, all, allowed) {
  const median = (field) => all.map((one) => one[field]).sort((a, b) => a - b)[Math.floor(all.length / 2)];
  const block = median("block");
  const speed = median("floor");
  const goals = [
    speed >= 0.8 ? "" : "MISSED at least 0.8",
    block <= allowed ? "" : `MISSED at most ${allowed} ms`,
  ];
  console.log(
    [
      `${name}:`.padEnd(16),
      `speed ${speed.toFixed(2)} × the floor`,
      `longest block ${block.toFixed(0)} ms`,
      `${(median("rss") / count / 1_024).toFixed(1)} KB an object`,
      `whole after ${(median("took") / 1_000).toFixed(1)} s`,
      ...(full ? goals.filter(Boolean) : []),
    ].join("  "),
  );
}
