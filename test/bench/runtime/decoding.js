// How fast the initial events of a watch come into the cache, against the least that any client on Node does with them.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { start } from "./process.js";

const here = fileURLToPath(new URL(".", import.meta.url));

export async function measureDecoding({ report, env, ours, runs, full, scratch, node }) {
  const count = full ? 50_000 : 30_000;
  const server = start([process.execPath, join(here, "events-server.js"), String(count), scratch], {
    on: "server",
  });
  try {
    const { kubeconfig } = await server.line("ready");
    const environment = {
      ...env,
      KUBECONFIG: kubeconfig,
      BENCH_MODE: "latency",
      BENCH_NAMESPACE: "decode",
      BENCH_WORKERS: "1",
    };
    const floor = [node, join(here, "decoding-floor.js")];
    const rates = { ours: [], theirs: [] };
    for (let run = 0; run < runs; run++) {
      rates.ours.push(count / (await timeUntilSynced(ours, environment)));
      rates.theirs.push(count / (await timeUntilSynced(floor, environment)));
    }
    report.ratio(
      "watch events decoded into the cache",
      { ...rates, peer: "TLS, newline split and JSON.parse", unit: "a ms" },
      { atLeast: 0.8 },
    );
  } finally {
    await server.stop();
  }
}

/** Milliseconds that the process itself counts from its first request on. */
async function timeUntilSynced(command, env) {
  const operator = start(command, { env });
  try {
    return (await operator.line("synced")).took;
  } finally {
    await operator.stop();
  }
}
