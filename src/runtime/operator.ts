import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { systemClock, type Clock } from "../base/clock.ts";
import { UserError } from "../base/errors.ts";
import { describeError } from "../base/describe-error.ts";
import { humanLine } from "../base/human-line.ts";
import { createLogger, jsonLine, type Logger, type LogRecord } from "../base/logger.ts";
import type { KubernetesObject, Observed } from "../kube/object.ts";
import { Cache, type CacheOptions } from "./cache/cache.ts";
import type { Connection } from "./client/connection.ts";
import { loadConnection } from "./client/load-connection.ts";
import { createListerWatcher } from "./client/lister-watcher.ts";
import { RestClient } from "./client/rest-client.ts";
import { Transport } from "./client/transport.ts";
import { ControllerRunner, type ControllerRunnerOptions } from "./controller/controller.ts";
import type { EventSink } from "./controller/handler.ts";
import type { ControllerDefinition } from "./controller/controller-builder.ts";
import { RunContext } from "./controller/run-context.ts";
import { LeaseElector } from "./election/lease-elector.ts";
import { EventRecorder } from "./events/recorder.ts";
import { healthServer } from "./health/health-server.ts";
import { Manager, type Election } from "./manager/manager.ts";
import { readSettings, type OperatorSettings } from "./operator-settings.ts";
import type { RuntimeMetrics } from "./metrics/runtime-metrics.ts";

/** What an operator consists of. */
export interface OperatorOptions extends Partial<OperatorSettings> {
  /** Names the lease, the field manager and the user agent. */
  readonly name: string;
  readonly controllers: readonly { readonly definition: ControllerDefinition }[];
  /** Milliseconds that runs have to end after SIGTERM; default 30,000. */
  readonly gracefulTimeout?: number;
}

/** How to start an operator in a process that is not its own: a test, or a tool. */
export interface StartOptions {
  /** Ends the operator. */
  readonly signal: AbortSignal;
  readonly connection: Connection;
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** Flags and environment are not read; these win over the operator's own settings. */
  readonly settings?: Partial<OperatorSettings>;
  /** Called when the caches are in sync. */
  readonly onReady?: () => void;
}

/** A process's worth of controllers. */
export interface Operator {
  /**
   * Runs until SIGTERM or SIGINT, with flags of the command line and variables of the environment (see OperatorSettings). Runs that are under way
   * have 30 s to end; a second signal kills. A failure is logged and ends the process with 1.
   */
  run(): Promise<void>;
  /** Runs until the signal aborts; rejects when something fails. */
  start(options: StartOptions): Promise<void>;
}

/**
 * Puts controllers together with what they need: a connection, a cache, leader election, health and metrics.
 *
 * @example
 * await operator({ name: "memcached-operator", controllers: [memcached] }).run(); // until SIGTERM
 */
export function operator(options: OperatorOptions): Operator {
  checkNames(options);
  return {
    start: ({ settings = {}, connection, ...rest }) => {
      const resolved = readSettings(
        { ...options, ...settings },
        { argv: [], env: {}, inCluster: connection.inCluster },
      );
      return runOperator(options, resolved, { connection, ...rest });
    },
    run: () => runProcess(options),
  };
}

async function runProcess(options: OperatorOptions): Promise<void> {
  const stopping = new AbortController();
  const onSignal = () => {
    // the next signal finds no handler and kills
    process.off("SIGTERM", onSignal).off("SIGINT", onSignal);
    stopping.abort();
  };
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
  let logger: Logger | undefined;
  try {
    const connection = await loadConnection();
    const settings = readSettings(options, {
      argv: process.argv.slice(2),
      env: process.env,
      inCluster: connection.inCluster,
    });
    const context = new RunContext();
    logger = processLogger(settings, context);
    await runOperator(options, settings, { signal: stopping.signal, connection, logger, context });
  } catch (error) {
    if (error instanceof UserError) process.stderr.write(`${describeError(error)}\n`);
    else (logger ?? processLogger({})).error("the operator failed", { error });
    // a handler that hangs must not keep a process alive that has lost its lease
    // eslint-disable-next-line no-restricted-properties
    process.exit(1);
  } finally {
    process.off("SIGTERM", onSignal).off("SIGINT", onSignal);
  }
}

function processLogger(
  settings: Partial<Pick<OperatorSettings, "logLevel" | "logFormat">>,
  context?: RunContext,
): Logger {
  const { logLevel, logFormat = process.stderr.isTTY ? "console" : "json" } = settings;
  // a run's id is as long as all the rest, and there for machines
  const forPeople = (record: LogRecord) => humanLine(record, { omit: ["reconcileID"] });
  const line = logFormat === "console" ? forPeople : jsonLine;
  return createLogger({
    ...(logLevel ? { level: logLevel } : {}),
    write: (record) => void process.stderr.write(`${line(record)}\n`),
    ...(context ? { context: () => context.fields() } : {}),
  });
}

async function runOperator(
  options: OperatorOptions,
  settings: OperatorSettings,
  start: Omit<StartOptions, "settings"> & { context?: RunContext },
): Promise<void> {
  const { name, gracefulTimeout } = options;
  const { signal, connection, clock = systemClock, logger = processLogger(settings), onReady } = start;
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
  const cache = new Cache({ clock, logger, lister, namespaces: settings.namespaces });
  const events = new EventRecorder({
    client,
    clock,
    logger,
    controller: name,
    instance: `${name}-${hostname()}`,
  });
  const { context = new RunContext() } = start;
  const runners = controllerRunners(options, {
    settings,
    client,
    cache,
    clock,
    logger,
    context,
    events,
    metrics,
  });
  const election = settings.leaderElection
    ? electionFor(options, { settings, transport, clock, logger, metrics })
    : undefined;
  const manager = new Manager({
    clock,
    logger,
    ...(election ? { election } : {}),
    ...(gracefulTimeout === undefined ? {} : { gracefulTimeout }),
  });
  await addServers(manager, { settings, cache, client, clock, logger, metrics });
  const synced = () => cache.whenSynced().then(onReady);
  manager.add("cache", { start: (stop) => cache.start(stop), whenReady: synced });
  for (const runner of runners) manager.add("leader", runner);
  try {
    const controllers = runners.map((runner) => runner.name);
    logger.info("starting", { operator: name, controllers, server: connection.url });
    await manager.start(signal);
  } finally {
    await events.flush();
    transport.close();
  }
}

/** Metrics only where they are served: their library need not be loaded otherwise. */
async function loadMetrics(name: string, settings: OperatorSettings): Promise<RuntimeMetrics | undefined> {
  if (settings.metricsAddress === "0") return undefined;
  const { createRuntimeMetrics } = await import("./metrics/runtime-metrics.ts");
  return createRuntimeMetrics(name);
}

function controllerRunners(
  { controllers }: OperatorOptions,
  parts: Omit<ControllerRunnerOptions, "definition" | "workers" | "events" | "observer"> & {
    settings: OperatorSettings;
    events: EventRecorder;
    metrics: RuntimeMetrics | undefined;
  },
): ControllerRunner[] {
  const { settings, events, metrics, ...rest } = parts;
  const sink = (object: Observed<KubernetesObject>): EventSink => ({
    normal: (reason, note) => events.record(object, { type: "Normal", reason, note }),
    warning: (reason, note) => events.record(object, { type: "Warning", reason, note }),
  });
  return controllers.map(({ definition }) => {
    const workers = definition.workers ?? settings.workers;
    const observer = metrics?.controller(definition.name, workers);
    return new ControllerRunner({
      ...rest,
      definition,
      workers,
      events: sink,
      ...(observer ? { observer } : {}),
    });
  });
}

async function addServers(
  manager: Manager,
  parts: {
    settings: OperatorSettings;
    cache: Cache;
    client: RestClient;
    clock: Clock;
    logger: Logger;
    metrics: RuntimeMetrics | undefined;
  },
): Promise<void> {
  const { settings, cache, client, clock, logger, metrics } = parts;
  if (settings.healthAddress !== "0") {
    const synced = () => {
      if (!cache.hasSynced) throw new Error(`not in sync: ${cache.unsynced.join(", ")}`);
    };
    const checks = { healthz: { ping: () => {} }, readyz: { "cache-sync": synced } };
    manager.add("server", healthServer({ address: settings.healthAddress, checks }));
  }
  if (!metrics) return;
  const { metricsServer } = await import("./metrics/metrics-server.ts");
  const { metricsAddress: address, metricsSecure: secure } = settings;
  manager.add(
    "server",
    metricsServer({ address, secure, client, clock, logger, render: () => metrics.render() }),
  );
}

function electionFor(
  { name }: OperatorOptions,
  parts: {
    settings: OperatorSettings;
    transport: Transport;
    clock: Clock;
    logger: Logger;
    metrics: RuntimeMetrics | undefined;
  },
): Election {
  const { settings, transport, clock, logger, metrics } = parts;
  const identity = `${hostname()}_${randomUUID()}`;
  const elector = new LeaseElector({
    client: new RestClient(transport, { fieldManager: name, channel: "lease" }),
    clock,
    logger,
    namespace: settings.leaderElectionNamespace ?? transport.connection.namespace,
    name,
    identity,
    onNewLeader(leader) {
      metrics?.leading(leader === identity);
      if (leader === "") logger.info("the lease is free");
      else logger.info(leader === identity ? "became the leader" : "another process leads", { leader });
    },
    onSlowPath: () => metrics?.leaseReadAgain(),
  });
  return elector;
}

function checkNames({ controllers }: OperatorOptions): void {
  const names = controllers.map(({ definition }) => definition.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new UserError("CONTROLLER_NAME_TAKEN", `two controllers are named "${twice}"`, {
    hint: 'Give one a name of its own: controller(Kind, { name: "…" }).',
  });
}
