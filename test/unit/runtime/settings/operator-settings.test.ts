import { describe, expect, test } from "vitest";
import { UserError } from "../../../../src/base/errors.ts";
import { flagHelp, flags, wantsHelp } from "../../../../src/runtime/settings/flags.ts";
import { readSettings, type OperatorSettings } from "../../../../src/runtime/settings/operator-settings.ts";

const read = (
  argv: string[],
  options: {
    defaults?: Partial<OperatorSettings>;
    env?: Record<string, string>;
    inCluster?: boolean;
  } = {},
) => {
  const { defaults = {}, env = {}, inCluster = false } = options;
  return readSettings(defaults, { argv, env, inCluster });
};

function refusal(argv: string[], env: Record<string, string> = {}): UserError {
  try {
    read(argv, { env });
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error(`${argv.join(" ")} was not refused`);
}

test("without anything: no servers, no election, all namespaces, one worker", () => {
  expect(read([])).toEqual({
    metricsAddress: "0",
    metricsSecure: true,
    metricsCertPath: undefined,
    metricsCertName: "tls.crt",
    metricsCertKey: "tls.key",
    healthAddress: "0",
    leaderElection: false,
    leaderElectionID: undefined,
    leaderElectionNamespace: undefined,
    leaderElectionLabels: {},
    leaderElectionReleaseOnCancel: true,
    leaseDuration: 15_000,
    renewDeadline: 10_000,
    retryPeriod: 2_000,
    namespaces: [],
    workers: 1,
    controllerWorkers: {},
    logLevel: "info",
    logFormat: undefined,
  });
});

test("in a Pod, health is served, since the deployment probes it; unless it is turned off", () => {
  expect(read([], { inCluster: true }).healthAddress).toBe(":8081");
  expect(read(["--health-probe-bind-address=0"], { inCluster: true }).healthAddress).toBe("0");
  expect(read([], { inCluster: true, defaults: { healthAddress: ":9" } }).healthAddress).toBe(":9");
});

test("every flag is read, with a space or an equals sign", () => {
  const flags = [
    "--metrics-bind-address",
    ":8443",
    "--metrics-secure=false",
    "--metrics-cert-path=/certs",
    "--metrics-cert-name=a.crt",
    "--metrics-cert-key=a.key",
    "--health-probe-bind-address=:9000",
    "--leader-elect",
    "--leader-election-namespace",
    "ops",
    "--leader-election-id=lease",
    "--leader-elect-lease-duration=1m",
    "-leader-elect-renew-deadline=40s",
    "--leader-elect-retry-period=5s",
    "--namespaces=a, b,,c",
    "--workers=7,memcached=9",
    "--log-level=DEBUG",
    "--log-format=Console",
  ];
  expect(read(flags)).toEqual({
    metricsAddress: ":8443",
    metricsSecure: false,
    metricsCertPath: "/certs",
    metricsCertName: "a.crt",
    metricsCertKey: "a.key",
    healthAddress: ":9000",
    leaderElection: true,
    leaderElectionID: "lease",
    leaderElectionNamespace: "ops",
    leaderElectionLabels: {},
    leaderElectionReleaseOnCancel: true,
    leaseDuration: 60_000,
    renewDeadline: 40_000,
    retryPeriod: 5_000,
    namespaces: ["a", "b", "c"],
    workers: 7,
    controllerWorkers: { memcached: 9 },
    logLevel: "debug",
    logFormat: "console",
  });
});

describe("precedence", () => {
  const defaults = { namespaces: ["code"], logLevel: "error", leaderElection: true, workers: 3 } as const;

  test("flags win over the environment, and that over the code", () => {
    const env = { WATCH_NAMESPACE: "env", LOG_LEVEL: "warn" };
    expect(read(["--namespaces=flag", "--log-level=debug"], { defaults, env })).toMatchObject({
      namespaces: ["flag"],
      logLevel: "debug",
    });
    expect(read([], { defaults, env })).toMatchObject({ namespaces: ["env"], logLevel: "warn", workers: 3 });
    expect(read([], { defaults })).toMatchObject({ namespaces: ["code"], logLevel: "error" });
  });

  test("a flag that says false turns off what the code turned on", () => {
    expect(read(["--leader-elect=false"], { defaults }).leaderElection).toBe(false);
    expect(read([], { defaults }).leaderElection).toBe(true);
  });

  test("an empty namespace list means all of them, as the operators of Go take it", () => {
    expect(read([], { defaults, env: { WATCH_NAMESPACE: "" } }).namespaces).toEqual([]);
    expect(read(["--namespaces="], { defaults }).namespaces).toEqual([]);
  });
});

describe("what cannot be read is refused", () => {
  test("with the name of the variable, where that said it", () => {
    expect(() => read([], { env: { WORKERS: "0" } })).toThrow('cannot read "WORKERS=0"');
    expect(() => read(["--workers", "0"], { env: { WORKERS: "1" } })).toThrow('cannot read "--workers=0"');
  });

  test.each([
    [["--leader-elekt"], 'unknown flag "--leader-elekt"', 'Did you mean "--leader-elect"?'],
    [["--leader-elekt=true"], 'unknown flag "--leader-elekt"', 'Did you mean "--leader-elect"?'],
    [
      ["--workers=0"],
      'cannot read "--workers=0": expected a number from 1 up, or one for a controller, as in "2,memcached=8"',
      undefined,
    ],
    [
      ["--workers=many"],
      'cannot read "--workers=many": expected a number from 1 up, or one for a controller, as in "2,memcached=8"',
      undefined,
    ],
    [
      ["--leader-elect-retry-period=2"],
      'cannot read "--leader-elect-retry-period=2": expected a duration such as "15s"',
      undefined,
    ],
    [["-leader-elekt"], 'unknown flag "--leader-elekt"', 'Did you mean "--leader-elect"?'],
    [["--leader-elect=yes"], 'cannot read "--leader-elect=yes": expected true or false', undefined],
    [["--log-format=xml"], 'cannot read log format "xml": expected json, console', undefined],
    [["--log-level=loud"], 'cannot read log level "loud": expected debug, info, warn, error', undefined],
  ])("%j", (argv, message, hint) => {
    expect(refusal(argv)).toMatchObject({ code: "FLAG_INVALID", message, hint });
  });

  test.each([[["stray"]], [["--workers"]], [["--leader-elect", "false"]]])(
    "%j, with the flags there are",
    (argv) => {
      const { code, hint } = refusal(argv);
      expect(code).toBe("FLAG_INVALID");
      expect(hint).toContain("--metrics-bind-address");
    },
  );

  test("from the environment too", () => {
    expect(refusal([], { LOG_LEVEL: "loud" }).message).toContain('log level "loud"');
  });
});

test("workers of one controller leave those of the others", () => {
  expect(read(["--workers=memcached=8"], { defaults: { workers: 3 } })).toMatchObject({
    workers: 3,
    controllerWorkers: { memcached: 8 },
  });
  expect(read([], { env: { WORKERS: "5" } }).workers).toBe(5);
});

test("help names every flag, its value and its variable, and is asked for as usual", () => {
  const help = flagHelp("op");
  for (const name of Object.keys(flags)) expect(help).toContain(`  --${name}`);
  expect(help).toMatch(/--namespaces=<a,b> +namespaces to watch; default all \[WATCH_NAMESPACE\]/);
  expect([["--help"], ["-h"], ["--leader-elect"]].map(wantsHelp)).toEqual([true, true, false]);
});
