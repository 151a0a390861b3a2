// A cache alone against a server of events: how long it takes to be whole, the longest block of the event loop, and what it keeps.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { readFileSync } from "node:fs";
import { systemClock } from "../../../dist/base/clock.js";
import { silentLogger } from "../../../dist/base/logger.js";
import { resource } from "../../../dist/index.js";
import { Cache } from "../../../dist/runtime/cache/cache.js";
import { createListerWatcher } from "../../../dist/runtime/client/lister-watcher.js";
import { Transport } from "../../../dist/runtime/client/transport.js";

const [way, form] = process.argv.slice(2);
const Widget = resource({ group: "bench.example.com", version: "v1", kind: "Widget" });
const { server, "certificate-authority-data": data } = JSON.parse(
  readFileSync(process.env.KUBECONFIG, "utf8"),
).clusters[0].cluster;
const transport = new Transport({
  url: server,
  namespace: "default",
  inCluster: false,
  credentials: () => Promise.resolve({ headers: {}, tls: { ca: Buffer.from(data, "base64") } }),
  refresh() {},
});
const cache = new Cache({
  clock: systemClock,
  logger: silentLogger,
  watchList: way === "stream",
  lister: (kind, selection) => createListerWatcher(transport, kind, selection),
  configuration: { lazy: form === "lazy" },
});
const keys = new Set();
cache.addHandler(Widget, (_, { metadata }) => void keys.add(metadata.name));

const before = process.memoryUsage.rss();
const delay = monitorEventLoopDelay({ resolution: 1 });
const cpu = process.cpuUsage();
const began = performance.now();
delay.enable();
void cache.start(new AbortController().signal);
await cache.whenSynced();
const took = performance.now() - began;
delay.disable();
const { user, system } = process.cpuUsage(cpu);
console.log(
  JSON.stringify({
    event: "synced",
    took,
    cpu: (user + system) / 1_000,
    block: delay.max / 1e6,
    rss: process.memoryUsage.rss() - before,
    objects: keys.size,
  }),
);
