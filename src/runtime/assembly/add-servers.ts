import { healthServer } from "../health/health-server.ts";
import type { Manager } from "../manager/manager.ts";
import type { LeaseElector } from "../election/lease-elector.ts";
import { checkWatches } from "./check-watches.ts";
import type { Parts } from "./parts.ts";

/** Adds the servers of health and metrics that the settings ask for. */
export async function addServers(
  manager: Manager,
  parts: Parts,
  election: LeaseElector | undefined,
): Promise<void> {
  const { settings, cache, client, clock, logger, metrics } = parts;
  if (settings.healthAddress !== "0") {
    const readyz = {
      "cache-sync": () => checkWatches(cache),
      ...(election ? { "leader-election": () => election.check() } : {}),
    };
    const checks = { healthz: { ping: () => {} }, readyz };
    manager.add("server", healthServer({ address: settings.healthAddress, checks }));
  }
  if (!metrics) return;
  const { metricsServer } = await import("../metrics/metrics-server.ts");
  const { metricsAddress: address, metricsSecure: secure } = settings;
  manager.add(
    "server",
    metricsServer({ address, secure, client, clock, logger, render: () => metrics.render() }),
  );
}
