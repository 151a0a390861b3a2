import { checkNames } from "./assembly/check-names.ts";
import { Members } from "./assembly/members.ts";
import type { OperatorOptions, OperatorRunnable, StartOptions } from "./assembly/operator-options.ts";
import { runOperator } from "./assembly/run-operator.ts";
import { runProcess } from "./assembly/run-process.ts";
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
}

/**
 * Puts controllers together with what they need: a connection, a cache, leader election, health and metrics.
 *
 * @example
 * await operator({ name: "memcached-operator", controllers: [memcached] }).run(); // until SIGTERM
 */
export function operator(options: OperatorOptions): Operator {
  checkNames(options);
  const members = new Members(options.runnables ?? []);
  return {
    start: ({ settings = {}, connection, ...rest }) => {
      const resolved = readSettings(
        { ...options, ...settings },
        { argv: [], env: {}, inCluster: connection.inCluster },
      );
      return runOperator(options, resolved, { connection, members, ...rest });
    },
    run: () => runProcess(options, members),
    add: (runnable) => members.add(runnable),
  };
}
