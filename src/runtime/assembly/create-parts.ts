import { hostname } from "node:os";
import { systemClock } from "../../base/clock.ts";
import { Cache, type CacheOptions } from "../cache/cache.ts";
import { createListerWatcher } from "../client/lister-watcher.ts";
import { RestClient } from "../client/rest-client.ts";
import { Transport } from "../client/transport.ts";
import { RunContext } from "../controller/run-context.ts";
import { EventRecorder } from "../events/recorder.ts";
import type { RuntimeMetrics } from "../metrics/runtime-metrics.ts";
import type { OperatorSettings } from "../settings/operator-settings.ts";
import type { OperatorOptions, StartOptions } from "./operator-options.ts";
import type { Parts } from "./parts.ts";
import { processLogger } from "./process-logger.ts";

/** How an operator is started, its settings apart. */
export type RunOptions = Omit<StartOptions, "settings"> & { readonly context?: RunContext };

/** Makes what an operator's parts share. Nothing is started. */
export async function createParts(
  options: OperatorOptions,
  settings: OperatorSettings,
  start: RunOptions,
): Promise<Parts> {
  const { name } = options;
  const { connection, clock = systemClock, logger = processLogger(settings) } = start;
  const { context = new RunContext() } = start;
  const metrics = await loadMetrics(name, settings);
  const transport = new Transport(connection, {
    clock,
    userAgent: `${name} (kubewright)`,
    onWarning: (warning) => logger.warn(warning),
    ...(metrics ? { onRequest: (observation) => metrics.request(observation) } : {}),
  });
  const client = new RestClient(transport, { fieldManager: name });
  const lister: CacheOptions["lister"] = (resource, selection) =>
    createListerWatcher(transport, resource, selection);
  const cache = new Cache({
    clock,
    logger,
    lister,
    namespaces: settings.namespaces,
    ...(options.cache ? { configuration: options.cache } : {}),
  });
  const instance = `${name}-${hostname()}`;
  const events = new EventRecorder({ client, clock, logger, controller: name, instance });
  return { options, settings, clock, logger, context, metrics, transport, client, cache, events };
}

/** Metrics only where they are served: their library need not be loaded otherwise. */
async function loadMetrics(name: string, settings: OperatorSettings): Promise<RuntimeMetrics | undefined> {
  if (settings.metricsAddress === "0") return undefined;
  const { createRuntimeMetrics } = await import("../metrics/runtime-metrics.ts");
  return createRuntimeMetrics(name);
}
