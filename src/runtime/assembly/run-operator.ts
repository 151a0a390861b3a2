import type { ControllerRunner } from "../controller/controller.ts";
import { loopWatch } from "../health/loop-watch.ts";
import { Manager } from "../manager/manager.ts";
import type { OperatorSettings } from "../settings/operator-settings.ts";
import { controllerRunners } from "./controller-runners.ts";
import { createParts, type RunOptions } from "./create-parts.ts";
import { electionFor } from "./election-for.ts";
import type { OperatorOptions } from "./operator-options.ts";
import { addServers } from "./add-servers.ts";

/** Runs an operator until the signal aborts or a part of it fails. */
export async function runOperator(
  options: OperatorOptions,
  settings: OperatorSettings,
  start: RunOptions,
): Promise<void> {
  const { name, gracefulTimeout } = options;
  const { signal, connection, onReady } = start;
  const parts = await createParts(options, settings, start);
  const { clock, logger, cache, events, transport } = parts;
  const runners = controllerRunners(parts);
  const election = settings.leaderElection ? electionFor(parts) : undefined;
  const manager = new Manager({
    clock,
    logger,
    ...(election ? { election } : {}),
    ...(gracefulTimeout === undefined ? {} : { gracefulTimeout }),
  });
  await addServers(manager, parts, election);
  manager.add("server", loopWatch({ clock, logger }));
  const synced = () => cache.whenSynced().then(onReady);
  manager.add("cache", { start: (stop) => cache.start(stop), whenReady: synced });
  for (const runner of runners) addController(manager, runner);
  try {
    const controllers = runners.map((runner) => runner.name);
    logger.info("starting", { operator: name, controllers, server: connection.url });
    await manager.start(signal);
  } finally {
    for (const runner of runners) runner.close();
    await events.flush();
    transport.close();
  }
}

function addController(manager: Manager, runner: ControllerRunner): void {
  const { needLeaderElection, warmup } = runner.definition;
  manager.add(needLeaderElection ? "leader" : "other", runner);
  if (needLeaderElection && warmup) manager.add("other", { start: (stop) => runner.warmUp(stop) });
}
