// create, update and patch, one connection after the other's answer, in rounds that take turns.
import { openConnections } from "./connection.js";
import { configMap, configMaps, widget, widgetDefinition, widgets } from "./objects.js";

const width = 8;
const mergePatch = "application/merge-patch+json";

export async function measureRequests({ servers, report, full, runs }) {
  const perRound = full ? 1000 : 200;
  const warm = full ? 4000 : 1200;
  console.log(
    `${width} connections, one request at a time on each; ${runs} rounds of ${perRound} after ${warm} of each verb to warm up`,
  );
  const sides = await Promise.all(
    servers.map(async (server) => ({ server, pool: await openConnections(server, width) })),
  );
  try {
    for (const { pool } of sides) await define(pool.connections[0]);
    for (const kind of [
      { name: "ConfigMap", path: configMaps, object: configMap, patch: (v) => ({ data: { v } }) },
      { name: "custom resource", path: widgets, object: widget, patch: (v) => ({ spec: { v } }) },
    ])
      await measureKind(kind, { sides, report, perRound, warm, runs });
  } finally {
    for (const { pool } of sides) pool.close();
  }
}

/** The kind is served a moment after its definition. */
async function define(connection) {
  await connection.send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", widgetDefinition);
  for (;;) {
    try {
      await connection.send("GET", widgets);
      await connection.send("POST", widgets, widget("first"));
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function measureKind({ name, path, object, patch }, { sides, report, perRound, warm, runs }) {
  const versions = sides.map(() => new Map());
  const verbs = {
    create: async ({ send }, { id, side }) => {
      const { text } = await send("POST", path, object(id));
      versions[side].set(id, /"resourceVersion":"(\d+)"/.exec(text)[1]);
    },
    update: ({ send }, { id, side, v }) => {
      const resourceVersion = versions[side].get(id);
      return send("PUT", `${path}/${id}`, object(id, { v, resourceVersion }));
    },
    patch: ({ send }, { id, v }) => send("PATCH", `${path}/${id}`, JSON.stringify(patch(v)), mergePatch),
  };
  const rates = {};
  const costs = {};
  for (let round = 0; round <= runs; round++)
    for (const [verb, act] of Object.entries(verbs))
      for (const [side, { server, pool }] of sides.entries()) {
        const count = round === 0 ? warm : perRound;
        const before = server.cpu();
        const ms = await pool.spread(count, (connection, index) =>
          act(connection, { id: `r${round}-${index}`, v: `${verb}-${round}`, side }),
        );
        if (round === 0) continue; // warms up
        ((rates[verb] ??= [[], []])[side] ??= []).push((count / ms) * 1000);
        ((costs[verb] ??= [[], []])[side] ??= []).push(((server.cpu() - before) / count) * 1000);
      }
  for (const verb of Object.keys(verbs)) {
    const [ours, theirs] = rates[verb];
    report.ratio(`${verb} ${name}`, { ours, theirs, unit: "a second" }, { atLeast: 3 });
    const [own, others] = costs[verb];
    report.ratio("  processor time of the server", { ours: own, theirs: others, unit: "µs a request" });
  }
}
