// The whole list of 10,000 objects, read to its end on a connection that is open.
import { openConnection, openConnections } from "./connection.js";
import { configMap } from "./objects.js";

const namespace = "lists";
const path = `/api/v1/namespaces/${namespace}/configmaps`;

export async function measureLists({ servers, report, full, runs }) {
  const count = full ? 10_000 : 2000;
  const warm = 3;
  console.log(`${count} ConfigMaps; ${warm} lists to warm up`);
  const times = [[], []];
  for (const server of servers) await fill(server, count);
  const connections = await Promise.all(servers.map(openConnection));
  try {
    for (let round = 0; round < runs + warm; round++)
      for (const [side, connection] of connections.entries()) {
        const start = performance.now();
        const { length } = await connection.send("GET", path);
        if (length < count * 500) throw new Error(`a list of ${length} bytes`);
        if (round >= warm) times[side].push(performance.now() - start);
      }
  } finally {
    for (const connection of connections) connection.close();
  }
  const [ours, theirs] = times;
  report.ratio(`list of ${count}`, { ours, theirs, unit: "ms" }, { atMost: 1 });
}

async function fill(server, count) {
  const pool = await openConnections(server, 8);
  const metadata = { name: namespace };
  const body = JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata });
  await pool.connections[0].send("POST", "/api/v1/namespaces", body);
  await pool.spread(count, (connection, index) => connection.send("POST", path, configMap(`list-${index}`)));
  pool.close();
}
