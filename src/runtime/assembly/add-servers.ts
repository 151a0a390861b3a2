import { join } from "node:path";
import { CertWatcher } from "../certificate/cert-watcher.ts";
import type { LeaseElector } from "../election/lease-elector.ts";
import { explainPage } from "../explain/explain-page.ts";
import { healthServer } from "../health/health-server.ts";
import { loopWatch } from "../health/loop-watch.ts";
import { memoryWatch } from "../health/memory-watch.ts";
import type { Manager } from "../manager/manager.ts";
import { checkWatches } from "./check-watches.ts";
import type { OperatorCheck } from "./operator-options.ts";
import type { Parts } from "./parts.ts";

/** Adds what watches over the process, and the servers of health and metrics that the settings ask for. */
export async function addServers(
  manager: Manager,
  parts: Parts,
  elector: LeaseElector | undefined,
): Promise<void> {
  const { settings, options, client, clock, logger, metrics } = parts;
  const loop = loopWatch({ clock, logger, onLate: (milliseconds) => metrics?.late(milliseconds) });
  manager.add("server", loop);
  manager.add("server", memoryWatch({ clock, logger }));
  if (settings.healthAddress !== "0") {
    const watches = () => [parts, ...parts.clusters.values()].flatMap(({ cache }) => cache.watches);
    const own = (checks: Readonly<Record<string, OperatorCheck>> = {}) =>
      Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, () => check({ client })]));
    const healthz = {
      ping: () => {},
      "event-loop": () => loop.check(),
      ...(elector ? { "leader-election": () => elector.checkRenewed() } : {}),
      ...own(options.healthz),
    };
    const readyz = {
      "cache-sync": () => checkWatches({ watches: watches() }),
      ...(elector ? { "leader-election": () => elector.check() } : {}),
      ...own(options.readyz),
    };
    manager.add("server", healthServer({ address: settings.healthAddress, checks: { healthz, readyz } }));
  }
  if (metrics) await addMetricsServer(manager, { ...parts, metrics });
}

async function addMetricsServer(
  manager: Manager,
  parts: Parts & { metrics: NonNullable<Parts["metrics"]> },
): Promise<void> {
  const { settings, client, clock, logger, metrics, explainer } = parts;
  const pages = { "/explain": (query: URLSearchParams) => explainPage(query, explainer) };
  const { metricsAddress: address, metricsSecure: secure } = settings;
  const certificate = certificateOf(parts);
  const { metricsServer } = await import("../metrics/metrics-server.ts");
  manager.add(
    "server",
    metricsServer({
      address,
      secure,
      certificate,
      client,
      clock,
      logger,
      pages,
      render: () => metrics.render(),
    }),
  );
}

function certificateOf(parts: Parts & { metrics: NonNullable<Parts["metrics"]> }): CertWatcher | undefined {
  const { settings, clock, logger, metrics } = parts;
  const { metricsCertPath, metricsCertName, metricsCertKey, metricsSecure } = settings;
  if (metricsCertPath === undefined) return undefined;
  if (!metricsSecure) logger.warn("metrics are not served by HTTPS: their certificate is of no use");
  return new CertWatcher({
    certPath: join(metricsCertPath, metricsCertName),
    keyPath: join(metricsCertPath, metricsCertKey),
    clock,
    logger,
    onRead: (outcome) => metrics.certificateRead(outcome),
  });
}
