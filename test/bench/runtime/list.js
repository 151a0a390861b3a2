// Many large objects: what they take, and how long the event loop stands still while they come.
import { alternate, pick } from "./alternate.js";
import { residentMemory, sleep, start } from "./process.js";
import { fill } from "./widgets.js";

const namespace = "list";

export async function measureList({ api, report, env, ours, peer, runs, full }) {
  const [count, rest] = full ? [50_000, 10_000] : [3_000, 2_000];
  await fill(api, namespace, { count, containers: 3 });
  const measure = (command) =>
    weigh(command, {
      rest,
      env: { ...env, BENCH_MODE: "latency", BENCH_NAMESPACE: namespace, BENCH_WORKERS: "1" },
    });
  const answers = await alternate({ ours, peer, runs }, measure);
  const what = `${count.toLocaleString("en")} objects of 4 KB`;
  report.ratio(`resident memory, ${what}`, { ...pick(answers, "memory"), unit: "MB" }, { atMost: 1 });
  report.ratio(`process start to synced, ${what}`, { ...pick(answers, "synced"), unit: "ms" });
  const lazy = [];
  // no ratio to the peer is a goal of this form: fewer runs keep the bench short
  for (let run = 0; run < Math.min(runs, 3); run++)
    lazy.push(
      await weigh(ours, {
        rest,
        env: {
          ...env,
          BENCH_MODE: "latency",
          BENCH_NAMESPACE: namespace,
          BENCH_WORKERS: "1",
          BENCH_LAZY: "true",
        },
      }),
    );
  report.ratio(`resident memory, lazy, ${what}`, {
    ours: lazy.map(({ memory }) => memory),
    theirs: pick(answers, "memory").theirs,
    unit: "MB",
  });
  report.value(
    `longest block of the event loop, lazy, initial list of ${what}`,
    { values: lazy.map(({ longestBlock }) => longestBlock), unit: "ms" },
    { atMost: 50 },
  );
  report.value(
    `longest block of the event loop, initial list of ${what}`,
    { values: pick(answers, "longestBlock").ours, unit: "ms" },
    { atMost: 150 },
  );
}

async function weigh(command, { rest, env }) {
  const operator = start(command, { env });
  try {
    const { after, longestBlock } = await operator.line("synced");
    await sleep(rest);
    return { memory: residentMemory(operator.pid), synced: after, longestBlock };
  } finally {
    await operator.stop();
  }
}
