import { toMilliseconds } from "../../base/duration.ts";
import type { LogLevel } from "../../base/logger.ts";
import { givenAs, readFlags } from "./flags.ts";
import { readBoolean, readDuration, readNamespaces, readWord, readWorkers } from "./read-value.ts";

/** What an operator is told beside its controllers. Flags win over environment variables, and those over what the code says. */
export interface OperatorSettings {
  /** `:8443`; `0` is off. Flag `--metrics-bind-address`. */
  readonly metricsAddress: string;
  /** HTTPS with authentication and authorization. Flag `--metrics-secure`. */
  readonly metricsSecure: boolean;
  /** Folder of the metrics server's certificate, which is read again when it changes; default one signed by itself. Flag `--metrics-cert-path`. */
  readonly metricsCertPath: string | undefined;
  /** Default `tls.crt`. Flag `--metrics-cert-name`. */
  readonly metricsCertName: string;
  /** Default `tls.key`. Flag `--metrics-cert-key`. */
  readonly metricsCertKey: string;
  /** `:8081`; `0` is off. Flag `--health-probe-bind-address`. */
  readonly healthAddress: string;
  /** Flag `--leader-elect`. */
  readonly leaderElection: boolean;
  /** Name of the lease; default the operator's. Flag `--leader-election-id`. */
  readonly leaderElectionID: string | undefined;
  /** Where the lease is; default the Pod's namespace. Flag `--leader-election-namespace`. */
  readonly leaderElectionNamespace: string | undefined;
  /** Labels of the lease. */
  readonly leaderElectionLabels: Readonly<Record<string, string>>;
  /** Give the lease up at the end, so that the next leader need not wait; default true. It is done when everything has stopped. */
  readonly leaderElectionReleaseOnCancel: boolean;
  /** How long a leader that is not heard of is waited for; default 15 s. Flag `--leader-elect-lease-duration`. */
  readonly leaseDuration: string | number;
  /** How long a leader tries to renew before it gives up; default 10 s. Flag `--leader-elect-renew-deadline`. */
  readonly renewDeadline: string | number;
  /** Between two tries; default 2 s. Flag `--leader-elect-retry-period`. */
  readonly retryPeriod: string | number;
  /** Empty: all. Flag `--namespaces`, variable `WATCH_NAMESPACE`, both separated by commas. */
  readonly namespaces: readonly string[];
  /** Of controllers that do not say themselves. Flag `--workers`, variable `WORKERS`. */
  readonly workers: number;
  /** Of single controllers by name, whatever they say themselves: `--workers=2,memcached=8`. */
  readonly controllerWorkers: Readonly<Record<string, number>>;
  /** Flag `--log-level`, variable `LOG_LEVEL`. */
  readonly logLevel: LogLevel;
  /** `json`, or `console` for people; default `console` on a terminal. Flag `--log-format`, variable `LOG_FORMAT`. */
  readonly logFormat: LogFormat | undefined;
}

/** Some of the settings; one that is undefined was not given. */
export type Given<Settings> = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

/** How log lines are written. */
export type LogFormat = "json" | "console";

const levels: readonly LogLevel[] = ["debug", "info", "warn", "error"];
const formats: readonly LogFormat[] = ["json", "console"];

/**
 * Settings of a process: flags, then environment, then the defaults given.
 *
 * @throws UserError for a flag or a value that is not known
 */
export function readSettings(
  defaults: Given<OperatorSettings>,
  source: { argv: readonly string[]; env: Readonly<Record<string, string | undefined>>; inCluster: boolean },
): OperatorSettings {
  const given = readFlags(source);
  const boolean = (name: "metrics-secure" | "leader-elect") => readBoolean(name, given[name]);
  const workers = readWorkers(given.workers, {
    given: given.workers === undefined ? undefined : givenAs("workers", given.workers, source.argv),
  });
  return {
    metricsAddress: given["metrics-bind-address"] ?? defaults.metricsAddress ?? "0",
    metricsSecure: boolean("metrics-secure") ?? defaults.metricsSecure ?? true,
    metricsCertPath: (given["metrics-cert-path"] ?? defaults.metricsCertPath) || undefined,
    metricsCertName: given["metrics-cert-name"] ?? defaults.metricsCertName ?? "tls.crt",
    metricsCertKey: given["metrics-cert-key"] ?? defaults.metricsCertKey ?? "tls.key",
    healthAddress:
      given["health-probe-bind-address"] ?? defaults.healthAddress ?? (source.inCluster ? ":8081" : "0"),
    leaderElection: boolean("leader-elect") ?? defaults.leaderElection ?? false,
    leaderElectionID: given["leader-election-id"] ?? defaults.leaderElectionID,
    leaderElectionNamespace: given["leader-election-namespace"] ?? defaults.leaderElectionNamespace,
    leaderElectionLabels: defaults.leaderElectionLabels ?? {},
    leaderElectionReleaseOnCancel: defaults.leaderElectionReleaseOnCancel ?? true,
    ...leaseTimes(given, defaults),
    namespaces: readNamespaces(given.namespaces) ?? defaults.namespaces ?? [],
    workers: workers?.all ?? defaults.workers ?? 1,
    controllerWorkers: { ...defaults.controllerWorkers, ...workers?.named },
    logLevel: readWord("level", given["log-level"], levels) ?? defaults.logLevel ?? "info",
    logFormat: readWord("format", given["log-format"], formats) ?? defaults.logFormat,
  };
}

/** In milliseconds. */
function leaseTimes(
  given: ReturnType<typeof readFlags>,
  defaults: Given<OperatorSettings>,
): Record<"leaseDuration" | "renewDeadline" | "retryPeriod", number> {
  const time = (
    flag: "leader-elect-lease-duration" | "leader-elect-renew-deadline" | "leader-elect-retry-period",
    fallback: string | number,
  ) => readDuration(flag, given[flag]) ?? toMilliseconds(fallback);
  return {
    leaseDuration: time("leader-elect-lease-duration", defaults.leaseDuration ?? "15s"),
    renewDeadline: time("leader-elect-renew-deadline", defaults.renewDeadline ?? "10s"),
    retryPeriod: time("leader-elect-retry-period", defaults.retryPeriod ?? "2s"),
  };
}
