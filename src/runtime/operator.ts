import { UserError } from "../base/errors.ts";
import type { OperatorOptions, StartOptions } from "./assembly/operator-options.ts";
import { runOperator } from "./assembly/run-operator.ts";
import { runProcess } from "./assembly/run-process.ts";
import { readSettings } from "./settings/operator-settings.ts";

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

function checkNames({ controllers }: OperatorOptions): void {
  const names = controllers.map(({ definition }) => definition.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new UserError("CONTROLLER_NAME_TAKEN", `two controllers are named "${twice}"`, {
    hint: 'Give one a name of its own: controller(Kind, { name: "…" }).',
  });
}
