import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { RunContext } from "../controller/run-context.ts";
import type { Explainer } from "../explain/explainer.ts";
import type { RuntimeMetrics } from "../metrics/runtime-metrics.ts";
import type { OperatorSettings } from "../settings/operator-settings.ts";
import type { WriteLoops } from "../write-loop/write-loops.ts";
import type { Cluster } from "./create-cluster.ts";
import type { OperatorOptions } from "./operator-options.ts";
import type { Reporting } from "./reporting-for.ts";

/** What the parts of one running operator are made of, and share. The cluster is its own. */
export interface Parts extends Cluster {
  readonly options: OperatorOptions;
  readonly settings: OperatorSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly context: RunContext;
  /** Only where metrics are served. */
  readonly metrics: RuntimeMetrics | undefined;
  /** Other clusters by name. */
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly explainer: Explainer;
  readonly writeLoops: WriteLoops;
  /** Only where somebody looks. */
  readonly reporting: Reporting | undefined;
}
