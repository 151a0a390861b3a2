import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLogger } from "../../../../src/base/logger.ts";
import { systemClock } from "../../../../src/base/clock.ts";
import { controller, type Client, type OperatorOptions } from "../../../../src/index.ts";
import { ConfigMap, Event, Secret, ServiceAccount } from "../../../../src/k8s/core/v1.ts";
import type { OperatorReport, TracedRun } from "../../../../src/kube/operator-report.ts";
import { Members } from "../../../../src/runtime/assembly/members.ts";
import { runOperator } from "../../../../src/runtime/assembly/run-operator.ts";
import { loadConnection } from "../../../../src/runtime/client/load-connection.ts";
import { RestClient } from "../../../../src/runtime/client/rest-client.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import { readSettings } from "../../../../src/runtime/settings/operator-settings.ts";
import { readReportRequest, readSensitiveFields } from "../../../../src/runtime/trace/report-request.ts";
import { startSandbox, type Sandbox } from "../../../../src/sandbox/server.ts";

let sandbox: Sandbox;
let transport: Transport;
let client: Client;
beforeEach(async () => {
  sandbox = await startSandbox({ behaviours: false });
  transport = new Transport(await loadConnection({ kubeconfigText: sandbox.kubeconfig() }));
  client = new RestClient(transport);
});
afterEach(async () => {
  transport.close();
  await sandbox.stop();
});

/** Runs an operator that reports, and hands out each report that a test looks for. */
function reporting(built: OperatorOptions["controllers"][number], sensitive = {}) {
  const reports: OperatorReport[] = [];
  const stopping = new AbortController();
  let wake = () => {};
  let ask: (message: unknown) => void = () => {};
  const channel = {
    send(report: OperatorReport) {
      reports.push(report);
      wake();
    },
    listen(onMessage: (message: unknown) => void) {
      ask = onMessage;
      return () => (ask = () => {});
    },
  };
  const options = { name: "o", controllers: [built] };
  const off = { healthAddress: "0", metricsAddress: "0", leaderElection: false };
  const settings = readSettings({ ...options, ...off }, { argv: [], env: {}, inCluster: false });
  const running = runOperator(options, settings, {
    signal: stopping.signal,
    connection: transport.connection,
    clock: systemClock,
    logger: silentLogger,
    report: { channel, by: "run", sensitive },
    members: new Members([]),
    explainers: new Set(),
  });
  return {
    reports,
    ask: (message: unknown) => ask(message),
    async next<R>(pick: (report: OperatorReport) => R | undefined): Promise<R> {
      for (let index = 0; ; index++) {
        while (index >= reports.length) await new Promise<void>((resolve) => (wake = resolve));
        const found = pick(reports[index] as OperatorReport);
        if (found !== undefined) return found;
      }
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

const runOf =
  (name: string, result = "success") =>
  (report: OperatorReport): TracedRun | undefined =>
    report.type === "runs"
      ? report.runs.find((run) => run.name === name && run.result === result)
      : undefined;

const key = { namespace: "default", name: "a" };
const unseen = { metadata: key, involvedObject: { kind: "ConfigMap", apiVersion: "v1", ...key } };

test("a run is told of with its calls, what each write changed, how long they took, and why it came", async () => {
  const built = controller(ConfigMap)
    .owns(ServiceAccount)
    .reconcile(async ({ object, client: own, request }) => {
      if (object.metadata.name !== "a") return;
      await own.get(ServiceAccount, { name: "default" });
      await own.apply(ServiceAccount, { metadata: request, automountServiceAccountToken: false });
      await own.patch(ConfigMap, request, { merge: { data: { size: "2" } } });
      await own.list(Secret, { namespace: "default" });
      await own.apply(Event, { ...unseen, reason: "Applied" });
    });
  await client.create(ServiceAccount, { metadata: { namespace: "default", name: "default" } });
  await client.create(Event, unseen);
  await client.create(ConfigMap, { metadata: key, data: { size: "1" } });
  const operator = reporting(built);
  const run = await operator.next(runOf("a"));
  await operator.stop();
  expect(run).toMatchObject({
    controller: "configmap",
    apiVersion: "v1",
    kind: "ConfigMap",
    ...key,
    causes: ["ConfigMap default/a was there at the start"],
    moreCalls: 0,
  });
  expect(run.id).toHaveLength(36);
  const shown = run.calls.map(({ verb, resource, name, answer, status }) =>
    [verb, resource, name, answer, status].join(" "),
  );
  expect(shown).toEqual([
    "get configmaps a cache ",
    "get serviceaccounts default cache ",
    "apply serviceaccounts a server 201",
    "patch configmaps a server 200",
    "list secrets  server 200",
    "apply events a server 200",
  ]);
  const [applied, patched] = run.calls.slice(2);
  expect(run.calls.at(-1)?.changes).toBeUndefined(); // what it was before is not known
  expect(applied?.changes).toMatchObject([
    { path: ".", after: { automountServiceAccountToken: false, metadata: { name: "a" } } },
  ]);
  expect(patched?.changes).toEqual([{ path: "data.size", before: "1", after: "2" }]);
  expect(patched?.milliseconds).toBeGreaterThan(0);
  expect(run.calls.every(({ at }) => at >= 0)).toBe(true);
});

test("values of Secrets and of sensitive fields are in no report, also where an error quotes them", async () => {
  await client.create(Secret, { metadata: key, stringData: { password: "hunter2-from-secret" } });
  await client.create(ConfigMap, { metadata: key, data: { token: "sensitive-token-1" } });
  const built = controller(ConfigMap)
    .owns(Secret)
    .reconcile(async ({ object, client: own, request }) => {
      if (object.metadata.name !== "a") return;
      const { data } = await own.get(Secret, request);
      const read = Buffer.from(data?.password ?? "", "base64").toString();
      await own.patch(Secret, request, { merge: { stringData: { password: "swordfish-written" } } });
      await own.patch(ConfigMap, request, { merge: { data: { token: "sensitive-token-2", open: read } } });
      throw new Error(`cannot log in: ${read}, ${object.data?.token ?? ""}`);
    });
  const operator = reporting(built, { "v1/ConfigMap": [["data", "token"]] });
  const run = await operator.next(runOf("a", "error"));
  operator.ask({ type: "explain", id: 7, kind: "ConfigMap", ...key });
  const explained = await operator.next((report) => (report.type === "explanation" ? report : undefined));
  await operator.stop();
  expect(explained).toMatchObject({ id: 7, explanations: [{ object: { kind: "ConfigMap" } }] });
  expect(run.error).toBe("cannot log in: <masked>, <masked>");
  expect(run.calls.flatMap(({ changes = [] }) => changes.map(({ path }) => path))).toEqual([
    "data.password",
    "data.token",
    "data.open",
  ]);
  const all = JSON.stringify(operator.reports);
  for (const value of ["hunter2-from-secret", "swordfish-written", "sensitive-token"]) {
    expect(all).not.toContain(value);
    expect(all).not.toContain(Buffer.from(value).toString("base64").replace(/=+$/, "").slice(0, -1));
  }
});

test("who it is comes first; how busy it is follows", async () => {
  const operator = reporting(
    controller(ConfigMap)
      .owns(Secret)
      .reconcile(() => {}),
  );
  await client.create(ConfigMap, { metadata: key });
  const stats = await operator.next((report) => {
    const [found] = report.type === "stats" ? report.controllers : [];
    return found && found.runs > 0 ? found : undefined;
  });
  await operator.stop();
  expect(stats).toMatchObject({ name: "configmap", queued: 0, running: 0, failures: 0 });
  const kind = { group: "", version: "v1", scope: "Namespaced" };
  expect(operator.reports[0]).toEqual({
    type: "hello",
    operator: "o",
    namespaces: [],
    controllers: [
      {
        name: "configmap",
        kind: { ...kind, kind: "ConfigMap", plural: "configmaps" },
        owns: [{ ...kind, kind: "Secret", plural: "secrets" }],
      },
    ],
  });
});

test("fields that must not be told are read of a file; without it there are none to go by", () => {
  const sensitiveFile = join(mkdtempSync(join(tmpdir(), "report-")), "sensitive.json");
  expect(readSensitiveFields({ sensitiveFile })).toBeUndefined();
  expect(readSensitiveFields({})).toBeUndefined();
  writeFileSync(sensitiveFile, '{"v1/ConfigMap":[["data"]]}');
  expect(readSensitiveFields({ sensitiveFile })).toEqual({ "v1/ConfigMap": [["data"]] });
  writeFileSync(sensitiveFile, '{"v1/Conf');
  expect(readSensitiveFields({ sensitiveFile })).toBeUndefined();
});

test("a variable that says something else is refused", () => {
  expect(readReportRequest({})).toBeUndefined();
  expect(readReportRequest({ KUBEWRIGHT_REPORT: '{"channel":true}' })).toEqual({ channel: true });
  for (const text of ["yes", "[]", "1"])
    expect(() => readReportRequest({ KUBEWRIGHT_REPORT: text })).toThrow("expected a JSON object");
});
