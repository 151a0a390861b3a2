import { parseDuration } from "../../base/duration.ts";
import { UserError } from "../../base/errors.ts";
import type { RateLimit } from "../queue/rate-limiter.ts";
import type { Predicate } from "../source/predicate.ts";

/** Options of a controller, with the types of the conditions of its kind. */
export interface ControllerOptions<ConditionType extends string = never> {
  /** Unique among the operator's controllers; default the kind in lower case. Names it in logs and metrics. */
  readonly name?: string | undefined;
  /**
   * The finalizer that `.finalize` is kept by; default `<group>/<name>-finalizer`. A controller that takes over objects of another operator names the one that
   * they have.
   */
  readonly finalizer?: string | undefined;
  /** Objects reconciled at the same time; default the operator's `workers`, else 1. */
  readonly workers?: number | undefined;
  /** A run that takes longer has its signal aborted, and counts as failed. */
  readonly timeout?: string | number | undefined;
  /** Which events of the kind itself lead to a reconcile; default all. */
  readonly predicate?: Predicate | undefined;
  /** Which events of any kind that is watched lead to a reconcile: controller-runtime's WithEventFilter. */
  readonly eventFilter?: Predicate | undefined;
  /** Of events of the kind itself: higher goes first; default 0. What was there at the start comes at -100, after everything else. */
  readonly priority?: number | undefined;
  /** How long failures wait: `{ baseDelay: "5ms", maxDelay: "1000s" }` are the defaults, doubled each time; or a function of how often it failed. */
  readonly rateLimiter?: RateLimit | undefined;
  /** Reconcile also while another process leads; default true: wait for leadership. */
  readonly needLeaderElection?: boolean | undefined;
  /**
   * Read raw sources before this process leads, so that a new leader has nothing to catch up with; default false. Kinds are always watched from the
   * start.
   */
  readonly warmup?: boolean | undefined;
  /** Whether the operator goes on after a TypeError or the like in a handler; default true: it is counted, and tried again as every error is. */
  readonly recoverPanic?: boolean | undefined;
  /** How long the first lists of the kinds may take before the operator gives up; default 2 minutes. */
  readonly cacheSyncTimeout?: string | number | undefined;
  /**
   * Whether the event of a run's own write leads to no further run of its object; default false. Only with `create` and writes that carry a `resourceVersion`,
   * as the status that is written after the run. Not for handlers that take one step per run, and wait for the event of that.
   */
  readonly ignoreOwnWrites?: boolean | undefined;
  /** Names of clusters in which the objects are; default the operator's own. `""` stands for that. */
  readonly clusters?: readonly string[] | undefined;
  /** The condition that says how far the dependents are; default `DependentsReady`. False: none, for a kind whose status has no conditions. */
  readonly dependentsCondition?: ConditionType | false | undefined;
}

const known: Record<keyof ControllerOptions, string> = {
  name: "name",
  finalizer: "finalizer",
  workers: "number",
  timeout: "duration",
  predicate: "function",
  eventFilter: "function",
  priority: "integer",
  rateLimiter: "limit",
  needLeaderElection: "boolean",
  warmup: "boolean",
  recoverPanic: "boolean",
  cacheSyncTimeout: "duration",
  ignoreOwnWrites: "boolean",
  clusters: "names",
  dependentsCondition: "condition",
};

const expected: Record<string, { text: string; holds: (value: unknown) => boolean }> = {
  // it is a part of the finalizer's name
  name: {
    text: "a name such as memcached: letters, digits, - _ . inside, at most 53",
    holds: (value) => typeof value === "string" && /^[A-Za-z0-9]([-\w.]{0,51}[A-Za-z0-9])?$/.test(value),
  },
  finalizer: {
    text: "a qualified name such as example.com/finalizer",
    holds: (value) =>
      typeof value === "string" &&
      /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/.test(value),
  },
  number: { text: "an integer from 1 up", holds: (value) => Number.isInteger(value) && Number(value) >= 1 },
  integer: { text: "an integer", holds: Number.isInteger },
  boolean: { text: "true or false", holds: (value) => typeof value === "boolean" },
  function: { text: "a function", holds: (value) => typeof value === "function" },
  duration: { text: 'milliseconds above 0, or a duration such as "30s"', holds: isDuration },
  names: {
    text: "a list of names of clusters",
    holds: (value) =>
      Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === "string"),
  },
  condition: {
    text: "the type of a condition, or false",
    holds: (value) => value === false || (typeof value === "string" && value !== ""),
  },
  limit: {
    text: "a function, or { baseDelay, maxDelay } with the first not above the second",
    holds: isLimit,
  },
};

/**
 * Refuses options that mean nothing.
 *
 * @throws UserError CONTROLLER_OPTION_INVALID
 */
export function checkControllerOptions(options: ControllerOptions<string>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const rule = Object.hasOwn(known, name) ? expected[known[name as keyof ControllerOptions]] : undefined;
    if (!rule) refuse(`there is no option "${name}"`, `The options are ${Object.keys(known).join(", ")}.`);
    else if (!rule.holds(value)) refuse(`cannot take ${name} ${show(value)}: expected ${rule.text}`);
  }
}

/**
 * A priority as it was given.
 *
 * @throws UserError when it is no integer
 */
export function checkPriority(priority: number | undefined): number | undefined {
  if (priority === undefined || Number.isInteger(priority)) return priority;
  return refuse(`cannot take priority ${show(priority)}: expected an integer`);
}

function refuse(message: string, hint?: string): never {
  throw new UserError("CONTROLLER_OPTION_INVALID", message, hint ? { hint } : {});
}

function show(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
}

function isDuration(value: unknown): boolean {
  const milliseconds = typeof value === "string" ? parseDuration(value) : value;
  return typeof milliseconds === "number" && milliseconds > 0;
}

function isLimit(value: unknown): boolean {
  if (typeof value === "function") return true;
  if (typeof value !== "object" || value === null) return false;
  const { baseDelay = 5, maxDelay = 1_000_000, ...rest } = value as Record<string, unknown>;
  if (Object.keys(rest).length > 0 || !isDuration(baseDelay) || !isDuration(maxDelay)) return false;
  const [base, cap] = [baseDelay, maxDelay].map((delay) =>
    typeof delay === "string" ? (parseDuration(delay) ?? 0) : Number(delay),
  );
  return (base ?? 0) <= (cap ?? 0);
}
