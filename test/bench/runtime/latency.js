// From the write of an object to the start of its reconcile, at a steady rate.
import { alternate, pick } from "./alternate.js";
import { sleep, start } from "./process.js";
import { fill, widgetName, widgetPath } from "./widgets.js";

const rate = 200;
const namespace = "latency";

export async function measureLatency({ api, report, env, ours, peer, runs, full }) {
  // one standstill of the server for 50 ms is ten events: of 5 s, those would be the p99
  const [objects, seconds] = full ? [1_000, 15] : [200, 2];
  await fill(api, namespace, { count: objects });
  const events = rate * seconds;
  const measure = (command) =>
    timeEvents(command, {
      api,
      objects,
      events,
      env: {
        ...env,
        BENCH_MODE: "latency",
        BENCH_NAMESPACE: namespace,
        BENCH_WORKERS: "1",
        BENCH_COUNT: String(events),
      },
    });
  const answers = await alternate({ ours, peer, runs }, measure);
  for (const name of ["p50", "p99"])
    report.ratio(
      `event to reconcile at ${rate} events a second, ${name}`,
      { ...pick(answers, name), unit: "ms" },
      { atMost: 1.2 },
    );
}

async function timeEvents(command, { api, objects, events, env }) {
  const operator = start(command, { env });
  try {
    await operator.line("synced");
    // its first runs, of what was there already, are over
    await sleep(500);
    await write(api, { objects, events });
    const { values } = await operator.line("latencies");
    const sorted = values.sort((a, b) => a - b);
    return { p50: sorted[Math.floor(sorted.length * 0.5)], p99: sorted[Math.floor(sorted.length * 0.99)] };
  } finally {
    await operator.stop();
  }
}

/** Writes at the rate, whatever the answers take; an object's next turn comes when its last event is long over. */
async function write(api, { objects, events }) {
  const began = performance.now();
  const writes = [];
  for (let index = 0; index < events; index++) {
    const wait = began + (index * 1_000) / rate - performance.now();
    if (wait > 0) await sleep(wait);
    const body = { spec: { sentAt: String(process.hrtime.bigint()) } };
    const path = widgetPath(namespace, widgetName(index % objects));
    writes.push(api.send("PATCH", path, body, "application/merge-patch+json"));
  }
  await Promise.all(writes);
}
