import { expect, test } from "vitest";
import { silentLogger } from "../../../src/base/logger.ts";
import { controller, operator } from "../../../src/index.ts";
import { recordingLogger } from "../../helpers/recording-logger.ts";
import { startScriptedServer } from "../../helpers/scripted-server.ts";
import { gate, Widget } from "./controller/controller-harness.ts";

test("two controllers of one name are refused: their metrics and finalizers would be one", () => {
  const build = () => operator({ name: "o", controllers: [controller(Widget), controller(Widget)] });
  expect(build).toThrow('two controllers are named "widget"');
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
