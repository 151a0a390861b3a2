import {
  checkOptions,
  isFunction,
  isRecord,
  takes,
  takesList,
  takesRecord,
  takesWord,
  type OptionRule,
} from "../../base/check-options.ts";
import { nearest } from "../../base/nearest.ts";
import { UserError } from "../../base/errors.ts";
import type { CacheConfiguration } from "../cache/cache-configuration.ts";
import { parseAddress } from "../health/listen.ts";
import type { OperatorSettings } from "../settings/operator-settings.ts";
import type { ClusterOptions, OperatorOptions, OperatorRunnable } from "./operator-options.ts";

const known = { code: "OPERATOR_OPTION_INVALID" } as const;

const settings: Record<keyof OperatorSettings, OptionRule> = {
  metricsAddress: takes.anyText,
  metricsSecure: takes.boolean,
  metricsCertPath: takes.anyText,
  metricsCertName: takes.text,
  metricsCertKey: takes.text,
  healthAddress: takes.anyText,
  leaderElection: takes.boolean,
  leaderElectionID: takes.anyText,
  leaderElectionNamespace: takes.anyText,
  leaderElectionLabels: takesRecord("an object of texts", takes.anyText.holds),
  leaderElectionReleaseOnCancel: takes.boolean,
  leaseDuration: takes.duration,
  renewDeadline: takes.duration,
  retryPeriod: takes.duration,
  namespaces: takes.namespaces,
  workers: takes.count,
  controllerWorkers: takesRecord("an object of integers from 1 up, by controller", takes.count.holds),
  logLevel: takesWord(["debug", "info", "warn", "error"]),
  logFormat: takesWord(["json", "console"]),
};

const operatorRules: Record<keyof OperatorOptions, OptionRule> = {
  ...settings,
  name: takes.text,
  controllers: takesList(
    "a list of controllers",
    (value) => isRecord(value) && isRecord(value["definition"]) && isRecord(value["definition"]["resource"]),
  ),
  cache: takes.object,
  runnables: takesList("a list of objects with a start function", isRecord),
  clusters: takesRecord("an object of { connection, … } by name", isRecord),
  healthz: takesRecord("an object of functions by name", isFunction),
  readyz: takesRecord("an object of functions by name", isFunction),
  metrics: takesList(
    "a list of what counter(), gauge() and histogram() return",
    (value) => isRecord(value) && isFunction(value["lines"]) && typeof value["name"] === "string",
  ),
  clientRateLimit: {
    text: "{ qps, burst }, each a number above 0",
    holds: (value) => isRecord(value) && Object.keys(value).every((key) => key === "qps" || key === "burst"),
  },
  sharding: takes.object,
  skipUnchangedWrites: takes.boolean,
  gracefulTimeout: { text: "milliseconds", holds: takes.number.holds },
};

const clusterRules: Record<keyof ClusterOptions, OptionRule> = {
  connection: { text: "a connection, or a function", holds: (value) => isFunction(value) || isRecord(value) },
  namespaces: takes.namespaces,
  cache: takes.object,
};

const runnableRules: Record<keyof OperatorRunnable, OptionRule> = {
  name: takes.text,
  start: takes.function,
  needLeaderElection: takes.boolean,
};

const cacheRules: Record<keyof CacheConfiguration, OptionRule> = {
  labelSelector: takes.anyText,
  fieldSelector: takes.anyText,
  transform: takes.function,
  managedFields: takes.boolean,
  resync: { text: 'milliseconds, or a duration such as "10h"', holds: isTextOrNumber },
  lazy: takes.boolean,
  kinds: takesList(
    "a list of what cached(Kind, {…}) returns",
    (value) => isRecord(value) && isRecord(value["resource"]) && isRecord(value["options"]),
  ),
  namespaces: takesRecord("an object of options by namespace", isRecord),
  indexes: takesList(
    "a list of what fieldIndex(…) returns",
    (value) => isRecord(value) && isRecord(value["resource"]) && isFunction(value["values"]),
  ),
  startOnRead: takes.boolean,
};

/**
 * Refuses options of an operator that mean nothing, before anything starts.
 *
 * @throws UserError OPERATOR_OPTION_INVALID
 */
export function checkOperatorOptions(options: OperatorOptions): void {
  checkOptions(options, operatorRules, { ...known, of: "operator({…})", required: ["name", "controllers"] });
  const { cache, clusters = {}, runnables = [] } = options;
  if (cache) checkOptions(cache, cacheRules, { ...known, of: "cache" });
  for (const [name, cluster] of Object.entries(clusters)) {
    checkOptions(cluster, clusterRules, { ...known, of: `cluster "${name}"`, required: ["connection"] });
    if (cluster.cache)
      checkOptions(cluster.cache, cacheRules, { ...known, of: `cache of cluster "${name}"` });
  }
  for (const runnable of runnables) checkRunnable(runnable);
}

/** @throws UserError OPERATOR_OPTION_INVALID */
export function checkRunnable(runnable: OperatorRunnable): void {
  const of = typeof runnable?.name === "string" ? `runnable "${runnable.name}"` : "a runnable";
  checkOptions(runnable, runnableRules, { ...known, of, required: ["name", "start"], open: true });
  // it may have members of its own, but hardly one of nearly this name
  const meant = "needLeaderElection";
  const slip = Object.keys(runnable).find((key) => key !== meant && nearest(key, [meant]));
  if (slip === undefined) return;
  throw new UserError(known.code, `${of}: there is no option "${slip}"`, {
    hint: `Did you mean "${meant}"?`,
  });
}

/** @throws UserError ADDRESS_INVALID for an address that nothing can listen at */
export function checkAddresses({ metricsAddress, healthAddress }: OperatorSettings): void {
  for (const address of [metricsAddress, healthAddress]) if (address !== "0") parseAddress(address);
}

/** @throws UserError OPERATOR_OPTION_INVALID */
export function checkSettings(given: Partial<OperatorSettings>): void {
  checkOptions(given, settings, { ...known, of: "settings" });
}

function isTextOrNumber(value: unknown): boolean {
  return typeof value === "string" || takes.number.holds(value);
}
