import { expect, test } from "vitest";
import { ConfigMap, Pod } from "../../../../src/k8s/core/v1.ts";
import { cached, controller, counter, fieldIndex, operator } from "../../../../src/index.ts";
import { readSettings } from "../../../../src/runtime/settings/operator-settings.ts";

const build = (more: object) => operator({ name: "o", controllers: [controller(Pod)], ...more });

test("every option is taken", () => {
  build({
    cache: {
      kinds: [cached(ConfigMap, { startOnRead: true })],
      indexes: [fieldIndex(Pod, "node", ({ spec }) => spec?.nodeName)],
      namespaces: { "": {}, default: { labelSelector: "a=b" } },
      resync: 0,
    },
    runnables: [{ name: "x", start() {}, port: 5 }],
    clusters: { edge: { connection: () => ({}), namespaces: ["default"], cache: {} } },
    healthz: { a: () => {} },
    readyz: { b: async () => {} },
    metrics: [counter({ name: "a_total", help: "A." })],
    clientRateLimit: { qps: 5 },
    sharding: undefined,
    skipUnchangedWrites: false,
    gracefulTimeout: 0,
    metricsAddress: ":8080",
    leaderElectionLabels: { a: "b" },
    namespaces: ["default", "kube-system"],
    workers: 2,
    controllerWorkers: { pod: 3 },
    logLevel: "debug",
    logFormat: undefined,
    leaseDuration: "15s",
  });
});

test.each([
  [{ metricAddress: "0" }, 'operator({…}): there is no option "metricAddress"'],
  [{ name: "" }, 'cannot take name ""'],
  [{ name: undefined }, "operator({…}): name is missing: expected a text that is not empty"],
  [{ controllers: undefined }, "operator({…}): controllers is missing: expected a list of controllers"],
  [{ controllers: [5] }, "cannot take controllers [5]"],
  [{ logLevel: "trace" }, 'cannot take logLevel "trace": expected "debug", "info", "warn", "error"'],
  [{ logFormat: "text" }, "cannot take logFormat"],
  [{ gracefulTimeout: "abc" }, 'cannot take gracefulTimeout "abc": expected milliseconds'],
  [{ namespaces: "a,b" }, 'cannot take namespaces "a,b": expected a list of namespaces'],
  [{ namespaces: ["A B"] }, 'cannot take namespaces ["A B"]'],
  [{ workers: NaN }, "cannot take workers NaN"],
  [{ controllerWorkers: { pod: 0 } }, 'cannot take controllerWorkers {"pod":0}'],
  [{ leaderElection: "false" }, 'cannot take leaderElection "false": expected true or false'],
  [{ leaseDuration: "soon" }, 'cannot take leaseDuration "soon"'],
  [{ cache: { kindz: [] } }, 'cache: there is no option "kindz"'],
  [{ cache: { kinds: [Pod] } }, "cache: cannot take kinds"],
  [{ cache: { indexes: ["a"] } }, "cache: cannot take indexes"],
  [{ cache: [] }, "cannot take cache []"],
  [{ readyz: { a: 5 } }, 'cannot take readyz {"a":5}: expected an object of functions by name'],
  [{ healthz: () => {} }, "cannot take healthz a function"],
  [{ metrics: [5] }, "cannot take metrics [5]"],
  [{ clusters: { edge: 5 } }, 'cannot take clusters {"edge":5}'],
  [{ clusters: { edge: {} } }, 'cluster "edge": connection is missing'],
  [
    { clusters: { edge: { connection: {}, namespace: ["a"] } } },
    'cluster "edge": there is no option "namespace"',
  ],
  [
    { clusters: { edge: { connection: {}, cache: { kind: [] } } } },
    'cache of cluster "edge": there is no option "kind"',
  ],
  [{ runnables: [{ name: "x" }] }, 'runnable "x": start is missing: expected a function'],
  [{ runnables: [{ start() {} }] }, "a runnable: name is missing"],
  [{ runnables: [{ name: "x", start() {}, needLeaderElectoin: false }] }, 'runnable "x": there is no option'],
  [{ runnables: [{ name: "x", start() {}, needLeaderElection: "no" }] }, "cannot take needLeaderElection"],
  [{ clientRateLimit: { pqs: 5 } }, "cannot take clientRateLimit"],
])("options that mean nothing are refused before anything starts: %j", (options, message) => {
  expect(() => build(options)).toThrow(message);
});

test("a slip of the pen has a hint", () => {
  expect(() => build({ metricAddress: "0" })).toThrow(
    expect.objectContaining({ code: "OPERATOR_OPTION_INVALID", hint: 'Did you mean "metricsAddress"?' }),
  );
});

test("a runnable that is added while it runs is checked alike", () => {
  expect(() => build({}).add({ name: "x" } as never)).toThrow('runnable "x": start is missing');
});

test.each([{ metricsAddress: "foo" }, { healthAddress: "8081" }, { metricsAddress: ":65536" }])(
  "an address that nothing can listen at is told of before anything starts: %j",
  async (settings) => {
    const options = { settings, connection: {}, signal: AbortSignal.abort() };
    await expect(build({}).start(options as never)).rejects.toThrow(/cannot read address/);
  },
);

test("settings of a start are checked alike", async () => {
  const options = { settings: { logLevel: "trace" }, connection: {}, signal: AbortSignal.abort() };
  await expect(build({}).start(options as never)).rejects.toThrow('settings: cannot take logLevel "trace"');
});

test.each([
  [["--namespaces=A_B"], {}, 'cannot read namespace "A_B"'],
  [[], { WATCH_NAMESPACE: "a,b c" }, 'cannot read namespace "b c"'],
])("namespaces that cannot be are refused: %j %j", (argv, env, message) => {
  expect(() => readSettings({}, { argv, env, inCluster: false })).toThrow(message);
});

test("namespaces of flags stand between commas, with spaces", () => {
  const { namespaces } = readSettings({}, { argv: ["--namespaces=a, b,"], env: {}, inCluster: false });
  expect(namespaces).toEqual(["a", "b"]);
});
