import type { ObjectKey } from "../kube/object.ts";
import type { Resource } from "../kube/resource.ts";
import { checkIndexes, checkNames } from "./assembly/check-names.ts";
import {
  checkAddresses,
  checkOperatorOptions,
  checkRunnable,
  checkSettings,
} from "./assembly/check-operator-options.ts";
import { Members } from "./assembly/members.ts";
import type { OperatorOptions, OperatorRunnable, StartOptions } from "./assembly/operator-options.ts";
import { runOperator } from "./assembly/run-operator.ts";
import { runProcess } from "./assembly/run-process.ts";
import type { Explainer } from "./explain/explainer.ts";
import type { Explanation } from "./explain/explanation.ts";
import { checkSharding } from "./shard/sharding-options.ts";
import { readSettings } from "./settings/operator-settings.ts";

/** A process's worth of controllers. */
export interface Operator {
  /**
   * Runs until SIGTERM or SIGINT, with flags of the command line and variables of the environment (see OperatorSettings). Runs that are under way
   * have 30 s to end; a second signal kills. `--help` prints the flags. A failure is logged and ends the process with 1.
   */
  run(): Promise<void>;
  /** Runs until the signal aborts; rejects when something fails. */
  start(options: StartOptions): Promise<void>;
  /**
   * Adds a runnable; when the operator runs already, it is started at once (if it needs to lead: once this process does).
   *
   * @throws Error when the operator is stopping
   */
  add(runnable: OperatorRunnable): void;
  /**
   * While it runs: why an object was queued, what it waits for, and how its last runs went; of each controller of the kind. The kind is a handle, or a
   * text such as `Memcached` or `memcacheds.cache.example.com`. Empty when the operator does not run, or has no controller of the kind.
   *
   * @example
   * const [explanation] = memcachedOperator.explain(Memcached, { namespace: "default", name: "sample" });
   */
  explain(
    kind: Pick<Resource, "kind" | "group"> | string,
    key: ObjectKey & { readonly cluster?: string },
  ): Explanation[];
}

/**
 * Puts controllers together with what they need: a connection, a cache, leader election, health and metrics.
 *
 * @throws UserError OPERATOR_OPTION_INVALID for an option that is not there, or has a value that means nothing
 * @example
 * await operator({ name: "memcached-operator", controllers: [memcached] }).run(); // until SIGTERM
 */
export function operator(options: OperatorOptions): Operator {
  checkOperatorOptions(options);
  checkNames(options);
  checkIndexes(options);
  checkSharding(options.sharding ?? {});
  const members = new Members(options.runnables ?? []);
  const explainers = new Set<Explainer>();
  return {
    start: async ({ settings = {}, connection, calls, ...rest }) => {
      checkSettings(settings);
      const resolved = readSettings(
        { ...options, ...settings },
        { argv: [], env: {}, inCluster: connection.inCluster },
      );
      checkAddresses(resolved);
      const report = calls === undefined ? undefined : ({ calls, by: "test" } as const);
      return runOperator(options, resolved, { connection, members, explainers, report, ...rest });
    },
    run: () => runProcess(options, { members, explainers }),
    explain: (kind, key) => [...explainers].flatMap((explainer) => explainer.explain(kind, key)),
    add(runnable) {
      checkRunnable(runnable);
      members.add(runnable);
    },
  };
}
