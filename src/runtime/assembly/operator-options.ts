import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { CacheConfiguration } from "../cache/cache-configuration.ts";
import type { Client } from "../client/client.ts";
import type { Connection } from "../client/connection.ts";
import type { ClientRateLimit } from "../client/rate-limit.ts";
import type { ControllerDefinition } from "../controller/controller-definition.ts";
import type { Metric } from "../metrics/metric.ts";
import type { Given, OperatorSettings } from "../settings/operator-settings.ts";
import type { ShardingOptions } from "../shard/sharding-options.ts";

/** What an operator consists of. */
export interface OperatorOptions extends Given<OperatorSettings> {
  /** Names the lease, the field manager and the user agent. */
  readonly name: string;
  readonly controllers: readonly { readonly definition: ControllerDefinition }[];
  /** What of which kinds is kept in memory, and how; default all of every kind that is watched. */
  readonly cache?: CacheConfiguration | undefined;
  /** What runs beside the controllers. They are started in this order. */
  readonly runnables?: readonly OperatorRunnable[] | undefined;
  /** Other clusters by name, each with a client and a cache of its own. */
  readonly clusters?: Readonly<Record<string, ClusterOptions>> | undefined;
  /** Checks of `/healthz` by name: when one fails, the kubelet restarts the process. One of a built-in's name stands for that. */
  readonly healthz?: Readonly<Record<string, OperatorCheck>> | undefined;
  /** Checks of `/readyz` by name. */
  readonly readyz?: Readonly<Record<string, OperatorCheck>> | undefined;
  /** Metrics of your own, served with the operator's. */
  readonly metrics?: readonly Metric[] | undefined;
  /** How fast each cluster's API server may be asked, leases apart; default without limit, as it protects itself. */
  readonly clientRateLimit?: ClientRateLimit | undefined;
  /**
   * Spread the objects over the replicas instead of electing a leader: each replica reconciles those of its shards. `{}` takes the defaults. For
   * controllers that need leadership; others run in every replica.
   */
  readonly sharding?: ShardingOptions | undefined;
  /**
   * Whether handlers' writes of cached kinds that would surely change nothing are left out, and counted; default true. See `skipUnchanged` of each
   * write.
   */
  readonly skipUnchangedWrites?: boolean | undefined;
  /** Milliseconds that runs have to end after SIGTERM; default 30,000. */
  readonly gracefulTimeout?: number | undefined;
}

/** Another cluster. */
export interface ClusterOptions {
  /** Where it is; a function is called when the operator starts. */
  readonly connection: Connection | (() => Connection | Promise<Connection>);
  /** Only these; default all. */
  readonly namespaces?: readonly string[] | undefined;
  /** What of which kinds is kept in memory, and how. */
  readonly cache?: CacheConfiguration | undefined;
}

/** Something with a life beside the controllers: controller-runtime's manager.Runnable. */
export interface OperatorRunnable {
  /** In logs. */
  readonly name: string;
  /** Runs until the signal aborts, or until its work is done. An error ends the operator. The caches are in sync when it begins. */
  start(context: RunnableContext): Promise<void> | void;
  /** Default true: it runs only while this process leads. */
  readonly needLeaderElection?: boolean | undefined;
}

/** What a runnable gets. */
export interface RunnableContext {
  /** Aborts when the operator stops. */
  readonly signal: AbortSignal;
  /** Talks to the server for every call; all end with the signal. */
  readonly client: Client;
  readonly log: Logger;
  /**
   * The client of one of the operator's `clusters`.
   *
   * @throws TypeError when there is no such cluster
   */
  readonly cluster: (name: string) => Client;
}

/** A health check: it throws, or rejects, with what is wrong. */
export type OperatorCheck = (context: { readonly client: Client }) => void | Promise<void>;

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
  /** File in which each different API call is noted, for `kubewright rbac check`; default none. */
  readonly calls?: string;
}
