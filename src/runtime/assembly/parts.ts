import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Cache } from "../cache/cache.ts";
import type { RestClient } from "../client/rest-client.ts";
import type { Transport } from "../client/transport.ts";
import type { RunContext } from "../controller/run-context.ts";
import type { EventRecorder } from "../events/recorder.ts";
import type { RuntimeMetrics } from "../metrics/runtime-metrics.ts";
import type { OperatorSettings } from "../settings/operator-settings.ts";
import type { OperatorOptions } from "./operator-options.ts";

/** What the parts of one running operator are made of, and share. */
export interface Parts {
  readonly options: OperatorOptions;
  readonly settings: OperatorSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly context: RunContext;
  /** Only where metrics are served. */
  readonly metrics: RuntimeMetrics | undefined;
  readonly transport: Transport;
  readonly client: RestClient;
  readonly cache: Cache;
  readonly events: EventRecorder;
}
