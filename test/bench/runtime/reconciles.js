// Reconciles a second, CPU time a thousand of them, and the time until the cache is whole.
import { alternate, pick } from "./alternate.js";
import { start } from "./process.js";
import { fill } from "./widgets.js";

/** Objects, workers, and between which reconciles is measured: Go's code is compiled before, ours while the first ones run. */
const sizes = {
  full: [
    { objects: 1_000, workers: 1, window: [200, 1_000] },
    { objects: 1_000, workers: 10, window: [200, 1_000] },
    { objects: 10_000, workers: 1, window: [200, 1_000] },
    { objects: 10_000, workers: 10, window: [500, 2_000] },
  ],
  short: [
    { objects: 300, workers: 1, window: [100, 250] },
    { objects: 2_000, workers: 10, window: [200, 500] },
  ],
};

export async function measureReconciles({ api, report, env, ours, peer, runs, full }) {
  let label = 0;
  for (const { objects, workers, window } of sizes[full ? "full" : "short"]) {
    const namespace = `reconciles-${objects}`;
    // the same objects for one and for ten workers
    if (label === 0 || workers === 1 || !full)
      await fill(api, namespace, { count: objects, containers: 0, children: true });
    const measure = (command) =>
      timeRun(command, {
        window,
        env: {
          ...env,
          BENCH_MODE: "write",
          BENCH_NAMESPACE: namespace,
          BENCH_WORKERS: String(workers),
          BENCH_FIRST: String(window[0]),
          BENCH_COUNT: String(window[1]),
          BENCH_RUN: `run-${label++}`,
        },
      });
    const answers = await alternate({ ours, peer, runs }, measure);
    const what = `${workers} worker${workers > 1 ? "s" : ""}, ${objects.toLocaleString("en")} objects`;
    report.ratio(
      `reconciles a second, ${what}`,
      { ...pick(answers, "rate"), unit: "a second" },
      { atLeast: 1 },
    );
    report.ratio(
      `CPU time of 1,000 reconciles, ${what}`,
      { ...pick(answers, "cpu"), unit: "s" },
      { atMost: 2 },
    );
    // a thousand objects are there at once, so that this would compare starts of processes
    if (objects > 1_000)
      report.ratio(
        `process start to synced, ${what}`,
        { ...pick(answers, "synced"), unit: "ms" },
        { atMost: 1.2 },
      );
  }
}

async function timeRun(command, { window, env }) {
  const operator = start(command, { env });
  try {
    const synced = await operator.line("synced");
    const [from, to] = window;
    const first = await operator.line("started", ({ count }) => count === from);
    const last = await operator.line("started", ({ count }) => count === to);
    const done = to - from;
    return {
      rate: done / ((last.at - first.at) / 1_000),
      cpu: ((last.cpu - first.cpu) / done) * 1_000,
      synced: synced.after,
    };
  } finally {
    await operator.stop();
  }
}
