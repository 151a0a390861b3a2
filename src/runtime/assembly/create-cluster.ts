import { hostname } from "node:os";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { Cache, type CacheOptions } from "../cache/cache.ts";
import type { CacheConfiguration } from "../cache/cache-configuration.ts";
import type { Connection } from "../client/connection.ts";
import { createListerWatcher } from "../client/lister-watcher.ts";
import type { ClientRateLimit } from "../client/rate-limit.ts";
import { RestClient } from "../client/rest-client.ts";
import { Transport } from "../client/transport.ts";
import type { RequestObserver } from "../client/transport-request.ts";
import { Consistency } from "../consistency/consistency.ts";
import { EventRecorder } from "../events/recorder.ts";
import type { RuntimeMetrics } from "../metrics/runtime-metrics.ts";

/** What is needed to work with one cluster. */
export interface Cluster {
  readonly transport: Transport;
  readonly client: RestClient;
  readonly cache: Cache;
  readonly consistency: Consistency;
  readonly events: EventRecorder;
}

/** Makes what is needed to work with a cluster. Nothing is started. */
export function createCluster(
  connection: Connection,
  options: {
    /** The operator's. */
    readonly name: string;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly metrics: RuntimeMetrics | undefined;
    readonly namespaces: readonly string[];
    readonly configuration: CacheConfiguration | undefined;
    readonly rateLimit: ClientRateLimit | undefined;
    readonly skipUnchanged: boolean;
    /** Is told of each request, beside metrics. */
    readonly onRequest?: RequestObserver | undefined;
  },
): Cluster {
  const { name, clock, logger, metrics, namespaces, configuration, rateLimit, skipUnchanged } = options;
  const transport = new Transport(connection, {
    clock,
    userAgent: `${name} (kubewright)`,
    onWarning: (warning) => logger.warn(warning),
    ...(rateLimit ? { rateLimit } : {}),
    onRequest: tellAll([metrics?.request, options.onRequest]),
    ...(metrics ? { transfers: metrics.transfers } : {}),
  });
  const client = new RestClient(transport, { fieldManager: name });
  const lister: CacheOptions["lister"] = (resource, selection) =>
    createListerWatcher(transport, resource, selection);
  const cache = new Cache({
    clock,
    logger,
    lister,
    namespaces,
    ...(configuration ? { configuration } : {}),
    onFailure: ({ resource, during }) => metrics?.cacheFailed({ kind: resource.kind, during }),
  });
  const consistency = new Consistency({ cache, clock, skipUnchanged });
  const instance = `${name}-${hostname()}`;
  const events = new EventRecorder({ client, clock, logger, controller: name, instance });
  return { transport, client, cache, consistency, events };
}

/** One for several observers; what nobody looks at costs nothing. */
function tellAll(observers: readonly (RequestObserver | undefined)[]): RequestObserver {
  const [first, ...others] = observers.filter((observer) => observer !== undefined);
  if (!first) return () => {};
  if (others.length === 0) return first;
  return (observation) => {
    first(observation);
    for (const observer of others) observer(observation);
  };
}
