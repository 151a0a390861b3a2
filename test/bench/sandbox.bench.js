/*
 * The sandbox beside etcd and kube-apiserver: node test/bench/sandbox.bench.js [--full] [--only PART,PART] [--runs N] [--node VERSION|this]
 *
 * Without --full it is short, with small sizes and few runs: it shows that everything can be measured. With it, sizes and runs are those that the goals are for, on
 * a quiet machine of two cores. A missed goal is printed, and never fails the bench; what cannot be measured does.
 *
 * How: the servers under test are pinned to the last core, the client, which is this process, to the first. The real one's two programs share their core as the
 * sandbox has its one: nobody gets more of the machine. It writes without fsync. Both servers run all the time; rounds take turns, and while one is asked the other has
 * nothing to do. Before anything counts, each gets the same requests to warm up. The client does not parse answers, so that it is not what is measured.
 * The sandbox runs on the Node of the scaffold's image; --node 20.20.2 takes another from npm, --node this the one that runs the bench.
 * A ratio is that of the medians, each with the least and the most beside it.
 *
 * Parts:
 *   start     until `kubewright sandbox` says that it is ready, over the whole time of `node -e 0`
 *   further   the first sandbox of a process after the call, and what each further one costs
 *   requests  create, update and merge patch of ConfigMaps and of custom resources, a second, and the processor time that each took the server
 *   lists     a list of 10,000
 *   watches   events delivered a second, summed over 100 watchers
 *   kubectl   `kubectl get` as a whole process
 *   memory    100,000 objects of 2 KB
 */
import { parseArgs } from "node:util";
import { findControlPlane } from "../../dist/cluster/control-plane/find.js";
import { pinSelf, placement } from "./runtime/process.js";
import { createReport } from "./runtime/report.js";
import { measureFurther } from "./sandbox/further.js";
import { measureKubectl } from "./sandbox/kubectl.js";
import { measureLists } from "./sandbox/lists.js";
import { measureMemory } from "./sandbox/memory.js";
import { measureRequests } from "./sandbox/requests.js";
import { startOurs, startReal } from "./sandbox/servers.js";
import { measureStart } from "./sandbox/start.js";
import { measureWatches } from "./sandbox/watches.js";
import { chooseNode, chooseParts, countRuns, runBench } from "./session.js";

const alone = { start: measureStart, further: measureFurther };
const beside = {
  requests: measureRequests,
  lists: measureLists,
  watches: measureWatches,
  kubectl: measureKubectl,
};
const last = { memory: measureMemory };
const parts = { ...alone, ...beside, ...last };
const { values: flags } = parseArgs({
  options: {
    full: { type: "boolean", default: false },
    only: { type: "string" },
    runs: { type: "string" },
    node: { type: "string" },
  },
});
const { full } = flags;
const chosen = chooseParts(parts, flags.only);
const runs = countRuns(flags.runs, full ? 9 : 3);
const { file: node, version } = chooseNode(flags.node);

await runBench(main);

async function main({ scratch, signal }) {
  console.log(
    `Node ${version}; ${placement.replace("operator", "server under test").replace("server and load", "client")}`,
  );
  const report = createReport();
  const bench = { report, full, runs, scratch, node, signal };
  await measure(alone, bench);
  pinSelf();
  if (chosen.some((name) => name in beside)) await measureBeside(bench);
  await measure(last, bench);
  report.finish();
}

async function measureBeside(bench) {
  const binaries = findControlPlane();
  if (!binaries)
    return console.log("skipped: what needs etcd and kube-apiserver, which are not on this machine");
  const servers = [];
  try {
    servers.push(await startReal({ binaries, signal: bench.signal }));
    servers.unshift(await startOurs(bench));
    await measure(beside, { ...bench, binaries, servers });
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function measure(group, bench) {
  for (const [name, run] of Object.entries(group)) {
    if (!chosen.includes(name)) continue;
    bench.signal.throwIfAborted();
    console.log(`\n${name}`);
    const began = performance.now();
    await run(bench);
    console.log(`(${Math.round((performance.now() - began) / 1000)} s)`);
  }
}
