import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { CacheConfiguration } from "../cache/cache-configuration.ts";
import type { Connection } from "../client/connection.ts";
import type { ControllerDefinition } from "../controller/controller-definition.ts";
import type { OperatorSettings } from "../settings/operator-settings.ts";

/** What an operator consists of. */
export interface OperatorOptions extends Partial<OperatorSettings> {
  /** Names the lease, the field manager and the user agent. */
  readonly name: string;
  readonly controllers: readonly { readonly definition: ControllerDefinition }[];
  /** What of which kinds is kept in memory, and how; default all of every kind that is watched. */
  readonly cache?: CacheConfiguration;
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
