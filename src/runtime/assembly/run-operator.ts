import type { ControllerRunner } from "../controller/controller.ts";
import type { LeaseElector } from "../election/lease-elector.ts";
import type { Explainer } from "../explain/explainer.ts";
import { Manager } from "../manager/manager.ts";
import type { OperatorSettings } from "../settings/operator-settings.ts";
import type { Sharding } from "../shard/sharding.ts";
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
  start: RunOptions & { readonly members: Members; readonly explainers: Set<Explainer> },
): Promise<void> {
  const parts = await createParts(options, settings, start);
  const elector = settings.leaderElection ? electionFor(parts) : undefined;
  const sharding = shardingFor(parts);
  const runners = controllerRunners(parts, { elector, sharding });
  const manager = await createManager(parts, { elector, sharding });
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

async function createManager(
  parts: Parts,
  { elector, sharding }: { elector: LeaseElector | undefined; sharding: Sharding | undefined },
): Promise<Manager> {
  const election = sharding ?? elector;
  const { options, clock, logger } = parts;
  const { gracefulTimeout } = options;
  const manager = new Manager({
    clock,
    logger,
    ...(election ? { election } : {}),
    ...(gracefulTimeout === undefined ? {} : { gracefulTimeout }),
  });
  await addServers(manager, parts, elector);
  return manager;
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
