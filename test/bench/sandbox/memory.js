// Resident memory of a sandbox that holds many objects of two kilobytes.
import { openConnections } from "./connection.js";
import { configMap, configMaps } from "./objects.js";
import { startOurs } from "./servers.js";

export async function measureMemory({ report, full, scratch, node }) {
  const count = full ? 100_000 : 10_000;
  const server = await startOurs({ scratch, node });
  const pool = await openConnections(server, 8);
  try {
    const rest = server.memory();
    await pool.spread(count, (connection, index) =>
      connection.send("POST", configMaps, configMap(`object-${index}`, { bytes: 1500 })),
    );
    const after = server.memory();
    const goal = full ? { atMost: 1000 } : {};
    report.value(
      `${count} objects of 2 KB`,
      { values: [after], unit: `MB resident, ${rest.toFixed(0)} MB without` },
      goal,
    );
  } finally {
    pool.close();
    await server.stop();
  }
}
