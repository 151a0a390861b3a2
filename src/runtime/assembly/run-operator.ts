import type { ControllerRunner } from "../controller/controller.ts";
import type { LeaseName } from "../../base/run-protocol.ts";
import type { Explainer } from "../explain/explainer.ts";
import { Manager, type Election } from "../manager/manager.ts";
import type { OperatorSettings } from "../settings/operator-settings.ts";
import { addRunnable } from "./add-runnable.ts";
import { addServers } from "./add-servers.ts";
import { controllerRunners } from "./controller-runners.ts";
import { createParts, type RunOptions } from "./create-parts.ts";
import { electionFor } from "./election-for.ts";
import { limitSync } from "./limit-sync.ts";
import type { Members } from "./members.ts";
import type { OperatorOptions } from "./operator-options.ts";
import type { Parts } from "./parts.ts";
import { shardingFor } from "./sharding-for.ts";

/** Runs an operator until the signal aborts or a part of it fails. */
export async function runOperator(
  options: OperatorOptions,
  settings: OperatorSettings,
  start: RunOptions & {
    readonly members: Members;
    readonly explainers: Set<Explainer>;
    /** Ends the operator without waiting for what is under way. */
    readonly abort?: AbortSignal | undefined;
    /** Instead of its own leader election. */
    readonly lead?: ((lease: LeaseName) => Election) | undefined;
  },
): Promise<void> {
  const parts = await createParts(options, settings, start);
  const sharding = shardingFor(parts);
  const led = sharding ? undefined : start.lead?.(leaseOf(options, settings));
  const elector = settings.leaderElection && !led ? electionFor(parts) : undefined;
  const runners = controllerRunners(parts, { elector, sharding });
  const manager = createManager(parts, { election: sharding ?? led ?? elector, abort: start.abort });
  await addServers(manager, parts, elector);
  addCaches(manager, parts, start.onReady);
  for (const runner of runners) addController(manager, runner);
  const detach = start.members.attach((member) => addRunnable(manager, parts, member));
  start.explainers.add(parts.explainer);
  try {
    const controllers = runners.map((runner) => runner.name);
    parts.logger.info("starting", { operator: options.name, controllers, server: start.connection.url });
    parts.reporting?.start(parts);
    await manager.start(start.signal);
  } finally {
    detach();
    parts.reporting?.stop();
    start.explainers.delete(parts.explainer);
    for (const runner of runners) runner.close();
    for (const { events, transport } of [parts, ...parts.clusters.values()]) {
      await events.flush();
      transport.close();
    }
  }
}

function leaseOf({ name }: OperatorOptions, settings: OperatorSettings): LeaseName {
  const { leaderElectionID = name, leaderElectionNamespace: namespace } = settings;
  return { name: leaderElectionID, ...(namespace === undefined ? {} : { namespace }) };
}

function createManager(
  { options, clock, logger }: Parts,
  { election, abort }: { election: Election | undefined; abort: AbortSignal | undefined },
): Manager {
  const { gracefulTimeout } = options;
  return new Manager({
    clock,
    logger,
    ...(election ? { election } : {}),
    ...(abort ? { abort } : {}),
    ...(gracefulTimeout === undefined ? {} : { gracefulTimeout }),
  });
}

/** The caches, and the time within which they have to be in sync. */
function addCaches(manager: Manager, parts: Parts, onReady: (() => void) | undefined): void {
  const caches = [parts, ...parts.clusters.values()].map(({ cache }) => cache);
  manager.add("cache", {
    async start(stop) {
      await Promise.all(caches.map((cache) => cache.start(stop)));
    },
    async whenReady() {
      await Promise.all(caches.map((cache) => cache.whenSynced()));
      onReady?.();
    },
  });
  manager.add("cache", limitSync(parts));
}

function addController(manager: Manager, runner: ControllerRunner): void {
  const { needLeaderElection, warmup } = runner.definition;
  manager.add(needLeaderElection ? "leader" : "other", runner);
  if (needLeaderElection && warmup) manager.add("other", { start: (stop) => runner.warmUp(stop) });
}
