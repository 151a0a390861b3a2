/*
 * The runtime side by side with controller-runtime, on one kube-apiserver: node test/bench/runtime.bench.js [--full] [--only PART,PART] [--runs N] [--node VERSION|this]
 *
 * Without --full it is short (a minute and a half), with small sizes and few runs: it shows that everything can be measured. With it, sizes and runs are those that
 * the goals are for (some fifteen minutes on a quiet machine of two cores). A missed goal is printed, and never fails the bench; what cannot be measured does.
 *
 * Our operator runs on the Node of the scaffold's image; --node 20.20.2 takes another from npm, --node this the one that runs the bench.
 *
 * How: Linux tells (/proc). kube-apiserver, etcd and the load are pinned to the first core, the operator under test to the last. Runs of the two operators
 * alternate; a ratio is that of the medians, each with the least and the most beside it. Our operator is bundled by the scaffold's own build script and runs as in
 * its image; the peer is built by Go from the modules in runtime/peer/go.mod with the same work to do. Both read JSON, leave managedFields out of their
 * caches and have no rate limit; Go's garbage collector has its defaults, and nobody asks either to give memory back.
 *
 * Parts:
 *   size        bytes of the scaffolded project's bundle; time to import the runtime's entry over bare Node
 *   rest        resident memory with nothing to do, 5 s after the start, over bare Node of the same version
 *   reconciles  one reconcile: the object from the cache, a server-side apply of one ConfigMap, a patch of the status. The children are there already, so that each
 *               write is an update. A second's reconciles and the CPU time are taken by the process itself between the starts of two
 *               runs, the first after a time to warm up; the time to sync from the start of the process to its own word that its cache is whole
 *   latency     200 objects a second are written, each with the time of the write (CLOCK_MONOTONIC); from there to the start of its reconcile, which writes nothing
 *   list        50,000 objects of 4 KB: resident memory 10 s after the sync, the longest time until the sync in which
 *               a timer of a millisecond did not come round, as far as the process worked in it
 *   explain     CPU time of the notes that explain data are made of, alone: there is no switch for them
 *   decode      initial events from a server that does nothing else, until the operator's cache is whole, against TLS, newline split and JSON.parse alone
 */
import { parseArgs } from "node:util";
import { ensureControlPlane } from "../../dist/cluster/control-plane/ensure.js";
import { startControlPlane } from "../../dist/cluster/control-plane/start.js";
import { createApi } from "./runtime/api.js";
import { measureDecoding } from "./runtime/decoding.js";
import { measureExplain } from "./runtime/explain.js";
import { measureLatency } from "./runtime/latency.js";
import { measureList } from "./runtime/list.js";
import { bundleOperators, ourCommand, peerCommand, peerVersion } from "./runtime/operators.js";
import { pinSelf, placement, stopAll } from "./runtime/process.js";
import { measureReconciles } from "./runtime/reconciles.js";
import { createReport } from "./runtime/report.js";
import { measureRest } from "./runtime/rest.js";
import { measureSize } from "./runtime/size.js";
import { installKind } from "./runtime/widgets.js";
import { chooseNode, chooseParts, countRuns, runBench } from "./session.js";

const parts = {
  size: measureSize,
  rest: measureRest,
  reconciles: measureReconciles,
  latency: measureLatency,
  list: measureList,
  explain: measureExplain,
  decode: measureDecoding,
};
const { values: flags } = parseArgs({
  options: {
    full: { type: "boolean", default: false },
    only: { type: "string" },
    runs: { type: "string" },
    node: { type: "string" },
  },
});
const chosen = chooseParts(parts, flags.only);
const runs = countRuns(flags.runs, flags.full ? 7 : 3);
/** What our operator and the floors run on. */
const { file: node, version } = chooseNode(flags.node);

await runBench(main);

async function main({ scratch, signal }) {
  const peer = peerCommand();
  if (!peer)
    return console.log("skipped: Go is not installed, so there is no controller-runtime to compare with");
  const { scaffolded, ours } = bundleOperators(scratch);
  const binaries = await ensureControlPlane();
  console.log(`Node ${version}, controller-runtime ${peerVersion()}; ${placement}; ${runs} runs each`);
  pinSelf();
  const plane = await startControlPlane({ binaries, signal });
  const api = createApi(plane);
  const report = createReport();
  const env = { KUBECONFIG: plane.kubeconfigFile, BENCH_RUN: "0", BENCH_COUNT: "0" };
  const bench = { api, report, env, runs, full: flags.full, scratch, scaffolded, node };
  try {
    await installKind(api);
    for (const name of chosen) {
      signal.throwIfAborted();
      console.log(`\n${name}`);
      const began = performance.now();
      await parts[name]({ ...bench, ours: ourCommand(node, ours.file), peer });
      console.log(`(${Math.round((performance.now() - began) / 1_000)} s)`);
    }
    report.finish();
  } finally {
    api.close();
    stopAll();
    await plane.stop();
  }
}
