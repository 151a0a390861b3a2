// Memory of an operator that has nothing to do.
import { residentMemory, sleep, start } from "./process.js";
import { median } from "../pairs.js";

export async function measureRest({ api, report, env, ours, peer, runs, full, node }) {
  const namespace = "rest";
  await api.send("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
  const idle = { ...env, BENCH_MODE: "latency", BENCH_NAMESPACE: namespace, BENCH_WORKERS: "1" };
  const bareNode = [node, "-e", 'console.log(`{"event":"synced"}`); setInterval(() => {}, 60_000)'];
  const figures = { bare: [], ours: [], peer: [] };
  for (let run = 0; run < runs; run++)
    for (const [name, command] of Object.entries({ bare: bareNode, ours, peer })) {
      const operator = start(command, { env: idle });
      try {
        await operator.line("synced");
        await sleep(full ? 5_000 : 1_000);
        figures[name].push(residentMemory(operator.pid));
      } finally {
        await operator.stop();
      }
    }
  const over = figures.ours.map((value) => value - median(figures.bare));
  report.value("resident memory at rest over bare Node", { values: over, unit: "MB" }, { atMost: 45 });
  report.ratio("resident memory at rest", { ours: figures.ours, theirs: figures.peer, unit: "MB" });
}
