// 100 watchers of one collection, each on a connection of its own, while its objects are updated: events delivered to all of them, until the last one has them all.
import { openConnection, openConnections } from "./connection.js";
import { configMap } from "./objects.js";

const namespace = "watches";
const path = `/api/v1/namespaces/${namespace}/configmaps`;
const watchers = 100;
const objects = 50;

export async function measureWatches({ servers, report, full, runs }) {
  const updates = full ? 1000 : 300;
  console.log(`${watchers} watchers, ${updates} updates of objects of half a kilobyte; one run to warm up`);
  const rates = [[], []];
  const rigs = [];
  try {
    for (const server of servers) rigs.push(await rig(server));
    for (let round = 0; round <= runs; round++)
      for (const [side, { run }] of rigs.entries()) {
        const rate = await run(updates, `${round}`);
        if (round > 0) rates[side].push(rate);
      }
  } finally {
    for (const { close } of rigs) close();
  }
  const [ours, theirs] = rates;
  report.value("watch events a second, all watchers", { values: ours, unit: "" }, { atLeast: 20_000 });
  report.ratio("  beside the real server", { ours, theirs, unit: "a second" });
}

async function rig(server) {
  const writers = await openConnections(server, 8);
  const metadata = { name: namespace };
  const body = JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata });
  await writers.connections[0].send("POST", "/api/v1/namespaces", body);
  await writers.spread(objects, (connection, index) => connection.send("POST", path, configMap(`w${index}`)));
  let expected = Number.POSITIVE_INFINITY;
  let delivered = 0;
  let done = () => {};
  const onLines = (lines) => {
    delivered += lines;
    if (delivered >= expected) done();
  };
  const open = await Promise.all(Array.from({ length: watchers }, () => openConnection(server)));
  await Promise.all(open.map((connection) => connection.watch(`${path}?watch=true`, onLines)));
  expected = watchers * objects;
  await new Promise((resolve) => ((done = resolve), onLines(0))); // what was there before
  return {
    run: async (updates, v) => {
      expected = delivered + updates * watchers;
      const all = new Promise((resolve) => (done = resolve));
      const start = performance.now();
      await writers.spread(updates, (connection, index) => {
        const name = `w${index % objects}`;
        return connection.send("PUT", `${path}/${name}`, configMap(name, { v: `${v}-${index}` }));
      });
      await all;
      return ((updates * watchers) / (performance.now() - start)) * 1000;
    },
    close: () => {
      writers.close();
      for (const connection of open) connection.close();
    },
  };
}
