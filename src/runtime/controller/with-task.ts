import { parseDuration, toMilliseconds } from "../../base/duration.ts";
import { UserError } from "../../base/errors.ts";
import type { KubernetesObject } from "../../kube/object.ts";
import type { DaemonDefinition, DaemonOptions, TimerDefinition, TimerOptions } from "../timer/task.ts";
import type { ControllerDefinition } from "./controller-definition.ts";
import { daemonsFinalizerName } from "./finalizer-names.ts";
import type { TaskHandler } from "./handler.ts";

/** A task as the user gives it. */
interface Given<Options> {
  readonly name: string;
  readonly options: Options;
  /** Of the controller's kind. */
  readonly handler: (context: never) => unknown;
}

/**
 * The definition with one more timer.
 *
 * @throws UserError CONTROLLER_OPTION_INVALID
 */
export function withTimer<T extends KubernetesObject>(
  definition: ControllerDefinition,
  { name, options, handler }: Given<TimerOptions<T>>,
): ControllerDefinition {
  const what = checkTask(definition, { type: "timer", name, options, handler });
  const { every, initialDelay = 0, workers = 10 } = options;
  if (typeof every === "function" && options.initialDelay !== undefined)
    refuse(
      `${what} cannot take initialDelay: a function in every says itself when the first run is`,
      "Leave it out, and return the time of the first run when lastRun is undefined.",
    );
  if (typeof every !== "function" && !isDuration(every, { least: 1 }))
    refuse(
      `${what} cannot take every ${show(every)}: expected a duration such as "1h", at least a millisecond, or a function`,
    );
  if (!isDuration(initialDelay, { least: 0 }))
    refuse(`${what} cannot take initialDelay ${show(initialDelay)}: expected a duration such as "5m"`);
  if (!Number.isInteger(workers) || workers < 1)
    refuse(`${what} cannot take workers ${show(workers)}: expected an integer from 1 up`);
  const task = {
    type: "timer",
    name,
    every: (typeof every === "function" ? every : toMilliseconds(every)) as TimerDefinition["every"],
    initialDelay: toMilliseconds(initialDelay),
    workers,
    handler: handler as TaskHandler<KubernetesObject>,
  } as const;
  return { ...definition, tasks: [...definition.tasks, task] };
}

/**
 * The definition with one more daemon.
 *
 * @throws UserError CONTROLLER_OPTION_INVALID
 */
export function withDaemon<T extends KubernetesObject>(
  definition: ControllerDefinition,
  { name, options, handler }: Given<DaemonOptions<T>>,
): ControllerDefinition {
  const what = checkTask(definition, { type: "daemon", name, options, handler });
  const { restartOn, finalize = false } = options;
  if (typeof finalize !== "boolean")
    refuse(`${what} cannot take finalize ${show(finalize)}: expected true or false`);
  if (restartOn !== undefined && typeof restartOn !== "function")
    refuse(`${what} cannot take restartOn ${show(restartOn)}: expected a function`);
  const task = {
    type: "daemon",
    name,
    restartOn: restartOn as DaemonDefinition["restartOn"],
    finalizer: finalize ? daemonsFinalizerName(definition) : undefined,
    handler: handler as TaskHandler<KubernetesObject>,
  } as const;
  return { ...definition, tasks: [...definition.tasks, task] };
}

const known = { timer: ["every", "initialDelay", "workers"], daemon: ["restartOn", "finalize"] };

/** What is common to both; returns how to speak of the task. */
function checkTask(
  definition: ControllerDefinition,
  { type, name, options, handler }: Given<object> & { type: "timer" | "daemon" },
): string {
  const what = `${type} ${show(name)} of controller "${definition.name}"`;
  if (typeof name !== "string" || !/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(name))
    refuse(
      `${what} has no usable name`,
      "Letters, digits and dashes, at most 63: it is a label of metrics and log lines.",
    );
  if (definition.tasks.some((task) => task.name === name))
    refuse(`${what} has the name of another timer or daemon`);
  if (typeof options !== "object" || options === null)
    refuse(`${what} cannot take the options ${show(options)}: expected an object`);
  const unknown = Object.keys(options).find((option) => !known[type].includes(option));
  if (unknown !== undefined)
    refuse(`${what} has no option "${unknown}"`, `The options are ${known[type].join(", ")}.`);
  if (typeof handler !== "function") refuse(`${what} has no handler: expected a function`);
  return what;
}

/** Below a millisecond no timer of the system's is exact. */
function isDuration(value: unknown, { least }: { least: number }): boolean {
  const milliseconds = typeof value === "string" ? parseDuration(value) : value;

  return typeof milliseconds === "number" && Number.isFinite(milliseconds) && milliseconds >= least;
}

function refuse(message: string, hint?: string): never {
  throw new UserError("CONTROLLER_OPTION_INVALID", message, hint ? { hint } : {});
}

function show(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
}
