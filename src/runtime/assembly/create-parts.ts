import { systemClock } from "../../base/clock.ts";
import { RunContext } from "../controller/run-context.ts";
import { Explainer } from "../explain/explainer.ts";
import type { RuntimeMetrics } from "../metrics/runtime-metrics.ts";
import type { OperatorSettings } from "../settings/operator-settings.ts";
import { createCluster, type Cluster } from "./create-cluster.ts";
import type { OperatorOptions, StartOptions } from "./operator-options.ts";
import type { Parts } from "./parts.ts";
import { writeLoopsFor } from "./write-loops-for.ts";
import { reportingFor, type ReportTarget } from "./reporting-for.ts";
import { processLogger } from "./process-logger.ts";

/** How an operator is started, its settings apart. */
export type RunOptions = Omit<StartOptions, "settings" | "calls"> & {
  readonly context?: RunContext;
  /** Who looks at it. */
  readonly report?: ReportTarget | undefined;
};

/** Makes what an operator's parts share. Nothing is started. */
export async function createParts(
  options: OperatorOptions,
  settings: OperatorSettings,
  start: RunOptions,
): Promise<Parts> {
  const { name } = options;
  const { connection, clock = systemClock, logger = processLogger(settings) } = start;
  const { context = new RunContext() } = start;
  const metrics = await loadMetrics(options, settings);
  const reporting = reportingFor(options, start.report, { clock, logger, context });
  const { skipUnchangedWrites: skipUnchanged = true, clientRateLimit: rateLimit } = options;
  const shared = { name, clock, logger, metrics, skipUnchanged, rateLimit, onRequest: reporting?.request };
  const { namespaces } = settings;
  const own = createCluster(connection, { ...shared, namespaces, configuration: options.cache });
  const clusters = new Map<string, Cluster>();
  for (const [clusterName, other] of Object.entries(options.clusters ?? {})) {
    const where = typeof other.connection === "function" ? await other.connection() : other.connection;
    const log = logger.with({ cluster: clusterName });
    const scope = { namespaces: other.namespaces ?? [], configuration: other.cache };
    clusters.set(clusterName, createCluster(where, { ...shared, logger: log, ...scope }));
  }
  const writeLoops = writeLoopsFor([own, ...clusters.values()], { clock, logger, metrics });
  return {
    options,
    settings,
    clock,
    logger,
    context,
    metrics,
    ...own,
    clusters,
    explainer: new Explainer({ clock, loops: writeLoops }),
    writeLoops,
    reporting,
  };
}

/** Metrics only where they are served: their library need not be loaded otherwise. */
async function loadMetrics(
  { name, metrics }: OperatorOptions,
  settings: OperatorSettings,
): Promise<RuntimeMetrics | undefined> {
  if (settings.metricsAddress === "0") return undefined;
  const { createRuntimeMetrics } = await import("../metrics/runtime-metrics.ts");
  return createRuntimeMetrics(settings.leaderElectionID ?? name, { own: metrics ?? [] });
}
