import { expect, test } from "vitest";
import { silentLogger } from "../../../src/base/logger.ts";
import { Lease } from "../../../src/k8s/coordination.k8s.io/v1.ts";
import { ConfigMap } from "../../../src/k8s/core/v1.ts";
import { Event } from "../../../src/k8s/events.k8s.io/v1.ts";
import { loadConnection } from "../../../src/runtime/client/load-connection.ts";
import { RestClient } from "../../../src/runtime/client/rest-client.ts";
import { Transport } from "../../../src/runtime/client/transport.ts";
import { startSandbox } from "../../../src/sandbox/server.ts";
import { cached, controller, fieldIndex, onlyMetadata, operator } from "../../../src/index.ts";
import { recordingLogger } from "../../helpers/recording-logger.ts";
import { startScriptedServer } from "../../helpers/scripted-server.ts";
import { gate, Widget } from "./controller/controller-harness.ts";

test("two controllers of one name are refused: their metrics and finalizers would be one", () => {
  const build = () => operator({ name: "o", controllers: [controller(Widget), controller(Widget)] });
  expect(build).toThrow('two controllers are named "widget"');
});

test("an index of a kind that no cache would hold is refused before anything starts", () => {
  const byName = fieldIndex(ConfigMap, "name", ({ metadata }) => metadata.name);
  const build = (watched: ReturnType<typeof controller>, cache: object) =>
    operator({ name: "o", controllers: [watched], cache: { indexes: [byName], ...cache } });
  const alone = controller(Widget) as ReturnType<typeof controller>;
  expect(() => build(alone, {})).toThrow('cannot index ConfigMap by "name": nothing watches ConfigMap');
  expect(() => build(alone.owns(onlyMetadata(ConfigMap)), {})).toThrow("nothing watches ConfigMap");
  build(alone.owns(ConfigMap), {});
  build(alone, { startOnRead: true });
  build(alone, { kinds: [cached(ConfigMap, { startOnRead: true })] });
});

test("it lists, watches and reconciles until its signal aborts; then nothing of it is left", async () => {
  const server = await startScriptedServer();
  const { logger, texts } = recordingLogger();
  const stopping = new AbortController();
  const reconciled = gate();
  const seen: string[] = [];
  const item = { metadata: { name: "a", namespace: "default", resourceVersion: "1", uid: "u" }, spec: {} };
  server.script(
    ({ refuse }) => refuse(422, "Invalid"),
    ({ json }) => json(200, { kind: "WidgetList", metadata: { resourceVersion: "5" }, items: [item] }),
    ({ begin }) => begin(""),
  );
  const widgets = controller(Widget).reconcile(({ object, log }) => {
    seen.push(`${object.apiVersion} ${object.kind} ${object.metadata?.name}`);
    log.info("seen");
    reconciled.open();
  });
  const running = operator({ name: "test-operator", controllers: [widgets] }).start({
    signal: stopping.signal,
    connection: server.connection(),
    logger,
    onReady: () => void seen.push("ready"),
  });
  await Promise.all([reconciled.opened, server.received(3)]);
  stopping.abort();
  await running;
  await server.close();
  expect(seen.sort()).toEqual(["example.com/v1 Widget a", "ready"]);
  expect(server.requests.map(({ query }) => query.get("watch"))).toEqual(["true", null, "true"]);
  expect(server.requests[0]?.headers["user-agent"]).toBe("test-operator (kubewright)");
  expect(texts()).toContain("info: seen");
});

test("what cannot be started ends it with an error: a port that is no port", async () => {
  const server = await startScriptedServer();
  const start = operator({ name: "o", controllers: [] }).start({
    signal: new AbortController().signal,
    connection: server.connection(),
    logger: silentLogger,
    settings: { healthAddress: "nowhere" },
  });
  await expect(start).rejects.toMatchObject({ code: "ADDRESS_INVALID" });
  await server.close();
});

test("with every part turned on it leads, reconciles, records an event, and gives the lease back at its end", async () => {
  const sandbox = await startSandbox();
  const connection = await loadConnection({ kubeconfigText: sandbox.kubeconfig() });
  const transport = new Transport(connection);
  const client = new RestClient(transport);
  const stopping = new AbortController();
  const { logger, texts } = recordingLogger();
  const reconciled = gate();
  const key = { namespace: "default", name: "a" };
  await client.create(ConfigMap, { metadata: { ...key, labels: { mine: "yes" } } });
  const maps = controller(ConfigMap).reconcile(({ object, events }) => {
    if (!object.metadata?.labels?.mine) return;
    events.normal("Seen", "it is there");
    reconciled.open();
  });
  const running = operator({ name: "whole", controllers: [maps] }).start({
    signal: stopping.signal,
    connection,
    logger,
    settings: {
      leaderElection: true,
      leaderElectionNamespace: "default",
      healthAddress: "127.0.0.1:0",
      metricsAddress: "127.0.0.1:0",
      namespaces: ["default"],
    },
  });
  await reconciled.opened;
  const lease = () => client.get(Lease, { namespace: "default", name: "whole" });
  expect((await lease()).spec?.holderIdentity).toContain("_");
  stopping.abort();
  await running;
  expect((await lease()).spec?.holderIdentity).toBe("");
  expect(texts().filter((text) => /lead|lease/.test(text))).toEqual([
    "info: became the leader",
    "info: the lease is free",
  ]);
  const { items } = await client.list(Event, { namespace: "default" });
  expect(items).toMatchObject([{ reason: "Seen", note: "it is there", regarding: { name: "a" } }]);
  transport.close();
  await sandbox.stop();
});

test("a limit on requests that lets nothing pass is refused when it starts", async () => {
  const server = await startScriptedServer();
  const start = operator({ name: "o", controllers: [], clientRateLimit: { qps: 0 } }).start({
    signal: new AbortController().signal,
    connection: server.connection(),
    logger: silentLogger,
  });
  await expect(start).rejects.toThrow("cannot limit requests to 0 a second");
  await server.close();
});
